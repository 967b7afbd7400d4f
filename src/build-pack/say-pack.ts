import type { Overview, OverviewSection } from './overview.ts';
import { type DocumentSection, type PackDocument, sayCoverage } from './pack.ts';

/** What every readable format says in the same words. */
export const packWords = {
  shortened: 'Long texts are shortened here; the json file has every word.',
  stale: 'An earlier step was reopened since, so this may be out of date.',
  stillGoingOn: 'Still going on.',
  nothingOpen: 'Nothing that the steps ask for is missing, and nobody raised a concern.',
  assumption: 'an assumption: nobody said it',
  /** Of a line whose research nobody did with real people. */
  synthetic: '(synthetic, not from a real person)',
  /** What a single link to what somebody said is called. */
  message: 'message',
  inForm: 'in a form',
  inThread: 'in the thread',
  deleted: (count: number) => (count === 1 ? '(a message that was deleted since)' : `(${count} messages that were deleted since)`),
  decidedBy: (who: string | null | undefined) => (who ? `decided by ${who}` : 'decided'),
  /** Of a card that several people made, whose parts have their own sources. */
  named: 'Named by:',
  asWhole: 'From (the card as a whole):',
  prose: 'The sentences at the head of a section were written by a language model from the lines below them.',
  leftOut: 'Left out, for nothing was written down:',
  leftOutEntirely: 'Left out entirely, for nothing was said for it:',
};

/** How much of each text is kept when the whole is too large, step by step. */
export const clips = [Number.POSITIVE_INFINITY, 600, 200, 60] as const;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-12T…` as “12 Nov 2026”: the one style of dates in a pack. */
export function sayDay(instant: string): string {
  const date = new Date(instant);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** How much of the whole pack leads back to what somebody said. */
export function sayShare({ lines: { total, linked, deleted = 0 } }: Overview): string {
  if (total === 0) return 'Nothing was written down.';
  const gone = deleted > 0 ? `; ${deleted} ${deleted === 1 ? 'rests' : 'rest'} on what was deleted since` : '';
  const others = `${gone}${linked + deleted < total ? '; the others are marked as assumptions' : ''}`;
  return `${linked} of ${total} lines (${Math.floor((linked / total) * 100)} %) lead back to what somebody said${others}.`;
}

/** How much of a document has a source, and whether a model has said it in sentences. */
export function sayDocument({ coverage, sections }: PackDocument): string {
  const share = sayCoverage(coverage);
  return sections.some((section) => section.prose) ? `${share} ${packWords.prose}` : share;
}

/** “Made from Persona version 2, Challenge (still going on).”, or nothing. */
export function sayMadeFrom(from: DocumentSection['from']): string {
  if (from.length === 0) return '';
  const sources = from.map(({ name, version }) => (version === null ? `${name} (still going on)` : `${name} version ${version}`));
  return `Made from ${sources.join(', ')}.`;
}

/** The heading above a table, or its first column, says already what it is a table of. */
export function isTableNamed({ label, singular, nameLabel }: OverviewSection, heading: string): boolean {
  const column = nameLabel.toLowerCase();
  return label === heading || column === label.toLowerCase() || column === singular.toLowerCase();
}
