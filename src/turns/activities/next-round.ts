import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { inRound, type RoundTarget, requireStepOpen } from './in-round.ts';
import { openRound } from './open-round.ts';

/** Another round like this one, at once and with the same settings: sheets are passed on while people are still at it. */
export async function nextRound(deps: Deps, asker: Asker, target: RoundTarget): Promise<Reply | undefined> {
  return inRound(deps, asker, target, 'steer', async (scene) => {
    const { tx, step, round, activity, now } = scene;
    requireStepOpen(scene);
    const latest = await tx.latestRound(step, activity.id);
    if (latest?.id !== round.id)
      throw new RuleBreach(
        'went-on',
        phrase`Round ${latest?.round ?? round.round} of ${activity.label} is under way already. The card shows it.`,
      );
    await openRound(tx, step, activity, asker, now, { settings: round.settings });
    return undefined;
  });
}
