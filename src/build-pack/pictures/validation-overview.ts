import type { OverviewLine, OverviewSection, OverviewStep } from '../overview.ts';
import type { BuildPack } from '../pack.ts';
import { signed } from './certainty.ts';
import { drawConfidence, readConfidence, sayConfidence } from './confidence-gauge.ts';
import { type Hue, hues, palette } from './palette.ts';
import { bodyWidth, detailOf, hasColumn, type Sheet } from './picture.ts';
import { at, type Block, badge, box, label, paragraph } from './shapes.ts';
import { brief, count, sentence } from './words.ts';

/** The columns of a test beside what is believed, by their keys, with their share of the room. */
const columns: readonly { key: string; share: number }[] = [
  { key: 'metric', share: 4 },
  { key: 'target', share: 3.5 },
  { key: 'killThreshold', share: 3 },
  { key: 'dueDate', share: 3 },
  { key: 'result', share: 4 },
];
const lenses: Readonly<Record<string, Hue>> = { desirability: hues.plum, feasibility: hues.indigo, viability: hues.amber };
const maxTests = 10;
const beliefLeft = 54;
const beliefWidth = 226;
const inset = 14;
/** A result needs room of its own. */
const widthWithResults = bodyWidth + 144;

const nothing: Block = { svg: '', height: 0 };

interface Column {
  key: string;
  name: string;
  x: number;
  width: number;
}

/** What has to be true, how it is measured, and how sure the team is. */
export function drawValidationOverview(pack: BuildPack): Sheet[] {
  return pack.steps.flatMap((step) => {
    const tests = step.sections.find((section) => section.lines.length > 0 && hasColumn(section, 'metric') && hasColumn(section, 'target'));
    const plans = tests ?? step.sections.find((section) => section.lines.length > 0 && hasColumn(section, 'lens'));
    const confidence = readConfidence(step);
    if (!plans && !confidence) return [];
    const width = plans && hasColumn(plans, 'result') ? widthWithResults : bodyWidth;
    const gauge = confidence ? drawConfidence(confidence, width) : nothing;
    const table = plans ? drawTests(plans, width) : nothing;
    const between = gauge.height > 0 && table.height > 0 ? 24 : 0;
    return [
      {
        id: `validation-${step.stepId}`,
        stepId: step.stepId,
        title: plans ? 'What would prove us wrong' : 'How sure we are',
        ...(plans ? { subtitle: 'What has to be true, and how we find out', badge: count(plans.lines.length, plans.singular) } : {}),
        alt: [...(confidence ? [sayConfidence(confidence)] : []), ...(plans ? sayTests(plans, step) : [])],
        body: { svg: gauge.svg + at(0, gauge.height + between, table.svg), height: gauge.height + between + table.height },
        width,
        from: [...(confidence?.from ?? []), ...(plans?.lines ?? [])],
      },
    ];
  });
}

function sayTests(section: OverviewSection, step: OverviewStep): string[] {
  return [
    `${count(section.lines.length, section.singular)} in ${step.name}.`,
    ...section.lines.map((line, index) => {
      const lens = detailOf(line, 'lens');
      const said = listColumns(section, bodyWidth).flatMap(({ key, name }) => {
        const text = detailOf(line, key);
        return text ? [`${name.toLowerCase()} ${brief(text)}`] : [];
      });
      return sentence(
        `${index + 1}. ${brief(signed(line))}${lens ? ` (${brief(lens)})` : ''}${said.length > 0 ? `: ${said.join('; ')}` : ''}`,
      );
    }),
  ];
}

function listColumns(section: OverviewSection, whole: number): Column[] {
  const used = columns.filter((column) => hasColumn(section, column.key));
  const shares = used.reduce((sum, column) => sum + column.share, 0);
  const left = beliefLeft + beliefWidth + inset;
  const room = whole - left - inset;
  let x = left;
  return used.map(({ key, share }) => {
    const width = (share / shares) * room;
    const column = { key, name: section.columns.find((one) => one.key === key)?.label ?? key, x, width: width - 12 };
    x += width;
    return column;
  });
}

function drawTests(section: OverviewSection, whole: number): Block {
  const places = listColumns(section, whole);
  const heads = [{ name: section.nameLabel, x: beliefLeft, width: beliefWidth }, ...places];
  const headStyle = { size: 13, isBold: true, fill: palette.muted };
  const parts = heads.map(({ name, x, width }) => at(x, 0, paragraph(name, { ...headStyle, width, maxLines: 2 }).svg));
  let y = heads.some(({ name, width }) => paragraph(name, { ...headStyle, width, maxLines: 2 }).height > 20) ? 42 : 26;
  for (const line of section.lines.slice(0, maxTests)) {
    const row = drawTest(line, places, whole);
    parts.push(at(0, y, row.svg));
    y += row.height + 8;
  }
  const rest = section.lines.length - maxTests;
  if (rest > 0) {
    parts.push(label(beliefLeft, y + 14, `+ ${rest} more`, { size: 14, fill: palette.muted }));
    y += 28;
  }
  const used = Object.keys(lenses).filter((lens) => section.lines.some((line) => detailOf(line, 'lens') === lens));
  if (used.length > 0) {
    parts.push(at(0, y + 8, drawLegend(used)));
    y += 36;
  }
  return { svg: parts.join(''), height: y - 8 };
}

function drawTest(line: OverviewLine, places: readonly Column[], whole: number): Block {
  const belief = paragraph(signed(line), { size: 14, isBold: true, width: beliefWidth, maxLines: 4 });
  const test = paragraph(detailOf(line, 'test'), { size: 13, fill: palette.muted, width: beliefWidth, maxLines: 3 });
  const cells = places.map(({ key, x, width }) => {
    const text = detailOf(line, key);
    const style = { size: 14, width, maxLines: 6, isBold: key === 'result', fill: text ? palette.ink : palette.muted };
    return { x, ...paragraph(text || '–', style) };
  });
  const beliefHeight = belief.height + (test.height > 0 ? test.height + 4 : 0);
  const height = Math.max(54, 2 * inset + Math.max(beliefHeight, ...cells.map((cell) => cell.height)));
  const svg = [
    box(0.5, 0.5, whole - 1, height - 1, palette.panel, 12, palette.line),
    drawLens(28, inset + 12, detailOf(line, 'lens')),
    at(beliefLeft, inset, belief.svg),
    at(beliefLeft, inset + belief.height + 4, test.svg),
    ...cells.map(({ x, svg: cell }) => at(x, inset, cell)),
  ];
  return { svg: svg.join(''), height };
}

function drawLens(x: number, y: number, lens: string): string {
  const letter = lens.slice(0, 1).toUpperCase();
  return badge(x, y, 13, /^[A-Z]$/.test(letter) ? letter : '?', (lenses[lens] ?? hues.slate).strong);
}

function drawLegend(used: readonly string[]): string {
  return used
    .map((lens, index) => at(16 + index * 150, 12, drawLens(12, 0, lens) + label(34, 5, lens, { size: 13, fill: palette.muted })))
    .join('');
}
