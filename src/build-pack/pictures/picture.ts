import type { StepId } from '../../workshop/ids.ts';
import type { OverviewLine, OverviewSection, OverviewStep } from '../overview.ts';
import { explainSigns } from './certainty.ts';
import { palette } from './palette.ts';
import { at, type Block, box, element, escapeXml, label } from './shapes.ts';
import { brief, measure, sentence, writeAlt } from './words.ts';

/** Safe to store and to embed. `svg` stands alone; its fonts are named, not embedded. Sizes are in pixels. */
export interface Picture {
  /** Unique within a pack, and safe in the name of a file. */
  id: string;
  /** The step whose result it shows; null for the whole workshop. */
  stepId: StepId | null;
  title: string;
  /** What it shows, in words; at most 1,000 characters. */
  alt: string;
  svg: string;
  width: number;
  height: number;
}

/** What a picture is before it has its card. */
export interface Sheet {
  id: string;
  stepId: StepId | null;
  title: string;
  subtitle?: string;
  /** Few words in the upper right corner. */
  badge?: string;
  /** Alternative text after the title, sentence by sentence. */
  alt: readonly string[];
  body: Block;
  /** Of the body. */
  width?: number;
  /** The lines that it shows: the signs on them are explained. */
  from: readonly OverviewLine[];
}

/** Of the body of most pictures. */
export const bodyWidth = 736;
const padding = 32;
const family = 'Noto Sans, DejaVu Sans, sans-serif';

/** Puts a sheet on a card of its own, with the workshop's title above its own. */
export function frame(sheet: Sheet, workshopTitle: string): Picture {
  const { id, stepId, subtitle, body, width: inner = bodyWidth } = sheet;
  const title = brief(sheet.title);
  const width = inner + 2 * padding;
  const badgeStyle = { size: 14, isBold: true };
  const badgeWidth = sheet.badge ? Math.min(inner / 2, measure(sheet.badge, badgeStyle) + 28) : 0;
  const headWidth = inner - (badgeWidth > 0 ? badgeWidth + 16 : 0);
  const top = subtitle ? 118 : 96;
  const signs = explainSigns(sheet.from);
  const end = top + body.height + (signs.length > 0 ? 34 : 0);
  const height = Math.ceil(end + padding);
  const alt = writeAlt([sentence(title), ...signs.map((sign) => sentence(`(${sign})`)), ...sheet.alt]);
  const head = [
    label(padding, 44, workshopTitle, { size: 13, fill: palette.muted, width: headWidth }),
    label(padding, 73, title, { size: 23, isBold: true, width: headWidth }),
    subtitle ? label(padding, 98, subtitle, { size: 15, fill: palette.muted, width: inner }) : '',
    sheet.badge ? at(padding + inner - badgeWidth, 40, drawBadge(sheet.badge, badgeWidth, badgeStyle)) : '',
  ];
  const content = [
    `<title>${escapeXml(title)}</title>`,
    `<desc>${escapeXml(alt)}</desc>`,
    box(0.5, 0.5, width - 1, height - 1, palette.paper, 18, palette.line),
    ...head,
    at(padding, top, body.svg),
    label(padding, end, signs.join('  ·  '), { size: 13, fill: palette.muted, width: inner }),
  ].join('');
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': family,
  };
  return { id, stepId, title, alt, svg: element('svg', attributes, content), width, height };
}

function drawBadge(words: string, width: number, style: { size: number; isBold: boolean }): string {
  const written = label(width / 2, 21, words, { ...style, anchor: 'middle', width: width - 24 });
  return box(0.5, 0.5, width - 1, 31, palette.panel, 16, palette.line) + written;
}

/** The text of a line's detail; empty where it has none. */
export function detailOf(line: OverviewLine, key: string): string {
  return line.details.find((detail) => detail.key === key)?.text ?? '';
}

/** Every section of every step that has lines, in the order of the template. */
export function listSections(steps: readonly OverviewStep[]): { step: OverviewStep; section: OverviewSection }[] {
  return steps.flatMap((step) => step.sections.filter((one) => one.lines.length > 0).map((section) => ({ step, section })));
}

export function hasColumn(section: OverviewSection, key: string): boolean {
  return section.columns.some((column) => column.key === key);
}

/** The line of a section that is told in one, such as a name or a score. */
export function lineOf(step: OverviewStep, key: string): OverviewLine | undefined {
  return step.sections.find((section) => section.key === key)?.lines[0];
}
