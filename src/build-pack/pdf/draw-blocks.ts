import { drawTable, tableStartPt } from './draw-table.ts';
import { type LineStyle, type Paper, sheet, textWidthPt } from './paper.ts';
import { type Block, type Span, tones } from './report.ts';
import { type Line, setLines } from './set-lines.ts';

const body: LineStyle = { sizePt: 9.8, leadingPt: 14.2 };
const answer: LineStyle = { sizePt: 12.5, leadingPt: 17.5 };
const label: LineStyle = { sizePt: 8.2, leadingPt: 12 };
const headings: Record<2 | 3, LineStyle & { beforePt: number; afterPt: number }> = {
  2: { sizePt: 14, leadingPt: 18, beforePt: 20, afterPt: 5 },
  3: { sizePt: 10.4, leadingPt: 14, beforePt: 11, afterPt: 3 },
};
const indentPt = 13;
/** Where so much is left of a page, names have room with whatever they name. */
const roomyPt = 480;
const paragraphGapPt = 5;
const maxFigurePt = 300;

type Heading = Extract<Block, { kind: 'heading' }>;

/** Called for each heading where it was drawn. */
export type NoteHeading = (level: 1 | 2, text: string, page: number, topPt: number) => void;

export async function drawBlocks(paper: Paper, blocks: readonly Block[], note: NoteHeading): Promise<void> {
  for (const [index, block] of blocks.entries()) {
    const follows = block.kind === 'heading' && blocks[index - 1]?.kind === 'heading';
    if (follows) paper.yPt -= headings[block.level].beforePt - 2;
    // What names something is on its page.
    const isName = block.kind === 'heading' || (block.kind === 'text' && block.isLabel);
    if (isName && paper.bottomPt - paper.yPt < roomyPt) paper.ensure(startPt(paper, blocks, index));
    await drawBlock(paper, block, note);
    await paper.breathe();
  }
}

async function drawBlock(paper: Paper, block: Block, note: NoteHeading): Promise<void> {
  if (block.kind === 'heading') drawHeading(paper, block, note);
  else if (block.kind === 'text') drawParagraph(paper, block.spans);
  else if (block.kind === 'list') await drawList(paper, block.items);
  else if (block.kind === 'answer') drawAnswer(paper, block.label, block.spans);
  else if (block.kind === 'facts') drawFacts(paper, block.facts);
  else if (block.kind === 'table') await drawTable(paper, block.header, block.rows);
  else drawFigure(paper, block);
}

function drawParagraph(paper: Paper, spans: readonly Span[]): void {
  paper.tag('P', () => drawText(paper, setLines(paper.faces, spans, textWidthPt, body.sizePt), sheet.left, textWidthPt, body));
  paper.yPt += paragraphGapPt;
}

/** Lines one below the other, on as many pages as they need; none stands alone at the top or the bottom of a page if there are others. */
export function drawText(paper: Paper, lines: readonly Line[], x: number, widthPt: number, { sizePt, leadingPt }: LineStyle): void {
  for (const [index, line] of lines.entries()) {
    const left = lines.length - index;
    const isStart = index === 0 && lines.length > 1;
    const together = isStart || left === 2 ? 2 : 1;
    paper.ensure(together * leadingPt);
    paper.drawLine(line, x, widthPt, paper.yPt + sizePt);
    paper.yPt += leadingPt;
  }
}

/** What a block needs at least to begin on a page: a heading or a label with the beginning of what it names. */
function startPt(paper: Paper, blocks: readonly Block[], index: number): number {
  const block = blocks[index];
  if (!block) return 0;
  const count = (spans: readonly Span[], widthPt: number, sizePt: number) => setLines(paper.faces, spans, widthPt, sizePt).length;
  switch (block.kind) {
    case 'heading': {
      const { sizePt, leadingPt, beforePt, afterPt } = headings[block.level];
      const lines = count([{ text: block.text, weight: 'bold' }], textWidthPt, sizePt);
      return beforePt + lines * leadingPt + afterPt + startPt(paper, blocks, index + 1);
    }
    case 'text': {
      const lines = count(block.spans, textWidthPt, body.sizePt);
      if (!block.isLabel) return Math.min(lines, 2) * body.leadingPt;
      return lines * body.leadingPt + paragraphGapPt + startPt(paper, blocks, index + 1);
    }
    case 'list':
      return Math.min(count(block.items[0] ?? [], textWidthPt - indentPt, body.sizePt), 2) * body.leadingPt;
    case 'answer':
      return label.leadingPt + 2 * answer.leadingPt;
    case 'facts':
      return 2 * body.leadingPt;
    case 'table':
      return tableStartPt(paper, block.header, block.rows);
    case 'figure':
      return figureSize(block).height + 34;
  }
}

function drawHeading(paper: Paper, block: Heading, note: NoteHeading): void {
  const style = headings[block.level];
  const lines = setLines(paper.faces, [{ text: block.text, weight: 'bold' }], textWidthPt, style.sizePt);
  if (paper.yPt > sheet.top) paper.yPt += style.beforePt;
  if (block.level === 2) note(2, block.text, paper.page(), paper.yPt);
  paper.tag(`H${block.level}`, () => drawText(paper, lines, sheet.left, textWidthPt, style));
  paper.yPt += style.afterPt;
}

async function drawList(paper: Paper, items: readonly (readonly Span[])[]): Promise<void> {
  const widthPt = textWidthPt - indentPt;
  await paper.group('L', async () => {
    for (const item of items) {
      const lines = setLines(paper.faces, item, widthPt, body.sizePt);
      const isRightToLeft = lines[0]?.isRightToLeft ?? false;
      paper.ensure(Math.min(lines.length, 2) * body.leadingPt);
      const bulletX = isRightToLeft ? sheet.left + textWidthPt - 5 : sheet.left + 3;
      paper.decorate(() => paper.doc.circle(bulletX, paper.yPt + body.sizePt * 0.68, 1.5).fill(tones.accent));
      paper.tag('LI', () => drawText(paper, lines, isRightToLeft ? sheet.left : sheet.left + indentPt, widthPt, body));
      paper.yPt += 3;
      await paper.breathe();
    }
  });
  paper.yPt += 3;
}

function drawAnswer(paper: Paper, text: string, spans: readonly Span[]): void {
  const lines = setLines(paper.faces, spans, textWidthPt - indentPt, answer.sizePt);
  paper.ensure(label.leadingPt + Math.min(lines.length, 2) * answer.leadingPt);
  const top = paper.yPt;
  const page = paper.page();
  const labelLines = setLines(paper.faces, [{ text, weight: 'bold', tone: 'accent' }], textWidthPt - indentPt, label.sizePt);
  paper.tag('P', () => {
    drawText(paper, labelLines, sheet.left + indentPt, textWidthPt - indentPt, label);
    paper.yPt += 1;
    drawText(paper, lines, sheet.left + indentPt, textWidthPt - indentPt, answer);
  });
  if (page === paper.page()) paper.decorate(() => paper.doc.rect(sheet.left, top, 2.4, paper.yPt - top).fill(tones.accent));
  paper.yPt += 12;
}

/** Labels in three of twelve columns, their values in the other nine. */
function drawFacts(paper: Paper, facts: Extract<Block, { kind: 'facts' }>['facts']): void {
  drawFactRows(paper, facts, body);
  paper.yPt += 6;
}

export function drawFactRows(paper: Paper, facts: Extract<Block, { kind: 'facts' }>['facts'], style: LineStyle): void {
  const labelPt = (textWidthPt / 12) * 3;
  const valuePt = textWidthPt - labelPt;
  for (const fact of facts) {
    const labels = setLines(paper.faces, [{ text: fact.label, weight: 'bold', tone: 'muted' }], labelPt - 10, style.sizePt * 0.9);
    const values = setLines(paper.faces, fact.spans, valuePt, style.sizePt);
    paper.ensure(Math.max(labels.length, Math.min(values.length, 2)) * style.leadingPt);
    const top = paper.yPt;
    paper.tag('P', () => {
      for (const [index, line] of labels.entries())
        paper.drawLine({ ...line, isRightToLeft: false }, sheet.left, labelPt, top + style.sizePt + index * style.leadingPt);
      drawText(paper, values, sheet.left + labelPt, valuePt, style);
    });
    if (paper.yPt > top) paper.yPt = Math.max(paper.yPt, top + labels.length * style.leadingPt);
    paper.yPt += 3;
  }
}

function figureSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(textWidthPt / width, maxFigurePt / height);
  return { width: width * scale, height: height * scale };
}

function drawFigure(paper: Paper, figure: Extract<Block, { kind: 'figure' }>): void {
  const { width, height } = figureSize(figure);
  const caption = setLines(paper.faces, [{ text: figure.title, tone: 'muted' }], textWidthPt, label.sizePt);
  paper.yPt += 4;
  paper.ensure(height + 8 + caption.length * label.leadingPt);
  paper.tag('Figure', () => paper.doc.image(Buffer.from(figure.png), sheet.left, paper.yPt, { width, height }), figure.alt);
  paper.yPt += height + 6;
  paper.tag('Caption', () => drawText(paper, caption, sheet.left, textWidthPt, label));
  paper.yPt += 10;
}
