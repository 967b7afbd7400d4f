import { phrase } from '../../workshop/phrase.ts';
import { type RoundScene, showRound, takersOf, writeRoundTarget } from './in-round.ts';

/** Somebody has handed something in: the card counts them, and when nobody is missing the host hears it, once. */
export async function countIn(scene: RoundScene): Promise<void> {
  const { tx, step, round, activity } = scene;
  await showRound(scene);
  const [took, takers] = [await tx.countTakers(round.id), await takersOf(tx)];
  // The host alone has nobody to wait for, and nobody to be told.
  if (takers.length < 2 || took < takers.length || !(await tx.takeReceipt(`everybody:${round.id}`))) return;
  await tx.post({
    kind: 'whisper',
    userId: tx.workshop.ownerUserId,
    stepId: step.stepId,
    text: phrase`All ${took} have taken part in ${activity.label}. Shall I close it?`,
    buttons: [
      { label: 'Close it', action: 'close-round', value: writeRoundTarget(round), style: 'primary' },
      { label: 'Leave it open', action: 'dismiss' },
    ],
  });
}
