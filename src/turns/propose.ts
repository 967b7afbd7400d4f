import type { BuiltContext } from '../context/types.ts';
import type { ExtractedFact } from '../facilitator/model/extraction-schema.ts';
import { type Names, nameMentions } from '../facilitator/model/render-context.ts';
import { renderDraft, type StepState } from '../facilitator/model/write-prompt.ts';
import type { StepWork, WorkshopTx } from '../ports/store.ts';
import { hasAddress, isGrounded } from '../workshop/grounding.ts';
import type { MessageId, UserId } from '../workshop/ids.ts';
import {
  checkProposal,
  type DroppedLines,
  type Grounds,
  isJudgement,
  type ProposalLine,
  type ProposalStatus,
  type RawLine,
} from '../workshop/proposal.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { takeLines } from './decide-proposal.ts';
import type { Deps } from './use-case.ts';

/** What came of an extraction. */
export interface Proposed {
  /** Lines that wait for people's yes. */
  lines: number;
  dropped: DroppedLines;
}

interface Extraction {
  work: StepWork;
  contextId: string;
  /** Everything up to this version of the log was looked at. */
  toVersion: number;
  found: { lines: RawLine[]; facts: ExtractedFact[] };
  grounds: Grounds;
  names: Names;
  resolve: (seq: number) => MessageId | undefined;
}

/** What an extraction is held against: the messages that can be cited, and what is established already. */
export function groundsOf(
  context: BuiltContext,
  state: StepState,
  messages: ReadonlyMap<MessageId, { userId: UserId; text: string }>,
  names: Names,
): Grounds {
  const artifacts = context.sections
    .filter((section) => section.kind === 'artifacts')
    .flatMap((section) => section.parts.map((part) => part.text));
  const named = new Map([...messages].map(([id, message]) => [id, { ...message, text: nameMentions(message.text, names) }]));
  return { messages: named, established: [...artifacts, renderDraft(state.definition, state.draft), ...names.values()].join('\n') };
}

/**
 * Puts what holds before the people, in one transaction on the step as it is now; after a reset or its end nothing is proposed any
 * more. Where the host said so, words are written down at once; a rating, a pick or a place in a group always waits for people. What does not hold is counted and seen by nobody.
 */
export async function propose(deps: Deps, extraction: Extraction): Promise<Proposed> {
  const { work, contextId, toVersion } = extraction;
  const now = deps.clock.now();
  const proposed = await deps.store.inWorkshop(work.workshop.id, async (tx): Promise<Proposed> => {
    await tx.setConsidered(contextId, toVersion);
    await learnFacts(tx, extraction, now);
    const step = await tx.step(work.step.stepId);
    if (step.status !== 'in_progress' || step.epoch !== work.step.epoch || tx.workshop.status !== 'active')
      return { lines: 0, dropped: {} };
    const { lines, dropped } = await checkAll(tx, step, extraction);
    if (lines.length === 0) return { lines: 0, dropped };
    const before = await tx.latestProposal(step.stepId);
    const isSure = (line: ProposalLine) => tx.workshop.settings.autoAccept === true && !isJudgement(step.definition, line.op);
    const sure = lines.filter(isSure);
    const waiting = lines.filter((line) => !isSure(line));
    if (sure.length > 0) {
      const saved = await tx.saveProposal({ stepId: step.stepId, epoch: step.epoch, lines: sure, dropped, at: now });
      const taken = await takeLines(tx, step, sure);
      await tx.decideProposal(saved.id, { status: 'accepted', by: null, at: now, lines: taken });
      await tx.wantCard('proposal', step.stepId);
    }
    if (waiting.length === 0) return { lines: 0, dropped };
    await tx.saveProposal({ stepId: step.stepId, epoch: step.epoch, lines: waiting, dropped, at: now });
    await tx.wantCard('proposal', step.stepId, { anew: before !== undefined && before.status !== 'open' });
    return { lines: waiting.length, dropped };
  });
  const droppedCount = Object.values(proposed.dropped).reduce((sum, count) => sum + count, 0);
  if (droppedCount > 0)
    deps.log.info({ workshopId: work.workshop.id, stepId: work.step.stepId, dropped: proposed.dropped }, 'proposed lines were dropped');
  return proposed;
}

/**
 * What waits for an answer already stays before what is new; each line is held against the draft as it is now. What people have just
 * left out is not put before them again.
 */
async function checkAll(tx: WorkshopTx, step: StepWithDraft, { found, grounds, names }: Extraction) {
  const definition = step.definition;
  const latest = await tx.latestProposal(step.stepId);
  const linesOf = (status: ProposalStatus) => (latest?.epoch === step.epoch && latest.status === status ? latest.lines : []);
  const waiting = linesOf('open');
  const standing = await tx.standingMessages([...new Set(waiting.flatMap((line) => line.sources.map((source) => source.messageId)))]);
  const messages = new Map(grounds.messages);
  for (const [id, message] of standing) if (!messages.has(id)) messages.set(id, { ...message, text: nameMentions(message.text, names) });
  const again = waiting.map(
    (line): RawLine => ({ op: line.op, evidence: line.sources.map((source) => source.messageId), quote: line.quote }),
  );
  return checkProposal(definition, step.draft, [...again, ...found.lines], { ...grounds, messages, dismissed: linesOf('dismissed') });
}

const maxFacts = 5;
const maxKeyWords = 6;

/** Facts come from people's messages only, and say what these say (F-42); the store refuses what is not sure enough. */
async function learnFacts(tx: WorkshopTx, { found, grounds, resolve }: Extraction, at: Date): Promise<void> {
  for (const fact of found.facts.slice(0, maxFacts)) {
    const ids = fact.evidence.map(resolve);
    const cited = ids.map((id) => (id ? grounds.messages.get(id)?.text : undefined));
    const [sourceMessageId] = ids;
    if (!sourceMessageId || cited.some((text) => text === undefined) || !isGrounded(fact.value, cited as string[])) continue;
    // Its name is the model's own word and stands in later prompts: a few plain words, and nothing that could be more.
    if (fact.key.split(/\s+/).length > maxKeyWords || /[<>\n]/.test(fact.key) || hasAddress(fact.key)) continue;
    const { type, key, value, confidence } = fact;
    await tx.storeContext({ scope: 'workshop', scopeId: tx.workshop.id, type, key, value, confidence, sourceMessageId, at });
  }
}
