import { applyOps, type DraftOp, fieldOf } from './apply-ops.ts';
import { concernsKey, type Draft, itemsOf, normalise, type Source, textOf } from './draft.ts';
import { isGrounded, isQuoted, namesIn } from './grounding.ts';
import type { MessageId, StepId, UserId, WorkshopId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Field, StepDefinition } from './step-definition.ts';
import { addSaid } from './who-said.ts';

/** One change that a model would make to a draft, and the people's messages that it rests on. */
export interface ProposalLine {
  /** Unique in its proposal. */
  id: string;
  op: DraftOp;
  /** At least one. The first one's author is whose words it mainly is. */
  sources: Source[];
  /** Words of one of those messages, verbatim. */
  quote: string | null;
}

export type ProposalStatus = 'open' | 'accepted' | 'dismissed' | 'superseded';

export interface Proposal {
  id: string;
  workshopId: WorkshopId;
  stepId: StepId;
  /** A reset of the step makes it void. */
  epoch: number;
  seq: number;
  status: ProposalStatus;
  lines: ProposalLine[];
  dropped: DroppedLines;
  decidedBy: UserId | null;
  decidedAt: Date | null;
  createdAt: Date;
}

/** Why a line was dropped before anybody saw it. */
export type DropReason =
  | 'no-evidence'
  /** It cites something that is no message of a person in this workshop. */
  | 'unknown-evidence'
  /** It puts words between quotation marks that nobody said. */
  | 'not-a-quote'
  /** It names somebody who does not occur in what it cites. */
  | 'unknown-person'
  /** Its words are not those of what it cites. */
  | 'no-overlap'
  | 'does-not-fit'
  /** The draft says so already. */
  | 'nothing-new'
  /** People have just left it out. */
  | 'dismissed'
  | 'too-many';
export type DroppedLines = Partial<Record<DropReason, number>>;

/** As a model gives it: evidence by the ids that its prompt showed, resolved by whoever made the prompt; undefined where there is no such id. */
export interface RawLine {
  op: DraftOp;
  evidence: (MessageId | undefined)[];
  quote: string | null;
}

/** What the lines are held against. */
export interface Grounds {
  /** Messages of people in this workshop, by id; nothing else can be cited. */
  messages: ReadonlyMap<MessageId, { userId: UserId; text: string }>;
  /** What is established already: earlier artifacts and this draft, for names that need no new message. */
  established: string;
  /** What people have just said no to. */
  dismissed?: readonly ProposalLine[];
}

const maxLines = 12;

/** Keeps the lines that hold, in their order, and counts the others by their reason. Nothing here has changed the draft. */
export function checkProposal(
  definition: StepDefinition,
  draft: Draft,
  raw: readonly RawLine[],
  grounds: Grounds,
): { lines: ProposalLine[]; dropped: DroppedLines } {
  const lines: ProposalLine[] = [];
  const dropped: DroppedLines = {};
  let after = draft;
  for (const one of raw) {
    const outcome = lines.length >= maxLines ? 'too-many' : checkLine(definition, after, one, grounds);
    if (typeof outcome === 'string') {
      dropped[outcome] = (dropped[outcome] ?? 0) + 1;
      continue;
    }
    const line = { id: `l${lines.length + 1}`, ...outcome.line };
    after = outcome.draft;
    lines.push(line);
  }
  return { lines, dropped };
}

function checkLine(
  definition: StepDefinition,
  draft: Draft,
  raw: RawLine,
  grounds: Grounds,
): { line: Omit<ProposalLine, 'id'>; draft: Draft } | DropReason {
  if (raw.evidence.length === 0) return 'no-evidence';
  const sources: Source[] = [];
  for (const messageId of new Set(raw.evidence)) {
    const message = messageId === undefined ? undefined : grounds.messages.get(messageId);
    if (!messageId || !message) return 'unknown-evidence';
    sources.push({ messageId, userId: message.userId });
  }
  const cited = sources.map((source) => grounds.messages.get(source.messageId)?.text ?? '');
  const quotes = [...(raw.quote ? [raw.quote] : []), ...verbatimValues(raw.op)];
  if (quotes.some((quote) => !isQuoted(quote, cited))) return 'not-a-quote';
  const texts = wordsOfOp(definition, raw.op);
  if (texts.some((text) => namesIn(text).some((name) => !isNamed(name, [...cited, grounds.established])))) return 'unknown-person';
  if (texts.some((text) => !isGrounded(text, cited))) return 'no-overlap';
  if (grounds.dismissed?.some((one) => saysAgain(definition, raw, one))) return 'dismissed';
  const line = { op: raw.op, sources, quote: raw.quote };
  const applied = applyLine(definition, draft, { id: '', ...line }, 0);
  if (!applied) return 'does-not-fit';
  if (wordsOfDraft(applied.draft) === wordsOfDraft(draft)) return 'nothing-new';
  return { line, draft: applied.draft };
}

/** The same place, in the same words or nearly, and on the strength of no other message. */
function saysAgain(definition: StepDefinition, raw: RawLine, dismissed: ProposalLine): boolean {
  if (placeOf(raw.op) !== placeOf(dismissed.op)) return false;
  if (raw.evidence.some((id) => !dismissed.sources.some((source) => source.messageId === id))) return false;
  return isGrounded(wordsOfOp(definition, raw.op).join(' '), wordsOfOp(definition, dismissed.op));
}

function placeOf(op: DraftOp): string {
  return 'field' in op ? op.field : op.list;
}

const mention = /<@[UW][A-Z0-9]+>/;

/**
 * The line on the strength of those of its messages that stand and still say so; undefined when nobody does any more. `standing`: by
 * id, as they are now. Where people are mentioned in them they are known by name elsewhere, and their words count as they are.
 */
export function standingLine(
  definition: StepDefinition,
  line: ProposalLine,
  standing: ReadonlyMap<MessageId, { text: string }>,
): ProposalLine | undefined {
  const sources = line.sources.filter((source) => standing.has(source.messageId));
  const cited = sources.map((source) => (standing.get(source.messageId)?.text ?? '').replace(/^\s*<@[UW][A-Z0-9]+>/, ''));
  if (sources.length === 0) return undefined;
  if (cited.some((text) => mention.test(text))) return { ...line, sources };
  if (verbatimValues(line.op).some((quote) => !isQuoted(quote, cited))) return undefined;
  if (wordsOfOp(definition, line.op).some((text) => !isGrounded(text, cited))) return undefined;
  return { ...line, sources, quote: line.quote && isQuoted(line.quote, cited) ? line.quote : null };
}

function isNamed(name: string, texts: readonly string[]): boolean {
  const wanted = normalise(name).replace(/s$/, '');
  return texts.some((text) => ` ${normalise(text)} `.includes(wanted));
}

/** A field that holds what somebody said word for word. */
function verbatimValues(op: DraftOp): string[] {
  if (op.op !== 'add' && op.op !== 'update') return op.op === 'set' && op.field === 'quote' ? [textOf(op.value)].filter(Boolean) : [];
  return [textOf(op.values.quote)].filter(Boolean);
}

/** The free texts of a change. Choices, flags and links are judgements that people accept, not words that somebody said. */
function wordsOfOp(definition: StepDefinition, op: DraftOp): string[] {
  if (op.op === 'set') return freeTexts(fieldOf(definition, op.field), op.value);
  if (op.op !== 'add' && op.op !== 'update') return [];
  const list = fieldOf(definition, op.list);
  if (op.list === concernsKey || list?.kind === 'texts') return [textOf(op.values.text)].filter(Boolean);
  if (list?.kind !== 'items') return [];
  return list.props.flatMap((prop) => freeTexts(prop, op.values[prop.key]));
}

function freeTexts(field: Field | undefined, value: Json | undefined): string[] {
  if (value === undefined || value === null) return [];
  switch (field?.kind) {
    case 'text':
      return [textOf(value)].filter(Boolean);
    case 'number':
      return [textOf(value)];
    case 'rated':
      return isJsonObject(value) ? [textOf(value.rationale)].filter(Boolean) : [];
    case 'texts':
      return (Array.isArray(value) ? value : [value]).map(textOf).filter(Boolean);
    default:
      return [];
  }
}

/** It rates, picks or sorts: more than anybody's words, and for people to decide. */
export function isJudgement(definition: StepDefinition, op: DraftOp): boolean {
  if (op.op === 'mark' || op.op === 'remove' || op.op === 'clear') return true;
  if (op.op === 'set') return ['choice', 'number', 'rated'].includes(fieldOf(definition, op.field)?.kind ?? '');
  const list = fieldOf(definition, op.list);
  const judged =
    list?.kind === 'items' ? list.props.filter((prop) => ['choice', 'flag', 'link', 'number', 'rated'].includes(prop.kind)) : [];
  return judged.some((prop) => op.values[prop.key] !== undefined && op.values[prop.key] !== null);
}

function wordsOfDraft(draft: Draft): string {
  const fields = Object.entries(draft.fields).map(([key, given]) => [key, given.value]);
  const items = Object.entries(draft.items).map(([key, list]) => [key, list.map((item) => [item.id, sorted(item.values)])]);
  return JSON.stringify([fields.sort(byKey), items.sort(byKey)]);
}

function byKey(one: unknown[], other: unknown[]): number {
  return String(one[0]) < String(other[0]) ? -1 : 1;
}

function sorted(values: JsonObject): [string, Json | undefined][] {
  return Object.entries(values).sort(byKey) as [string, Json | undefined][];
}

/**
 * Applies one line to the draft as the words of those it cites. Undefined when any part of it does not fit: what people saw on the
 * card is what is written down, whole or not at all.
 */
export function applyLine(definition: StepDefinition, draft: Draft, line: ProposalLine, seq: number): { draft: Draft } | undefined {
  const [source, ...others] = line.sources;
  if (!source) return undefined;
  const applied = applyOps(definition, draft, [line.op], { source, origin: 'model', seq });
  if (!applied.capture || applied.refused.length > 0) return undefined;
  for (const touch of applied.capture.touched) {
    const held =
      'field' in touch ? applied.draft.fields[touch.field] : itemsOf(applied.draft, touch.list).find((one) => one.id === touch.itemId);
    if (held && 'values' in held && 'values' in line.op) addSaid(held, Object.keys(line.op.values), others);
    for (const other of others) if (held && !held.sources.some((one) => one.messageId === other.messageId)) held.sources.push(other);
  }
  return { draft: applied.draft };
}
