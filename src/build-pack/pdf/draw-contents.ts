import { bottomPt, type LineStyle, type Paper, sheet, textWidthPt } from './paper.ts';
import { type Line, setLines } from './set-lines.ts';

/** A heading and where it stands. */
export interface Entry {
  level: 1 | 2;
  text: string;
  /** From 0. */
  page: number;
  topPt: number;
}

/** A line of the contents and where it is drawn. */
export interface PlacedEntry {
  level: 1 | 2;
  lines: Line[];
  /** Of the contents, from 0. */
  page: number;
  x: number;
  yPt: number;
}

const styles: Record<1 | 2, LineStyle & { beforePt: number }> = {
  1: { sizePt: 10, leadingPt: 14, beforePt: 10 },
  2: { sizePt: 8.8, leadingPt: 12.6, beforePt: 1.5 },
};
const gutterPt = 30;
const columnPt = (textWidthPt - gutterPt) / 2;
const numberPt = 26;
const topPt = sheet.top + 54;
/** A chapter begins a new column when only this is left. */
const keepPt = 48;

/** Where the entries go, in two columns on as many pages as they take: known before their page numbers are. */
export function placeEntries(paper: Paper, titles: readonly Pick<Entry, 'level' | 'text'>[]): PlacedEntry[] {
  const set = titles.map(({ level, text }) => {
    const { sizePt, leadingPt, beforePt } = styles[level];
    const lines = setLines(paper.faces, [{ text, weight: level === 1 ? 'bold' : 'regular' }], columnPt - numberPt, sizePt).slice(0, 3);
    return { level, lines, beforePt, heightPt: Math.max(1, lines.length) * leadingPt };
  });
  const wholePt = set.reduce((total, one) => total + one.beforePt + one.heightPt, 0);
  const middlePt = wholePt / 2 < bottomPt - topPt ? topPt + wholePt / 2 : bottomPt;
  let column = 0;
  let yPt = topPt;
  return set.map(({ level, lines, beforePt, heightPt }) => {
    if (yPt > topPt) yPt += beforePt;
    const isHalf = level === 1 && column % 2 === 0 && yPt > topPt && yPt + keepPt > middlePt;
    if (isHalf || yPt + Math.max(heightPt, level === 1 ? keepPt : 0) > bottomPt) {
      column += 1;
      yPt = topPt;
    }
    const placed = { level, lines, page: Math.floor(column / 2), x: sheet.left + (column % 2) * (columnPt + gutterPt), yPt };
    yPt += heightPt;
    return placed;
  });
}

/** Fills the pages that were left free from `firstPage` on. */
export async function drawContents(
  paper: Paper,
  firstPage: number,
  placed: readonly PlacedEntry[],
  entries: readonly Entry[],
): Promise<void> {
  const { doc, faces } = paper;
  doc.switchToPage(firstPage);
  const [title] = setLines(faces, [{ text: 'Contents', weight: 'bold' }], textWidthPt, 23);
  if (title) paper.tag('H1', () => paper.drawLine(title, sheet.left, textWidthPt, sheet.top + 23));
  paper.rule(sheet.left, sheet.top + 35, textWidthPt / 4, 'accent', 2);
  await paper.group('TOC', () => {
    for (const [index, { level, lines, page, x, yPt }] of placed.entries()) {
      const entry = entries[index];
      if (!entry) continue;
      const { sizePt, leadingPt } = styles[level];
      doc.switchToPage(firstPage + page);
      const weight = level === 1 ? 'bold' : 'regular';
      const [number] = setLines(
        faces,
        [{ text: String(entry.page + 1), weight, tone: level === 1 ? 'accent' : 'muted' }],
        numberPt,
        sizePt,
      );
      paper.tag('TOCI', () => {
        for (const [row, line] of lines.entries())
          paper.drawLine({ ...line, isRightToLeft: false }, x, columnPt, yPt + sizePt + row * leadingPt);
        if (number) paper.drawLine(number, x + columnPt - number.widthPt, number.widthPt, yPt + sizePt);
      });
      doc.goTo(x, yPt, columnPt, Math.max(1, lines.length) * leadingPt, `heading-${index}`);
    }
  });
  for (const [index, { page, topPt: top }] of entries.entries()) {
    doc.switchToPage(page);
    doc.addNamedDestination(`heading-${index}`, 'XYZ', sheet.left, top - 12, 0);
  }
}
