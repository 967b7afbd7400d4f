import type { OverviewLine, OverviewSection } from '../overview.ts';
import { signed } from './certainty.ts';
import { type Hue, palette } from './palette.ts';
import { bodyWidth, detailOf } from './picture.ts';
import { at, type Block, box, disc, label, paragraph, stroke } from './shapes.ts';
import { count, fit, listBriefly, measure, sentence } from './words.ts';

const levels = ['high', 'medium', 'low'] as const;
type Level = (typeof levels)[number];
const levelNames: Record<Level, string> = { high: 'High', medium: 'Medium', low: 'Low' };

interface Axis {
  key: string;
  label: string;
}
interface Corner {
  /** What is usually done about whatever is there. */
  advice: string;
  hue: Hue;
}
/** A list that people rated high, medium or low in two ways, as three by three fields. */
export interface RatingGrid {
  section: OverviewSection;
  up: Axis;
  right: Axis;
  /** By the levels of `up` and `right`. */
  corners: Partial<Record<`${Level} ${Level}`, Corner>>;
  /** A choice by which the marks differ. */
  kind?: string;
}

interface Cell {
  up: Level;
  right: Level;
  lines: OverviewLine[];
  corner: Corner | undefined;
}

const gutter = 76;
const gap = 8;
const cellWidth = (bodyWidth - gutter - 2 * gap) / 3;
const inset = 14;
const nameStyle = { size: 14 };
const nameWidth = cellWidth - 2 * inset - 18;
const maxNames = 7;
const maxLinesOfName = 2;

export function drawRatingGrid(grid: RatingGrid): Block {
  const rows = levels.map((up) => levels.toReversed().map((right) => cellOf(grid, up, right)));
  const kinds = kindsOf(grid);
  let y = 0;
  const drawn: string[] = [];
  for (const row of rows) {
    const cells = row.map((cell) => listNames(cell, grid, kinds));
    const height = Math.max(84, ...cells.map((cell) => cell.height));
    drawn.push(label(gutter - 22, y + height / 2 + 5, levelNames[row[0]?.up ?? 'low'], { size: 13, fill: palette.muted, anchor: 'end' }));
    row.forEach((cell, index) => {
      const x = gutter + index * (cellWidth + gap);
      drawn.push(box(x, y, cellWidth, height, cell.corner?.hue.tint ?? palette.panel, 10, cell.corner ? undefined : palette.line));
      drawn.push(at(x, y, cells[index]?.svg ?? ''));
    });
    y += height + gap;
  }
  const bottom = y - gap;
  const legend = at(0, bottom + 64, drawLegend(grid, kinds));
  return { svg: drawAxes(grid, bottom) + drawn.join('') + legend, height: bottom + (legend === '' ? 44 : 78) };
}

/** In words, where somebody is first; whoever is not rated last. */
export function sayRatingGrid(grid: RatingGrid): string[] {
  const { up, right, section } = grid;
  const cells = levels.flatMap((high) => levels.map((wide) => cellOf(grid, high, wide))).filter((cell) => cell.lines.length > 0);
  const unrated = listUnrated(grid);
  return [
    ...cells.map(
      (cell) =>
        `${cell.corner ? `${cell.corner.advice} (${sayLevels(cell, up, right)})` : capital(sayLevels(cell, up, right))}: ${sentence(namesOf(cell.lines))}`,
    ),
    ...(unrated.length > 0 ? [sentence(`Not rated yet: ${namesOf(unrated)}`)] : []),
    ...(cells.length === 0 ? [`${count(section.lines.length, section.singular)}, none of them rated.`] : []),
  ];
}

/** Those that lack one of the two ratings. */
export function listUnrated({ section, up, right }: RatingGrid): OverviewLine[] {
  return section.lines.filter((line) => !levelOf(line, up.key) || !levelOf(line, right.key));
}

function namesOf(lines: readonly OverviewLine[]): string {
  return listBriefly(
    lines.map((line) => signed(line)),
    maxNames,
  );
}

function sayLevels(cell: Cell, up: Axis, right: Axis): string {
  return `${cell.up} ${up.label.toLowerCase()}, ${cell.right} ${right.label.toLowerCase()}`;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function levelOf(line: OverviewLine, key: string): Level | undefined {
  const said = detailOf(line, key).toLowerCase();
  return levels.find((level) => level === said);
}

function cellOf(grid: RatingGrid, up: Level, right: Level): Cell {
  const lines = grid.section.lines.filter((line) => levelOf(line, grid.up.key) === up && levelOf(line, grid.right.key) === right);
  return { up, right, lines, corner: grid.corners[`${up} ${right}`] };
}

function listNames(cell: Cell, { kind }: RatingGrid, kinds: readonly string[]): Block {
  const { lines, corner } = cell;
  const colour = corner?.hue.strong ?? palette.muted;
  let y = inset;
  const parts: string[] = [];
  if (corner) {
    parts.push(label(inset, y + 11, corner.advice, { size: 13, isBold: true, fill: colour, width: cellWidth - 2 * inset }));
    y += 25;
  }
  // One more is better shown than counted.
  const shown = lines.length > maxNames + 1 ? lines.slice(0, maxNames) : lines;
  for (const line of shown) {
    const name = paragraph(signed(line), { ...nameStyle, width: nameWidth, maxLines: maxLinesOfName });
    parts.push(drawMark(inset + 5, y + 10, kinds.indexOf(kind ? detailOf(line, kind) : ''), colour), at(inset + 18, y, name.svg));
    y += name.height + 4;
  }
  if (shown.length < lines.length) {
    parts.push(label(inset + 18, y + 14, `+ ${lines.length - shown.length} more`, { ...nameStyle, fill: palette.muted }));
    y += 22;
  }
  return { svg: parts.join(''), height: y + inset - 4 };
}

const maxKinds = 3;

function kindsOf({ section, kind }: RatingGrid): string[] {
  if (!kind) return [];
  const used = new Set(section.lines.map((line) => detailOf(line, kind)).filter(Boolean));
  const usual = ['core', 'direct', 'indirect'].filter((one) => used.has(one));
  return [...new Set([...usual, ...used])].slice(0, maxKinds);
}

/** Full, half full, empty; a small dot where nothing was said. */
function drawMark(x: number, y: number, kind: number, colour: string): string {
  if (kind === 0) return disc(x, y, 5, colour);
  if (kind === 1) return disc(x, y, 4.5, palette.panel, colour, 1.6) + disc(x, y, 2.2, colour);
  if (kind === 2) return disc(x, y, 4.5, palette.panel, colour, 1.6);
  return disc(x, y, 2.5, colour);
}

function drawLegend({ section, kind }: RatingGrid, kinds: readonly string[]): string {
  if (kinds.length === 0) return '';
  const style = { size: 13, fill: palette.muted };
  const column = `${section.columns.find((one) => one.key === kind)?.label ?? ''}:`;
  let x = gutter;
  const parts = [label(x, 5, column, { ...style, width: 160 })];
  x += measure(fit(column, 160, style), style) + 22;
  kinds.forEach((name, index) => {
    const shown = fit(name, 130, style);
    parts.push(drawMark(x, 0, index, palette.muted), label(x + 12, 5, shown, style));
    x += measure(shown, style) + 40;
  });
  return parts.join('');
}

function drawAxes({ up, right }: RatingGrid, bottom: number): string {
  const x = gutter - 10;
  const style = { size: 13, isBold: true };
  const end = bodyWidth;
  const below = bottom + 10;
  const arrows = [
    `M${x} ${bottom}V2M${x - 4} 7L${x} 2L${x + 4} 7`,
    `M${gutter} ${below}H${end - 2}M${end - 7} ${below - 4}L${end - 2} ${below}L${end - 7} ${below + 4}`,
  ];
  return [
    ...arrows.map((d) => stroke(d, palette.muted, 1.4)),
    label(0, 11, up.label, { ...style, width: gutter - 20 }),
    ...levels.toReversed().map((level, index) =>
      label(gutter + index * (cellWidth + gap) + cellWidth / 2, bottom + 30, levelNames[level], {
        size: 13,
        fill: palette.muted,
        anchor: 'middle',
      }),
    ),
    label(end, bottom + 30, right.label, { ...style, anchor: 'end', width: 70 }),
  ].join('');
}
