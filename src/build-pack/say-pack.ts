import type { Overview } from './overview.ts';
import { type DocumentSection, type PackDocument, sayCoverage } from './pack.ts';

/** What every readable format says in the same words. */
export const packWords = {
  shortened: 'Long texts are shortened here; the json file has every word.',
  stale: 'An earlier step was reopened since, so this may be out of date.',
  stillGoingOn: 'Still going on.',
  nothingOpen: 'Nothing that the steps ask for is missing, and nobody raised a concern.',
  assumption: 'an assumption: nobody said it',
  /** Of a line whose research nobody did with real people. */
  synthetic: '(synthetic)',
  prose: 'The sentences at the head of a section were written by a language model from the lines below them.',
  leftOut: 'Left out, for nothing was written down:',
};

/** How much of each text is kept when the whole is too large, step by step. */
export const clips = [Number.POSITIVE_INFINITY, 600, 200, 60] as const;

/** `2026-11-12T…` as “12 November 2026”. */
export function sayDay(instant: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(instant));
}

/** How much of the whole pack leads back to what somebody said. */
export function sayShare({ lines: { total, linked } }: Overview): string {
  if (total === 0) return 'Nothing was written down.';
  const others = linked < total ? '; the others are marked as assumptions' : '';
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
