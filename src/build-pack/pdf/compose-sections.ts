import type { OverviewDetail, OverviewLine, OverviewSection } from '../overview.ts';
import { isTableNamed, packWords } from '../say-pack.ts';
import { isToldApart, ownOf, sourcesOfDetails } from '../told-apart.ts';
import type { PdfWording } from './pdf-wording.ts';
import type { Block, Row, Span } from './report.ts';

/** Beyond these a table on an upright page is harder to read than one thing after the other. */
const maxColumns = 6;
const maxCellChars = 400;

type Fact = { label: string; spans: Span[] };

/** The sections of a step or a document as blocks; a label is left out where the heading above says it already. */
export function composeSections(sections: readonly OverviewSection[], heading: string, wording: PdfWording): Block[] {
  const blocks: Block[] = [];
  for (const section of sections) {
    if (section.shape !== 'line') {
      blocks.push(...composeSection(section, heading, wording));
      continue;
    }
    const facts = section.lines.map(
      (line): Fact => ({ label: section.label, spans: wording.line([{ text: wording.said(line.title) }], line) }),
    );
    const last = blocks.at(-1);
    if (last?.kind === 'facts') last.facts.push(...facts);
    else blocks.push({ kind: 'facts', facts });
  }
  return blocks;
}

function composeSection(section: OverviewSection, heading: string, wording: PdfWording): Block[] {
  const { label, lines } = section;
  if (section.shape === 'profiles') return lines.flatMap((line) => composeProfile(line, wording));
  const title: Block[] = label === heading ? [] : [{ kind: 'heading', level: 3, text: wording.said(label) }];
  if (section.shape === 'table') {
    const table = composeTable(section, wording);
    return table
      ? [...(isTableNamed(section, heading) ? [] : title), table]
      : [...title, ...lines.flatMap((line) => composeProfile(line, wording))];
  }
  if (lines.some((line) => line.parts.length > 0)) return [...title, ...lines.flatMap((line) => composeGathered(line, wording))];
  return [...title, { kind: 'list', items: lines.map((line) => composeLine(line, wording)) }];
}

function titleOf(line: OverviewLine, wording: PdfWording, weight: Span['weight'] = 'regular'): Span[] {
  const marks = line.marks
    .map((mark) => wording.said(mark))
    .join(', ')
    .toLowerCase();
  return [
    { text: wording.said(line.title) || 'without a name', weight },
    ...(marks ? [{ text: ` (${marks})`, tone: 'accent', weight: 'bold', scale: 0.9 } satisfies Span] : []),
  ];
}

function inWords(detail: OverviewDetail, wording: PdfWording): Span {
  return detail.key === 'quote' ? { text: `“${wording.said(detail.text)}”`, weight: 'italic' } : { text: wording.said(detail.text) };
}

function composeLine(line: OverviewLine, wording: PdfWording): Span[] {
  const details = line.details.flatMap((detail): Span[] => [
    { text: ' · ', tone: 'muted' },
    { text: `${wording.said(detail.label)}: `, tone: 'muted' },
    inWords(detail, wording),
  ]);
  return wording.line([...titleOf(line, wording), ...details], line);
}

/** A theme, a group or a story: its name, then what it gathers, each line with its own people. */
function composeGathered(line: OverviewLine, wording: PdfWording): Block[] {
  return [
    { kind: 'text', spans: wording.line(titleOf(line, wording, 'bold'), line), isLabel: true },
    ...line.parts.map(
      (part): Block => ({
        kind: 'list',
        items: part.lines.map((one) => composeLine(one, wording)),
      }),
    ),
  ];
}

/** The first cell holds a line's name and, below its words, where it came from. */
function composeTable(section: OverviewSection, wording: PdfWording): Block | undefined {
  const textOf = (line: OverviewLine, key: string) => line.details.find((detail) => detail.key === key)?.text ?? '';
  const columns = section.columns.filter(({ key }) => section.lines.some((line) => textOf(line, key) !== ''));
  const texts = section.lines.flatMap((line) => [line.title, ...columns.map(({ key }) => textOf(line, key))]);
  if (columns.length + 1 > maxColumns || texts.some((text) => text.length > maxCellChars)) return undefined;
  return {
    kind: 'table',
    header: [section.nameLabel, ...columns.map(({ label }) => label)].map((text) => wording.said(text)),
    rows: section.lines.map(
      (line): Row => ({
        cells: [
          wording.line(titleOf(line, wording, 'bold'), line),
          ...columns.map(({ key }): Span[] => [{ text: wording.said(textOf(line, key)) }]),
        ],
      }),
    ),
  };
}

function composeProfile(line: OverviewLine, wording: PdfWording): Block[] {
  const isShared = isToldApart(line);
  const saidBy = (spans: Span[], details: readonly OverviewDetail[]) => (isShared ? wording.line(spans, sourcesOfDetails(details)) : spans);
  const grouped = line.details.filter((detail) => detail.group && detail.items);
  const groups = [...new Set(grouped.map((detail) => detail.group))].map((group) => grouped.filter((detail) => detail.group === group));
  const facts = line.details
    .filter((detail) => !(detail.group && detail.items))
    .map((detail): Fact => ({ label: wording.said(detail.label), spans: saidBy([inWords(detail, wording)], [detail]) }));
  return [
    { kind: 'text', spans: composeName(line, wording), isLabel: true },
    ...(facts.length > 0 ? [{ kind: 'facts', facts } satisfies Block] : []),
    ...groups.flatMap((group): Block[] => [
      composeGroup(group, wording),
      ...(isShared ? [{ kind: 'text', spans: saidBy([], group) } satisfies Block] : []),
    ]),
    ...line.parts.flatMap(({ label, lines }): Block[] => [
      { kind: 'heading', level: 3, text: wording.said(label) },
      { kind: 'list', items: lines.map((one) => composeLine(one, wording)) },
    ]),
  ];
}

/** Of a card: who made all of it, or who named it where each part has its own sources. */
function composeName(line: OverviewLine, wording: PdfWording): Span[] {
  const title = titleOf(line, wording, 'bold');
  if (isToldApart(line)) return wording.line(title, ownOf(line));
  return wording.line(line.isWhole ? [...title, { text: `  ${packWords.asWhole}`, tone: 'muted', scale: 0.82 }] : title, line);
}

/** Side by side, as a SWOT is read. */
function composeGroup(group: readonly OverviewDetail[], wording: PdfWording): Block {
  const length = Math.max(...group.map((detail) => detail.items?.length ?? 0));
  return {
    kind: 'table',
    header: group.map((detail) => wording.said(detail.label)),
    rows: Array.from({ length }, (_, row) => ({ cells: group.map((detail) => [{ text: wording.said(detail.items?.[row] ?? '') }]) })),
  };
}
