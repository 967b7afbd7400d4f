import { isGrounded, isQuoted, namesIn, quotedSpans } from '../workshop/grounding.ts';
import { isFaithful } from './is-faithful.ts';
import { mergeSources } from './merge-sources.ts';
import type { OverviewLine } from './overview.ts';
import { type DocumentSection, type PackDocument, withParts } from './pack.ts';
import { plainLine } from './plain-line.ts';

/** A line of a document as a model is shown it. */
export interface NumberedLine {
  /** From 1, over the whole document. */
  number: number;
  text: string;
  line: OverviewLine;
}

/** What somebody, perhaps a model, wrote for a section. A claim: nothing in it has been checked. */
export interface ProseSentence {
  /** From 1. */
  section: number;
  text: string;
  /** The numbers of the lines that it rests on. */
  lines: readonly number[];
}

/** The lines of a document, section by section. Whom people mention is not named, so that a pack without names stays one. */
export function numberLines(document: PackDocument): NumberedLine[][] {
  let number = 0;
  return document.sections.map((section) =>
    section.parts.flatMap((part) =>
      part.lines.map((line) => {
        number += 1;
        return { number, line, text: `${part.label}: ${wordsOf(line)}` };
      }),
    ),
  );
}

const nobody = () => 'somebody';

function wordsOf(line: OverviewLine): string {
  return withParts(line)
    .map((one) =>
      [one.title, ...one.details.map((detail) => `${detail.label}: ${detail.text}`)].map((text) => plainLine(text, nobody)).join(', '),
    )
    .join('; ');
}

const maxSentences = 6;
const maxChars = 600;

/**
 * The document with prose above its lines, which stay. A sentence must hold against the lines that it cites: their words, numbers, names and
 * quotes, what they deny, no address. What does not, cites nothing of its own section or `refused` is left out. One that rests on an assumption is one.
 */
export function addProse(
  document: PackDocument,
  numbered: readonly (readonly NumberedLine[])[],
  sentences: readonly ProseSentence[],
  refused: (text: string) => boolean,
): PackDocument {
  const sections = document.sections.map((section, index): DocumentSection => {
    const known = new Map((numbered[index] ?? []).map((one) => [one.number, one]));
    const prose = sentences
      .filter((one) => one.section === index + 1)
      .flatMap((one) => checkSentence(one, known, refused) ?? [])
      .slice(0, maxSentences);
    const { prose: _, ...rest } = section;
    return prose.length > 0 ? { ...rest, prose } : rest;
  });
  return { ...document, sections };
}

function checkSentence(
  { text, lines }: ProseSentence,
  known: ReadonlyMap<number, NumberedLine>,
  refused: (text: string) => boolean,
): OverviewLine | undefined {
  const sentence = plainLine(text, nobody).replace(/^[#>*\-\s]+/, '');
  const cited = [...new Set(lines)].flatMap((number) => known.get(number) ?? []);
  if (!sentence || sentence.length > maxChars || cited.length === 0 || refused(sentence)) return undefined;
  const material = cited.map((one) => one.text);
  if (/:\/\/|www\.|<[^>]*>|\]\(/.test(sentence) || !isGrounded(sentence, material) || !isFaithful(sentence, material)) return undefined;
  if (quotedSpans(sentence).some((span) => !isQuoted(span, material))) return undefined;
  if (namesIn(sentence).some((name) => name.split(' ').some((word) => !isQuoted(word, material)))) return undefined;
  const every = cited.flatMap((one) => withParts(one.line));
  const sources = every.every((line) => line.sources) ? mergeSources(every) : undefined;
  return { path: '', title: sentence, marks: [], details: [], parts: [], ...(sources ? { sources } : {}) };
}

/** Whether anybody has written prose for it. */
export function hasProse(document: PackDocument): boolean {
  return document.sections.some((section) => section.prose);
}

/** A document without prose takes over that of an earlier one that has the same headings and lines, sources and all. */
export function keepProse(documents: readonly PackDocument[], earlier: readonly PackDocument[]): PackDocument[] {
  return documents.map((document) => {
    const before = earlier.find((one) => one.kind === document.kind);
    if (!before || hasProse(document) || linesOf(before) !== linesOf(document)) return document;
    const sections = document.sections.map((section, index): DocumentSection => {
      const prose = before.sections[index]?.prose;
      return prose ? { ...section, prose } : section;
    });
    return { ...document, sections };
  });
}

function linesOf({ sections }: PackDocument): string {
  return JSON.stringify(sections.map(({ heading, parts }) => ({ heading, parts })));
}
