import type { WorkshopTx } from '../ports/store.ts';
import { Conflict, NotFound, RuleBreach } from '../workshop/errors.ts';
import type { StepId, UserId } from '../workshop/ids.ts';
import { wordsOf } from '../workshop/outline.ts';
import { listPhrases, type Phrase, person, phrase } from '../workshop/phrase.ts';
import { applyLine, type Proposal, type ProposalLine, standingLine } from '../workshop/proposal.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { type ButtonTarget, staleButton } from './button-target.ts';
import type { FormValues } from './forms.ts';
import { HeldForm, outcomeOfHeld } from './held-form.ts';
import { inOpenStep } from './in-open-step.ts';
import { isSeen, keepSeen, sayFaster } from './merge-form.ts';
import { inItsPlace, maxSeenChars, proposalIdOf, seenKey } from './proposal-form.ts';
import { saveCapturedDraft } from './save-captured-draft.ts';
import type { FormOutcome } from './save-form.ts';
import type { Asker, Deps, FormRequest, Reply } from './use-case.ts';
import { wordingOf } from './view-proposal.ts';

/** Writes the proposed lines down as they stand. Pressing twice does it once; a proposal that was decided meanwhile changes nothing. */
export async function acceptProposal(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return decide(deps, asker, target, async (tx, step, proposal) => {
    const taken = await takeLines(tx, step, proposal.lines);
    if (taken.length === 0) throw nothingLeft();
    await settle(tx, asker.userId, deps.clock.now(), proposal, 'accepted', taken);
    return undefined;
  });
}

export async function dismissProposal(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return decide(deps, asker, target, async (tx, _step, proposal) => {
    await settle(tx, asker.userId, deps.clock.now(), proposal, 'dismissed');
    return undefined;
  });
}

interface SubmittedEdits {
  values: FormValues;
  shown: FormValues;
}

/**
 * Writes down what was left in the form: an emptied line is left out, a changed one is its editor's words. Where somebody has put
 * something else into the place of a line since the form was opened, nothing is saved and its sender is shown both (F-06).
 */
export async function acceptEdited(
  deps: Deps,
  asker: Asker,
  request: FormRequest,
  { values, shown }: SubmittedEdits,
): Promise<FormOutcome> {
  try {
    await decide(
      deps,
      asker,
      request,
      async (tx, step, proposal) => {
        const { lines, changed } = readEdits(step, proposal, values);
        if (lines.length === 0)
          throw new RuleBreach('nothing-left', phrase`There is nothing left to write down. To take none of it, press Dismiss on the card.`);
        requireUncontested(step, request, lines, { values, shown });
        const said = changed.length > 0 ? await sayEdits(tx, asker, step, lines, changed, deps.clock.now()) : undefined;
        const own = lines.map((line) => (said && changed.includes(line.id) ? { ...line, sources: [said, ...line.sources] } : line));
        const taken = await takeLines(tx, step, own);
        requireTaken(taken, changed);
        if (taken.length === 0) throw nothingLeft();
        await settle(tx, asker.userId, deps.clock.now(), proposal, 'accepted', taken);
        return undefined;
      },
      { hasTyped: true },
    );
    return { saved: true };
  } catch (error) {
    return outcomeOfHeld(error);
  }
}

function readEdits(step: StepWithDraft, proposal: Proposal, values: FormValues): { lines: ProposalLine[]; changed: string[] } {
  const lines: ProposalLine[] = [];
  const changed: string[] = [];
  for (const line of proposal.lines) {
    const wording = wordingOf(step.definition, line.op);
    const given = values[line.id];
    const text = typeof given === 'string' ? given.trim() : '';
    if (!wording ? text !== 'leave' : text === wording.text) lines.push(line);
    else if (wording && text) {
      lines.push({ ...line, op: wording.reword(text), quote: null });
      changed.push(line.id);
    }
  }
  return { lines, changed };
}

function requireUncontested(
  step: StepWithDraft,
  request: FormRequest,
  lines: readonly ProposalLine[],
  { values, shown }: SubmittedEdits,
): void {
  const notes: Record<string, Phrase> = {};
  const seen: FormValues = {};
  for (const line of lines) {
    const there = inItsPlace(step, line);
    const key = seenKey(line.id);
    if (!there || !Object.hasOwn(shown, key)) continue;
    seen[key] = there.words;
    const isAsWanted = line.op.op === 'set' && there.words === wordsOf(line.op.value);
    if (!isAsWanted && !isSeen(there.words, shown[key])) notes[line.id] = sayFaster(there.by, there.words);
  }
  if (Object.keys(notes).length > 0) throw new HeldForm({ next: request, filled: values, notes, seen: keepSeen(seen, maxSeenChars) });
}

/** What somebody has typed is never left out without a word. */
function requireTaken(taken: readonly ProposalLine[], changed: readonly string[]): void {
  const lost = changed.filter((id) => !taken.some((line) => line.id === id));
  const says = phrase`That does not fit here any more: it stands there already, or what it was about was taken out. Empty it, or say it in the thread.`;
  if (lost.length > 0) throw new HeldForm({ errors: Object.fromEntries(lost.map((id) => [id, says])) });
}

/** A form is a message: what somebody changed there is theirs. */
async function sayEdits(
  tx: WorkshopTx,
  asker: Asker,
  step: StepWithDraft,
  lines: readonly ProposalLine[],
  changed: readonly string[],
  now: Date,
) {
  const definition = step.definition;
  const texts = lines.filter((line) => changed.includes(line.id)).map((line) => wordingOf(definition, line.op)?.text ?? '');
  const said = await tx.appendMessage({
    contextId: step.contextId,
    role: 'user',
    content: texts.join('\n'),
    userId: asker.userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true },
  });
  if (!said) throw new Error('the edited lines have no message to rest on');
  return { messageId: said.id, userId: asker.userId };
}

function nothingLeft(): RuleBreach {
  return new RuleBreach(
    'nothing-new',
    phrase`There is nothing to add any more: it is written down already, or what it rests on was taken back.`,
  );
}

async function decide(
  deps: Deps,
  asker: Asker,
  target: ButtonTarget,
  work: (tx: WorkshopTx, step: StepWithDraft, proposal: Proposal) => Promise<Reply | undefined>,
  { hasTyped = false } = {},
): Promise<Reply | undefined> {
  const proposalId = proposalIdOf(target.formId);
  if (!proposalId) throw staleButton();
  return inOpenStep(deps, asker, target, async (tx, step) => work(tx, step, await findOpen(tx, proposalId, target.stepId, hasTyped)));
}

/** `hasTyped`: somebody has words in a form, which must not be lost. */
async function findOpen(tx: WorkshopTx, id: string, stepId: StepId, hasTyped: boolean): Promise<Proposal> {
  const proposal = await tx.proposal(id).catch((error: unknown) => {
    if (error instanceof NotFound) throw staleButton();
    throw error;
  });
  if (proposal.stepId !== stepId) throw staleButton();
  if (proposal.status === 'open') return proposal;
  const { name } = tx.workshop.template.step(stepId);
  if (!proposal.decidedBy || proposal.status === 'superseded')
    throw new RuleBreach('decided', phrase`Something newer took its place: the newest card in ${name} shows it.`);
  const who = phrase`${person(proposal.decidedBy)}`;
  const how = proposal.status === 'dismissed' ? phrase`left it out` : phrase`wrote down: ${sayLines(tx, proposal)}`;
  const yours =
    proposal.status === 'dismissed'
      ? phrase` What you typed can still go in by a word in the thread.`
      : phrase` Copy your words; “Fix” on the card puts them in that place.`;
  throw new RuleBreach('decided', phrase`That is decided already: ${who} ${how}.${hasTyped ? yours : []}`);
}

const maxLinesSaid = 3;

function sayLines(tx: WorkshopTx, { stepId, lines }: Proposal): Phrase {
  const definition = tx.workshop.template.step(stepId);
  const texts = lines.flatMap((line) => wordingOf(definition, line.op)?.text ?? []);
  const said = texts.slice(0, maxLinesSaid).map((text) => phrase`“${text.length > 160 ? `${text.slice(0, 160)}…` : text}”`);
  return listPhrases(texts.length > maxLinesSaid ? [...said, phrase`${texts.length - maxLinesSaid} more`] : said);
}

/** Applies what still fits to the draft, each line as the words of those it cites; what nobody says any more is left out. */
export async function takeLines(tx: WorkshopTx, step: StepWithDraft, lines: readonly ProposalLine[]): Promise<ProposalLine[]> {
  const standing = await tx.standingMessages([...new Set(lines.flatMap((line) => line.sources.map((source) => source.messageId)))]);
  const definition = step.definition;
  const seq = await tx.takeSeq();
  const taken: ProposalLine[] = [];
  let { draft } = step;
  for (const line of lines) {
    const said = standingLine(definition, line, standing);
    const applied = said && applyLine(definition, draft, said, seq);
    if (!applied) continue;
    ({ draft } = applied);
    taken.push(said);
  }
  if (taken.length > 0) await saveCapturedDraft(tx, step, draft);
  return taken;
}

async function settle(
  tx: WorkshopTx,
  by: UserId,
  at: Date,
  proposal: Proposal,
  status: 'accepted' | 'dismissed',
  lines?: ProposalLine[],
): Promise<void> {
  try {
    await tx.decideProposal(proposal.id, { status, by, at, ...(lines ? { lines } : {}) });
  } catch (error) {
    if (error instanceof Conflict) throw staleButton();
    throw error;
  }
  await tx.wantCard('proposal', proposal.stepId);
  await tx.audit({ action: `proposal-${status}`, userId: by, details: { proposalId: proposal.id, lines: lines?.length ?? 0 }, at });
}
