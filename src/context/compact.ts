import type { Compaction, CompactionInput, CoveredMessage, DetailKind, KeptDetail, KeptLine } from '../ports/context-store.ts';
import { type CountTokens, cutText } from './cut-text.ts';
import { findDetails } from './find-details.ts';
import { fitLines, renderCompaction, withoutGone } from './render-compaction.ts';

/** However long the history. */
const maxLines = 32;
const maxLineChars = 280;
const maxDetails: Record<DetailKind, number> = { name: 20, number: 16, date: 12, id: 12, link: 8, quote: 8 };
const maxVersionsPerDetail = 4;
/** Of one message. */
const maxLinesPerMessage = 3;
const maxLinesLookedAt = 40;

/**
 * What stands in for older messages: the lines most worth keeping, word for word, and an index of exact details. Nothing is
 * paraphrased, and a line's worth does not depend on the others: so to choose again from what was kept and what is new gives the same as
 * to choose from everything at once, however often it is done (F-38).
 */
export function compact(input: CompactionInput, roomTokens: number, countTokens: CountTokens): { compaction: Compaction; text: string } {
  const before = input.before && withoutGone(input.before, input.gone);
  const fresh = [...input.changed, ...input.messages];
  const lines = [...(before?.lines ?? []), ...fresh.flatMap(linesOf)]
    .sort((one, other) => other.score - one.score || other.version - one.version)
    .slice(0, maxLines);
  const compaction: Compaction = {
    coversFrom: before?.coversFrom ?? 1,
    coversTo: input.coversTo,
    messages: (before?.messages ?? 0) + input.messages.length,
    lines,
    details: mergeDetails(before?.details ?? [], fresh),
  };
  return { compaction, text: cutText(renderCompaction(fitLines(compaction, roomTokens, countTokens)), roomTokens, countTokens).text };
}

function linesOf(message: CoveredMessage): KeptLine[] {
  return message.text
    .split(/\n+|(?<=[.!?。！？])\s+/, maxLinesLookedAt)
    .map((piece) => piece.trim().replace(/\s+/g, ' '))
    .filter((piece) => piece.length >= 8)
    .map((piece) => ({ version: message.version, userId: message.userId, text: shorten(piece), score: worth(piece, message) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, maxLinesPerMessage);
}

function shorten(text: string): string {
  return text.length <= maxLineChars
    ? text
    : `${text
        .slice(0, maxLineChars)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()} …`;
}

const weighty = /\b(?:decid|agree|must|need|because|never|always|problem|want|prefer|instead|should|goal|risk|only if|not )/i;

/** Signs, in any language, that a line says something: details, decisions, words to the facilitator. */
function worth(line: string, { role, metadata }: CoveredMessage): number {
  const words = line.split(' ').length;
  const kinds = new Set(findDetails(line).map((detail) => detail.kind));
  return (
    (metadata.addressed === true ? 2 : 0) +
    (kinds.has('number') || kinds.has('date') ? 1.5 : 0) +
    (kinds.has('id') || kinds.has('link') || kinds.has('quote') ? 1.5 : 0) +
    (kinds.has('name') ? 1 : 0) +
    (weighty.test(line) ? 1.5 : 0) +
    (words >= 5 && words <= 40 ? 1 : 0) -
    (role === 'assistant' ? 2 : 0)
  );
}

/** The most often said of each kind stay, the latest of those said equally often. */
function mergeDetails(before: readonly KeptDetail[], fresh: readonly CoveredMessage[]): KeptDetail[] {
  const known = new Map(before.map((detail) => [`${detail.kind} ${detail.text}`, { ...detail }]));
  for (const { version, text, role } of fresh) {
    // Only what people said is worth an entry of its own.
    if (role !== 'user') continue;
    for (const { kind, text: exact } of findDetails(text)) {
      const key = `${kind} ${exact}`;
      const detail = known.get(key) ?? { kind, text: exact, count: 0, versions: [] };
      known.set(key, detail);
      detail.count += 1;
      detail.versions = [...detail.versions, version].slice(-maxVersionsPerDetail);
    }
  }
  const left = { ...maxDetails };
  const latest = (detail: KeptDetail) => detail.versions.at(-1) ?? 0;
  return [...known.values()]
    .sort((one, other) => other.count - one.count || latest(other) - latest(one))
    .filter(({ kind }) => left[kind]-- > 0);
}
