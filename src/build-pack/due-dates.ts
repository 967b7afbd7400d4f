import type { Day } from '../workshop/day-forms.ts';
import { type FoundDay, findDueDay, readDueWords } from '../workshop/due-day.ts';
import type { LineSources, OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';
import { noDateYet } from './owners.ts';
import type { BuildPack } from './pack.ts';
import { sayDay } from './say-pack.ts';

/** When something was said, and in which time zone; undefined when that is not known any more. */
export type WhenSaid = (sources: LineSources | undefined) => { at: Date; zone: string } | undefined;

/** Details that say by when: of a planned test, of a task. */
const dueKeys = ['due', 'dueDate'];

/** Detail by detail, by when something is to be done. */
export function isDue({ key }: Pick<OverviewDetail, 'key'>): boolean {
  return dueKeys.includes(key);
}

/**
 * The pack with days in the place of words that only meant one when they were said: “Friday (27 Nov 2026)”. Dates that are written out get
 * the one style that all documents have. What can't be read as a day, or can't be counted from anything, stays as it is.
 */
export function dateDues(pack: BuildPack, whenSaid: WhenSaid): BuildPack {
  const dateLine = (line: OverviewLine): OverviewLine => ({
    ...line,
    details: line.details.map((detail) => (isDue(detail) ? { ...detail, text: dateDetail(line, detail, whenSaid) } : detail)),
  });
  const dateSection = (section: OverviewSection): OverviewSection => ({ ...section, lines: section.lines.map(dateLine) });
  return {
    ...pack,
    nextSteps: pack.nextSteps.map((line) => ({ ...dateLine(line), title: dateSentence(line, whenSaid) })),
    steps: pack.steps.map((step) => ({ ...step, sections: step.sections.map(dateSection) })),
    documents: pack.documents.map((document) => ({
      ...document,
      sections: document.sections.map((section) => ({ ...section, parts: section.parts.map(dateSection) })),
    })),
  };
}

/** “Maya prints ten cards by Friday (27 Nov 2026)”. */
function dateSentence({ title, sources }: OverviewLine, whenSaid: WhenSaid): string {
  const said = whenSaid(sources);
  const found = said && findDueDay(title, said.at, said.zone);
  if (!found || found.kind === 'date') return title;
  const end = found.index + found.words.length;
  return `${title.slice(0, end)} (${sayWhich(found)})${title.slice(end)}`;
}

function dateDetail(line: OverviewLine, { text, sources }: OverviewDetail, whenSaid: WhenSaid): string {
  const said = whenSaid(sources ?? line.sources);
  if (!said || text === noDateYet) return text;
  const found = readDueWords(text, said.at, said.zone);
  if (!found) return text;
  const isAll = text.replace(/^(?:by|on|until|till|due)\s+/i, '').replace(/[.!]$/, '') === found.words;
  return found.kind === 'date' && isAll ? sayDate(found.day) : `${text} (${sayWhich(found)})`;
}

function sayWhich({ day, kind }: FoundDay): string {
  return kind === 'month' ? `by its last day, ${sayDate(day)}` : sayDate(day);
}

function sayDate({ year, month, day }: Day): string {
  return sayDay(new Date(Date.UTC(year, month - 1, day)).toISOString());
}
