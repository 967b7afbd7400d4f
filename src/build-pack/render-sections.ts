import { markdownTable } from './markdown-table.ts';
import type { OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';
import { isTableNamed, packWords } from './say-pack.ts';
import { isToldApart, ownOf, sourcesOfDetails } from './told-apart.ts';
import type { Wording } from './wording.ts';

/** Beyond this a table's cell is harder to read than a list. */
const maxCellChars = 400;

/** One section of a step as blocks of markdown; its label is left out where the step's heading says it already. */
export function renderSection(section: OverviewSection, stepName: string, wording: Wording): string[] {
  const { label, lines } = section;
  const heading = label === stepName ? [] : [`**${label}**`];
  if (section.shape === 'line') return lines.map((line) => `**${label}:** ${wording.said(line.title)}${wording.sources(line)}`);
  if (section.shape === 'profiles') return lines.flatMap((line) => renderProfile(line, wording));
  const table = section.shape === 'table' ? renderTable(section, wording) : undefined;
  if (table) return isTableNamed(section, stepName) ? [table] : [...heading, table];
  if (lines.some((line) => line.parts.length > 0)) return [...heading, ...lines.flatMap((line) => renderGathered(line, wording))];
  return [...heading, bullets(lines.map((line) => renderLine(line, wording)))];
}

/** A heading and its list, or nothing. */
export function renderList(heading: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [heading, bullets(lines)] : [];
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function titleOf(line: OverviewLine, wording: Wording): string {
  const marks = line.marks.length > 0 ? ` (${line.marks.join(', ').toLowerCase()})` : '';
  return `${wording.said(line.title) || 'without a name'}${marks}`;
}

function renderLine(line: OverviewLine, wording: Wording): string {
  const details = line.details.map((detail) => `${detail.label}: ${inWords(detail, wording)}`);
  return `${[titleOf(line, wording), ...details].join(' · ')}${wording.sources(line)}`;
}

function inWords(detail: OverviewDetail, wording: Wording): string {
  return detail.key === 'quote' ? `“${wording.said(detail.text)}”` : wording.said(detail.text);
}

/** A theme or a group: its name, then what it gathers, each line with its own people. */
function renderGathered(line: OverviewLine, wording: Wording): string[] {
  const heading = `**${titleOf(line, wording)}**${wording.sources(line)}`;
  const lines = line.parts
    .flatMap((part) => part.lines)
    .map(
      (one) => `${[titleOf(one, wording), ...one.details.map((detail) => wording.said(detail.text))].join(': ')}${wording.sources(one)}`,
    );
  return lines.length > 0 ? renderList(heading, lines) : [heading];
}

function renderTable(section: OverviewSection, wording: Wording): string | undefined {
  const cellOf = (line: OverviewLine, key: string) => wording.said(line.details.find((detail) => detail.key === key)?.text ?? '');
  const rows = section.lines.map((line) => [
    titleOf(line, wording),
    ...section.columns.map(({ key }) => cellOf(line, key)),
    wording.origin(line),
  ]);
  if (rows.some((row) => row.slice(0, -1).some((cell) => cell.length > maxCellChars))) return undefined;
  return markdownTable([section.nameLabel, ...section.columns.map(({ label }) => label), 'From'], rows);
}

function renderProfile(line: OverviewLine, wording: Wording): string[] {
  const groups = new Map<string, OverviewDetail[]>();
  const single: OverviewDetail[] = [];
  for (const detail of line.details) {
    if (detail.group && detail.items) groups.set(detail.group, [...(groups.get(detail.group) ?? []), detail]);
    else single.push(detail);
  }
  const isShared = isToldApart(line);
  const facts = single.map(
    (detail) => `**${detail.label}:** ${inWords(detail, wording)}${isShared ? wording.sources(sourcesOfDetails([detail])) : ''}`,
  );
  return [
    `### ${titleOf(line, wording)}`,
    ...(facts.length > 0 ? [bullets(facts)] : []),
    ...[...groups.values()].flatMap((group) => [
      ...renderGroup(group, wording),
      ...(isShared ? [`From: ${wording.origin(sourcesOfDetails(group))}`] : []),
    ]),
    ...line.parts.flatMap(({ label, lines }) =>
      renderList(
        `**${label}**`,
        lines.map((one) => renderLine(one, wording)),
      ),
    ),
    isShared
      ? `${packWords.named} ${wording.origin(ownOf(line))}`
      : `${line.isWhole ? packWords.asWhole : 'From:'} ${wording.origin(line)}`,
  ];
}

/** Side by side, as a SWOT is read. */
function renderGroup(group: readonly OverviewDetail[], wording: Wording): string[] {
  const length = Math.max(...group.map((detail) => detail.items?.length ?? 0));
  const rows = Array.from({ length }, (_, row) => group.map((detail) => wording.said(detail.items?.[row] ?? '')));
  const table = markdownTable(
    group.map((detail) => detail.label),
    rows,
  );
  return table ? [table] : group.map((detail) => `**${detail.label}:** ${wording.said(detail.text)}`);
}
