import type { WorkshopTx } from '../../ports/store.ts';
import { applyOps } from '../../workshop/apply-ops.ts';
import { itemsOf } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { type JudgedResult, type PlannedTest, type ReportedResult, testList } from '../../workshop/planned-tests.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { requireRunning } from '../advance-step.ts';
import { earlierSummaries, judgeStep } from '../complete-step.ts';
import { remakePack } from '../finish-workshop.ts';
import { requireOpen } from '../require-open.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';
import { writeVersion } from '../write-version.ts';

export interface RecordedResult {
  workshopId: WorkshopId;
  test: PlannedTest;
  given: ReportedResult;
  judged: JudgedResult;
  words: string;
}

/**
 * A result as its sender's message, and in the next version of what the test stands in; nothing is opened again. The thread is told, a
 * pack that is handed out already is made anew. Throws a RuleBreach; the same `asker.key` does it once.
 */
export async function recordResult(deps: Deps, asker: Asker, recorded: RecordedResult): Promise<void> {
  const now = deps.clock.now();
  await deps.store.inWorkshop(recorded.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return;
    await requirePermission(tx, asker, 'contribute');
    const { settings, status } = tx.workshop;
    if (status !== 'completed' || settings.archived || settings.cancelled) requireRunning(tx);
    const step = await tx.step(recorded.test.stepId);
    if (step.status !== 'complete') requireOpen(step);
    const changed = await capture(tx, asker, step, recorded, now);
    const { stepId } = step;
    if (step.status === 'complete') await writeResult(tx, changed, asker, now);
    else await saveCapturedDraft(tx, step, changed.draft);
    await tx.post({ kind: 'say', stepId, text: sayRecorded(asker.userId, recorded) });
    await tx.audit({
      action: 'result',
      userId: asker.userId,
      details: { stepId, itemId: recorded.test.itemId, verdict: recorded.judged.verdict },
      at: now,
    });
    if (status === 'completed') await remakePack(tx, now);
  });
}

/** The step with the result in its draft, which rests on a message of whoever sent it. */
async function capture(tx: WorkshopTx, asker: Asker, step: StepWithDraft, recorded: RecordedResult, now: Date): Promise<StepWithDraft> {
  const list = testList(tx.workshop.template)?.list.key ?? '';
  const { itemId, belief } = recorded.test;
  if (!itemsOf(step.draft, list).some((item) => item.id === itemId))
    throw new RuleBreach('gone', phrase`That test is gone: somebody took it out meanwhile. “/workshop result” shows those there are.`);
  const result = describeResult(recorded);
  const said = await tx.appendMessage({
    contextId: step.contextId,
    role: 'user',
    content: `Result of “${belief}”: ${result}`,
    userId: asker.userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true },
  });
  if (!said) throw new Error('the result has no message to rest on');
  const applied = applyOps(step.definition, step.draft, [{ op: 'update', list, itemId, values: { result } }], {
    source: { messageId: said.id, userId: asker.userId },
    origin: 'human',
    seq: said.seq,
  });
  return { ...step, draft: applied.draft };
}

async function writeResult(tx: WorkshopTx, step: StepWithDraft, asker: Asker, now: Date): Promise<void> {
  await tx.saveDraft(step, step.draft);
  const artifacts = await tx.currentArtifacts();
  const { artifact, provenance, gaps } = judgeStep(step, artifacts, await earlierSummaries(tx, step.stepId, artifacts));
  const expectedVersion = await tx.newestVersion(step.stepId);
  await writeVersion(tx, step, { expectedVersion, artifact, provenance, draft: step.draft, gaps, by: asker.userId, now });
  await tx.updateStep(step.id, { output: artifact, gaps });
  await tx.wantCard('step', step.stepId);
  if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
}

/** “23 of 50: promising (77 % of 30; an okay test). They forgot the card at home.” */
function describeResult({ given, judged: { verdict, isOwn, health, score }, words }: Omit<RecordedResult, 'workshopId' | 'test'>): string {
  const notes = [
    ...(score === undefined ? [] : [`${score} % of the way to ${given.target}`]),
    ...(isOwn ? ['the host’s own verdict'] : []),
    `${health === 'okay' ? 'an' : 'a'} ${health} test`,
  ];
  const said = `${sayMeasured(given)}: ${verdict} (${notes.join('; ')}).`;
  return words ? `${said} ${words}` : said;
}

function sayMeasured({ measured, outOf }: ReportedResult): string {
  return outOf && !/\bof\b|\//.test(measured) ? `${measured}, out of ${outOf}` : measured;
}

function sayRecorded(userId: string, { test, given, judged: { verdict, health, isOwn } }: RecordedResult): Phrase {
  const own = isOwn ? phrase`, by their own verdict` : [];
  const against = given.target ? phrase` against ${given.target}` : [];
  return phrase`:test_tube: ${person(userId)} has a result. “${test.belief || test.test}”: ${sayMeasured(given)}${against}, so *${verdict}*${own} (${health === 'okay' ? 'an' : 'a'} ${health} test).`;
}
