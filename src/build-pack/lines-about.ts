import type { OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';

/** What these sections say about something: every line and every detail that has one of its words, where `word*` begins one. */
export function linesAbout(sections: readonly OverviewSection[], words: readonly string[]): OverviewLine[] {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(toPattern).join('|')})`, 'iu');
  const lines = sections.flatMap((section) => section.lines.flatMap((line) => tellLine(line, pattern)));
  return lines.filter((line, index) => lines.findIndex((other) => other.title === line.title) === index);
}

function toPattern(word: string): string {
  const bare = word.replace(/\*$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return word.endsWith('*') ? bare : `${bare}(?![\\p{L}\\p{N}])`;
}

function tellLine(line: OverviewLine, pattern: RegExp): OverviewLine[] {
  const base = { path: line.path, marks: [], details: [], parts: [] };
  const whole = pattern.test(line.title) ? [{ ...base, title: line.title, ...sourced(line.own ?? line.sources) }] : [];
  return [...whole, ...line.details.flatMap((detail) => tellDetail(line, detail, pattern).map((one) => ({ ...base, ...one })))];
}

function tellDetail(line: OverviewLine, detail: OverviewDetail, pattern: RegExp): Pick<OverviewLine, 'title' | 'sources'>[] {
  return (detail.items ?? [detail.text])
    .filter((text) => pattern.test(text))
    .map((text) => ({ title: `${line.title}: ${text}`, ...sourced(detail.sources ?? line.sources) }));
}

function sourced(sources: OverviewLine['sources']): Pick<OverviewLine, 'sources'> {
  return sources ? { sources } : {};
}
