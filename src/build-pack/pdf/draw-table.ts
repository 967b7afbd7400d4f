import { type LineStyle, type Paper, sheet, textWidthPt } from './paper.ts';
import type { Row, Span } from './report.ts';
import { type Line, longestWordOf, setLines, widthOf } from './set-lines.ts';

const style: LineStyle = { sizePt: 8.8, leadingPt: 12.2 };
const headerStyle: LineStyle = { sizePt: 7.8, leadingPt: 11 };
const gutterPt = 10;
const paddingPt = 4.5;
/** Rows up to this height are not torn apart. */
const maxWholeRowPt = 300;

interface Column {
  x: number;
  widthPt: number;
}

/** What a table needs at least to begin: its header and its first row. */
export function tableStartPt(paper: Paper, header: readonly string[], rows: readonly Row[]): number {
  const columns = placeColumns(paper, header, rows);
  return startPt(paper, setHead(paper, header, columns), columns, rows);
}

function startPt(paper: Paper, heads: readonly Line[][], columns: readonly Column[], [first]: readonly Row[]): number {
  const headPt = tallest(heads) * headerStyle.leadingPt + 5;
  return headPt + (first ? Math.min(heightOf(setRow(paper, first, columns)), maxWholeRowPt) : 0);
}

function setHead(paper: Paper, header: readonly string[], columns: readonly Column[]): Line[][] {
  return header.map((text, index) =>
    setLines(paper.faces, [{ text, weight: 'bold', tone: 'accent' }], columns[index]?.widthPt ?? 0, headerStyle.sizePt),
  );
}

function setRow(paper: Paper, { cells }: Row, columns: readonly Column[]): Line[][] {
  return cells.map((spans, index) => setLines(paper.faces, spans, columns[index]?.widthPt ?? 0, style.sizePt));
}

/** A table over as many pages as it takes; its header stands on each of them. */
export async function drawTable(paper: Paper, header: readonly string[], rows: readonly Row[]): Promise<void> {
  const columns = placeColumns(paper, header, rows);
  const heads = setHead(paper, header, columns);
  const drawHead = async () => {
    await paper.group('TR', () => drawCells(paper, 'TH', heads, columns, headerStyle));
    paper.yPt += 3;
    paper.rule(sheet.left, paper.yPt, textWidthPt, 'accent', 1);
    paper.yPt += 2;
  };
  const place = async (heightPt: number) => {
    if (paper.ensure(heightPt)) await drawHead();
  };
  paper.ensure(startPt(paper, heads, columns, rows));
  await paper.group('Table', async () => {
    await drawHead();
    for (const row of rows) {
      const cells = setRow(paper, row, columns);
      await place(Math.min(heightOf(cells), maxWholeRowPt));
      await drawRow(paper, cells, columns, place);
      await paper.breathe();
    }
  });
  paper.yPt += 8;
}

async function drawRow(
  paper: Paper,
  cells: readonly Line[][],
  columns: readonly Column[],
  place: (heightPt: number) => Promise<void>,
): Promise<void> {
  paper.yPt += paddingPt;
  for (let from = 0; from < tallest(cells); ) {
    await place(style.leadingPt);
    const room = Math.max(1, Math.floor((paper.bottomPt - paper.yPt) / style.leadingPt));
    await paper.group('TR', () =>
      drawCells(
        paper,
        'TD',
        cells.map((lines) => lines.slice(from, from + room)),
        columns,
        style,
      ),
    );
    from += room;
  }
  paper.yPt += paddingPt - 1;
  paper.rule(sheet.left, paper.yPt, textWidthPt, 'rule');
}

function drawCells(
  paper: Paper,
  tag: string,
  cells: readonly Line[][],
  columns: readonly Column[],
  { sizePt, leadingPt }: LineStyle,
): void {
  const top = paper.yPt;
  for (const [index, lines] of cells.entries()) {
    const { x, widthPt } = columns[index] ?? { x: sheet.left, widthPt: textWidthPt };
    paper.tag(tag, () => {
      for (const [row, line] of lines.entries()) paper.drawLine(line, x, widthPt, top + sizePt + row * leadingPt);
    });
  }
  paper.yPt = top + tallest(cells) * leadingPt;
}

function heightOf(cells: readonly Line[][]): number {
  return tallest(cells) * style.leadingPt + 2 * paddingPt;
}

function tallest(cells: readonly Line[][]): number {
  return Math.max(0, ...cells.map((lines) => lines.length));
}

/** Enough of the rows to know how wide their columns are. */
const maxMeasuredRows = 200;

/**
 * Each column gets the width of its longest word, as far as there is room, and of the rest what its text needs in proportion: a column of
 * single words stays narrow beside one of sentences.
 */
function placeColumns(paper: Paper, header: readonly string[], rows: readonly Row[]): Column[] {
  const roomPt = textWidthPt - gutterPt * (header.length - 1);
  const fairPt = roomPt / header.length;
  const needs = header.map((text, index) => {
    const head: Span[] = [{ text, weight: 'bold' }];
    const cells = rows.slice(0, maxMeasuredRows).map((row) => row.cells[index] ?? []);
    const longest = Math.max(
      longestWordOf(paper.faces, head, headerStyle.sizePt),
      ...cells.map((cell) => longestWordOf(paper.faces, cell, style.sizePt)),
    );
    const whole = Math.max(
      ...cells.map((cell) => widthOf(paper.faces, cell, style.sizePt)),
      widthOf(paper.faces, head, headerStyle.sizePt),
    );
    return { leastPt: Math.min(longest + 1, fairPt), wishPt: Math.max(Math.min(whole + 1, roomPt), Math.min(longest + 1, fairPt)) };
  });
  const leastPt = needs.reduce((total, need) => total + need.leastPt, 0);
  const wishPt = needs.reduce((total, need) => total + need.wishPt, 0);
  const sharePt = (need: (typeof needs)[number]) =>
    wishPt <= roomPt
      ? need.wishPt + ((roomPt - wishPt) / wishPt) * need.wishPt
      : need.leastPt + ((roomPt - leastPt) / (wishPt - leastPt)) * (need.wishPt - need.leastPt);
  let x: number = sheet.left;
  return needs.map((need) => {
    const widthPt = sharePt(need);
    const column = { x, widthPt };
    x += widthPt + gutterPt;
    return column;
  });
}
