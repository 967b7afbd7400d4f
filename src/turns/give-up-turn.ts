import { phrase } from '../workshop/phrase.ts';
import { traceForPerson } from './trace.ts';
import type { Deps } from './use-case.ts';

/** A turn failed for good: it is logged, its messages stay stored, and the host is told honestly what to do. */
export async function giveUpTurn(deps: Deps, contextId: string, error: unknown): Promise<void> {
  const trace = traceForPerson();
  deps.log.error({ err: error, contextId, trace }, 'A turn failed for good');
  const work = await deps.store.loadTurn(contextId);
  if (!work) return;
  await deps.store.inWorkshop(work.workshop.id, async (tx) => {
    const fresh = work.messages.filter((message) => !message.flagged);
    await tx.finishTurn(contextId, {
      expectedHandledVersion: work.handledVersion,
      handledVersion: fresh.at(-1)?.version ?? work.handledVersion,
      flagged: work.messages.filter((message) => message.flagged).map((message) => message.id),
      asOfSeq: work.workshop.latestSeq,
    });
    await tx.post({
      kind: 'whisper',
      userId: tx.workshop.ownerUserId,
      stepId: work.step.stepId,
      text: phrase`Something went wrong on my side (trace ${trace}). What was said is stored, but the last ${String(work.messages.length)} messages were not written down. Please put a 📌 on what matters.`,
    });
  });
}
