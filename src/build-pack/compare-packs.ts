import { joinPhrases, ours, type Phrase, phrase } from '../workshop/phrase.ts';
import type { Overview, OverviewLine, OverviewOutcome, OverviewSection, OverviewStep } from './overview.ts';
import { type BuildPack, type Coverage, coverageOf, sayCoverage } from './pack.ts';

/** One line of a step that is another, new or gone. */
export interface PackChange {
  kind: 'added' | 'gone' | 'changed';
  /** The name of the step. */
  step: string;
  /** Of the section that it stands in. */
  label: string;
  /** What it is called now, or was. */
  title: string;
  /** What it was called, where that is something else. */
  before?: string;
  /** What else of it is different: labels of its details. */
  parts: string[];
}

export interface PackChanges {
  /** When the earlier one was made: an ISO instant. */
  since: string;
  lines: PackChange[];
  /** Titles of the documents that say something else than before. */
  documents: string[];
}

/** What is different in a later pack of the same workshop, step by step and line by line. Where a line stands is no difference. */
export function comparePacks(before: BuildPack, after: BuildPack): PackChanges {
  const lines = after.steps.flatMap((step) => {
    const old = before.steps.find((one) => one.stepId === step.stepId);
    return sectionsOf(old, step).flatMap(([label, was, is]) => compareLines(step.name, label, was, is));
  });
  const documents = after.documents.filter((document) => {
    const old = before.documents.find((one) => one.kind === document.kind);
    return JSON.stringify(old?.sections.map(wordsOfSection)) !== JSON.stringify(document.sections.map(wordsOfSection));
  });
  return { since: before.madeAt, lines, documents: documents.map((one) => one.title) };
}

type Pair = readonly [label: string, was: readonly OverviewLine[], is: readonly OverviewLine[]];

/** The sections of a step before and after, in their present order; its concerns and what is open are sections too. */
function sectionsOf(before: OverviewStep | undefined, after: OverviewStep): Pair[] {
  const old = before?.sections ?? [];
  const here = after.sections.map((one): Pair => [one.label, old.find(({ key }) => key === one.key)?.lines ?? [], one.lines]);
  const gone = old.filter(({ key }) => !after.sections.some((one) => one.key === key)).map((one): Pair => [one.label, one.lines, []]);
  return [...here, ...gone, ['Concern', before?.concerns ?? [], after.concerns]];
}

function compareLines(step: string, label: string, was: readonly OverviewLine[], is: readonly OverviewLine[]): PackChange[] {
  const pairs = pairLines(was, is);
  const base = { step, label };
  const now = is.flatMap((line): PackChange[] => {
    const old = pairs.get(line);
    if (!old) return [{ ...base, kind: 'added', title: line.title, parts: [] }];
    const parts = partsThatDiffer(old, line);
    const isRenamed = plain(old.title) !== plain(line.title);
    if (!isRenamed && parts.length === 0) return [];
    return [{ ...base, kind: 'changed', title: line.title, ...(isRenamed ? { before: old.title } : {}), parts }];
  });
  const kept = new Set(pairs.values());
  return [
    ...now,
    ...was.filter((line) => !kept.has(line)).map((line): PackChange => ({ ...base, kind: 'gone', title: line.title, parts: [] })),
  ];
}

/** Lines are the same by their words; what is left, by the message that they began with, where that is only one line's. */
function pairLines(was: readonly OverviewLine[], is: readonly OverviewLine[]): Map<OverviewLine, OverviewLine> {
  const pairs = new Map<OverviewLine, OverviewLine>();
  const pair = (keyOf: (line: OverviewLine) => string | undefined, isUnique: boolean) => {
    const taken = new Set(pairs.values());
    const [old, fresh] = [was.filter((line) => !taken.has(line)), is.filter((line) => !pairs.has(line))];
    for (const line of fresh) {
      const key = keyOf(line);
      const same = key === undefined ? [] : old.filter((one) => keyOf(one) === key && !taken.has(one));
      const [first] = same;
      if (!first || (isUnique && (same.length > 1 || fresh.filter((one) => keyOf(one) === key).length > 1))) continue;
      taken.add(first);
      pairs.set(line, first);
    }
  };
  pair((line) => plain(line.title), false);
  pair((line) => line.sources?.messageIds[0], true);
  // A field that holds one line holds it still, whoever says it now.
  if (was.length === 1 && is.length === 1) pair((line) => line.path, true);
  return pairs;
}

function partsThatDiffer(was: OverviewLine, is: OverviewLine): string[] {
  const details = [...is.details, ...was.details.filter((old) => !is.details.some((one) => one.key === old.key))];
  const textIn = (line: OverviewLine, key: string) => line.details.find((one) => one.key === key)?.text;
  const gathered = [...is.parts, ...was.parts.filter((old) => !is.parts.some((one) => one.label === old.label))];
  const titlesIn = (line: OverviewLine, label: string) =>
    JSON.stringify(line.parts.find((one) => one.label === label)?.lines.map((one) => plain(one.title)) ?? []);
  const marks = [...new Set([...is.marks, ...was.marks])].filter((mark) => is.marks.includes(mark) !== was.marks.includes(mark));
  return [
    ...marks,
    ...details.filter(({ key }) => textIn(was, key) !== textIn(is, key)).map((one) => one.label),
    ...gathered.filter(({ label }) => titlesIn(was, label) !== titlesIn(is, label)).map((one) => one.label),
  ];
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** What a document's section says: neither where it came from nor who is called what, nor how a model said the same. */
function wordsOfSection({ heading, parts }: { heading: string; parts: OverviewSection[] }): unknown {
  const words = (line: OverviewLine): unknown => [
    line.title,
    line.marks,
    // The number of a version and the day move whenever anything does, and who it is is read anew with what people are called.
    line.details.filter(({ key }) => !['version', 'when', 'who'].includes(key)).map((one) => one.text),
    line.parts.map((part) => part.lines.map(words)),
  ];
  return [heading, parts.map((part) => part.lines.map(words))];
}

const maxQuoteChars = 120;

/** A line each, at most so many and how many more there are; the documents that they are in come last. Nothing when nothing is different. */
export function sayPackChanges({ lines, documents }: PackChanges, maxLines: number): Phrase[] {
  const shown = lines.length > maxLines ? lines.slice(0, maxLines - 1) : lines;
  const more = lines.length - shown.length;
  return [
    ...shown.map(sayPackChange),
    ...(more > 0 ? [ours(`+ ${more} more`)] : []),
    ...(documents.length > 0 ? [ours(`In: ${documents.join(', ')}`)] : []),
  ];
}

function sayPackChange({ kind, step, label, title, before, parts }: PackChange): Phrase {
  const where = phrase`*${ours(step)}*, ${ours(label.toLowerCase())}`;
  if (kind === 'added') return phrase`${where}, new: “${short(title)}”`;
  if (kind === 'gone') return phrase`${where}, gone: “${short(title)}”`;
  const name = before === undefined ? phrase`“${short(title)}”` : phrase`“${short(before)}” → “${short(title)}”`;
  return parts.length > 0
    ? phrase`${where}: ${name} (${ours(parts.map((one) => one.toLowerCase()).join(', '))})`
    : phrase`${where}: ${name}`;
}

/** One thing that two packs say, side by side. */
export interface SideBySide {
  label: string;
  one: Phrase;
  other: Phrase;
  isSame: boolean;
}

const maxDecisions = 6;
const maxListed = 3;

/** The packs of two workshops of one kind: the answer, how much of it has a source, the decisions that differ, the next steps. */
export function putSideBySide(one: Overview, other: Overview): SideBySide[] {
  const row = (label: string, read: (pack: Overview) => Phrase): SideBySide => {
    const [left, right] = [read(one), read(other)];
    return { label, one: left, other: right, isSame: JSON.stringify(left) === JSON.stringify(right) };
  };
  const decided = one.decisions.map((decision) => decision.stepId);
  const differing = [...one.decisions, ...other.decisions.filter((decision) => !decided.includes(decision.stepId))].filter(
    ({ stepId }) => textOfDecision(one, stepId) !== textOfDecision(other, stepId),
  );
  const asks = one.answer.question ?? other.answer.question;
  const outcome = one.answer.outcome ?? other.answer.outcome;
  const test = one.answer.test ?? other.answer.test;
  return [
    ...(asks ? [row('The question', ({ answer }) => sayLines(answer.question?.line ? [answer.question.line] : []))] : []),
    ...(outcome ? [row('The outcome', ({ answer }) => sayOutcome(answer.outcome))] : []),
    ...(test ? [row('The first test', ({ answer }) => sayLines(answer.test?.line ? [answer.test.line] : []))] : []),
    row('How much has a source', (pack) => ours(sayCoverage(wholeCoverage(pack)))),
    ...differing.slice(0, maxDecisions).map(({ name, stepId }) => row(name, (pack) => sayTexts([textOfDecision(pack, stepId)]))),
    row('Next steps', ({ nextSteps }) => sayLines(nextSteps)),
  ];
}

/** Of every line of the pack. */
function wholeCoverage({ steps }: Overview): Coverage {
  return coverageOf(steps.flatMap((step) => [...step.sections.flatMap((section) => section.lines), ...step.concerns]));
}

function textOfDecision({ decisions }: Overview, stepId: string): string {
  return decisions.find((one) => one.stepId === stepId)?.text ?? '';
}

function sayOutcome(outcome: (OverviewOutcome & { meanwhile?: OverviewOutcome }) | undefined): Phrase {
  const { lines = [], meanwhile } = outcome ?? {};
  return lines.length > 0 || !meanwhile ? sayLines(lines) : phrase`${ours(meanwhile.name)}: ${sayLines(meanwhile.lines)}`;
}

function sayLines(lines: readonly OverviewLine[]): Phrase {
  return sayTexts(lines.map((line) => line.title));
}

function sayTexts(texts: readonly string[]): Phrase {
  const said = texts.filter(Boolean);
  if (said.length === 0) return ours('nothing yet');
  const named = said.slice(0, maxListed).map((text) => phrase`“${short(text)}”`);
  return joinPhrases(said.length > maxListed ? [...named, ours(`+ ${said.length - maxListed} more`)] : named, '; ');
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxQuoteChars ? `${line.slice(0, maxQuoteChars).trimEnd()} …` : line;
}
