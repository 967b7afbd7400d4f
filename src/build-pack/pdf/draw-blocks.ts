import { drawTable } from './draw-table.ts';
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
/** A heading never stands below this without a part of what follows it. */
const keepWithHeadingPt = 44;
const indentPt = 13;
const maxFigurePt = 330;

/** Called for each heading where it was drawn. */
export type NoteHeading = (level: 1 | 2, text: string, page: number, topPt: number) => void;

export async function drawBlocks(paper: Paper, blocks: readonly Block[], note: NoteHeading): Promise<void> {
  for (const [index, block] of blocks.entries()) {
    const follows = block.kind === 'heading' && blocks[index - 1]?.kind === 'heading';
    if (follows) paper.yPt -= headings[block.level].beforePt - 2;
    await drawBlock(paper, block, blocks[index + 1], note);
    await paper.breathe();
  }
}

async function drawBlock(paper: Paper, block: Block, next: Block | undefined, note: NoteHeading): Promise<void> {
  if (block.kind === 'heading') drawHeading(paper, block, next, note);
  else if (block.kind === 'text') {
    paper.tag('P', () => drawText(paper, setLines(paper.faces, block.spans, textWidthPt, body.sizePt), sheet.left, textWidthPt, body));
    paper.yPt += 5;
  } else if (block.kind === 'list') await drawList(paper, block.items);
  else if (block.kind === 'answer') drawAnswer(paper, block.label, block.spans);
  else if (block.kind === 'facts') drawFacts(paper, block.facts);
  else if (block.kind === 'table') await drawTable(paper, block.header, block.rows);
  else drawFigure(paper, block);
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

/** The height that a heading needs with the first lines of what it is the heading of. */
function heightToKeep(paper: Paper, next: Block | undefined): number {
  if (next?.kind === 'figure') return figureSize(next).height + 34;
  if (next?.kind === 'heading') return headings[next.level].beforePt + headings[next.level].leadingPt + keepWithHeadingPt;
  return next ? Math.min(keepWithHeadingPt, paper.bottomPt) : 0;
}

function drawHeading(paper: Paper, block: Extract<Block, { kind: 'heading' }>, next: Block | undefined, note: NoteHeading): void {
  const style = headings[block.level];
  const lines = setLines(paper.faces, [{ text: block.text, weight: 'bold' }], textWidthPt, style.sizePt);
  if (paper.yPt > sheet.top) paper.yPt += style.beforePt;
  paper.ensure(lines.length * style.leadingPt + style.afterPt + heightToKeep(paper, next));
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
