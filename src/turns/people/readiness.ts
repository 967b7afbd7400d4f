import type { WorkshopTx } from '../../ports/store.ts';
import { phrase } from '../../workshop/phrase.ts';
import { defaultQuorum, judgeQuorum, nameQuorum, type QuorumState } from '../../workshop/quorum.ts';
import type { Step } from '../../workshop/workshop.ts';
import { type ButtonTarget, readTarget, writeTarget } from '../button-target.ts';
import { judgeStep } from '../complete-step.ts';
import { inOpenStep } from '../in-open-step.ts';
import type { ButtonHandler } from '../press-button.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';

/** How many are done with a step, by the workshop's rule: counts only, never who. */
export async function quorumReached(tx: WorkshopTx, step: Pick<Step, 'id'>): Promise<QuorumState> {
  return judgeQuorum(tx.workshop.settings.quorum ?? defaultQuorum, await tx.stepPresence(step.id));
}

/**
 * “I'm done”, on and off. What somebody adds afterwards leaves it as it is: they know best. When it is enough, the hosts are told, once
 * for each time that the step is open; in a workshop over days whoever keeps its deadlines goes on from there.
 */
async function toggleDone(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return inOpenStep(deps, asker, target, async (tx, step) => {
    const isDone = await tx.toggleDone(step, asker.userId);
    const quorum = await quorumReached(tx, step);
    await tx.wantCard('step', step.stepId);
    if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
    // Over days a step that has everything closes by itself then, and nobody has to be asked.
    const closes =
      quorum.isReached && tx.workshop.settings.pace === 'async' && judgeStep(step, await tx.currentArtifacts()).gaps.length === 0;
    if (quorum.isReached) {
      if (!closes) await tellHosts(tx, step, quorum);
      await tx.wakeAt(deps.clock.now());
    }
    const others = quorum.needed - quorum.done;
    const wait = closes
      ? phrase`That makes enough of us, so the step closes in a moment.`
      : quorum.isReached
        ? phrase`That is enough for the host to move us on.`
        : phrase`${others === 1 ? 'One more' : `${others} more`}, and the host hears that we could move on.`;
    return {
      text: isDone
        ? phrase`You are done with ${step.definition.name}. ${wait} You can still add something; press again to take it back.`
        : phrase`Taken back: you are still at it.`,
    };
  });
}

/** Once for each opening of the step, which its result's version tells apart: the receipt is the memory. */
async function tellHosts(tx: WorkshopTx, step: Step, quorum: QuorumState): Promise<void> {
  const version = (await tx.currentArtifacts()).find((one) => one.stepId === step.stepId)?.version ?? 0;
  if (!(await tx.takeReceipt(`quorum:${step.id}:${step.epoch}:${version}`))) return;
  const who = nameQuorum(tx.workshop.settings.quorum ?? defaultQuorum);
  const value = writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch });
  const hosts = (await tx.members()).filter((member) => member.role === 'owner').slice(0, 5);
  for (const { userId } of hosts)
    await tx.post({
      kind: 'whisper',
      userId,
      stepId: step.stepId,
      text: phrase`${quorum.done} of ${Math.max(quorum.of, quorum.done)} are done with ${step.definition.name}, and you wanted ${who}. Shall we move on?`,
      buttons: [
        { label: 'Next step', action: 'next', value, style: 'primary' },
        { label: 'Keep going', action: 'dismiss' },
      ],
    });
}

export const readinessButtons: Readonly<Record<string, ButtonHandler>> = {
  done: async (deps, asker, value) => toggleDone(deps, asker, readTarget(value)),
};
