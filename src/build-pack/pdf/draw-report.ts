import { packFileNames } from '../pack-file-names.ts';
import { drawBlocks, drawFactRows, drawText } from './draw-blocks.ts';
import { drawContents, type Entry, placeEntries } from './draw-contents.ts';
import { standIn } from './faces.ts';
import { type LineStyle, type Paper, sheet, textWidthPt } from './paper.ts';
import { type Report, tones } from './report.ts';
import { setLines } from './set-lines.ts';

const chapterStyle: LineStyle = { sizePt: 23, leadingPt: 29 };
/** A chapter begins on the page of the one before it when a third of it is left. */
const betweenChaptersPt = 40;
const small: LineStyle = { sizePt: 8, leadingPt: 11.5 };
/** Left free at the foot of the title page for what could not be printed. */
const noticePt = 76;

/** Draws the whole report. Contents and page numbers come last, for only then the pages are known. */
export async function drawReport(paper: Paper, report: Report): Promise<void> {
  drawTitlePage(paper, report);
  const titles = report.chapters.flatMap(({ title, blocks }): Omit<Entry, 'page' | 'topPt'>[] => [
    { level: 1, text: title },
    ...blocks.flatMap((block) => (block.kind === 'heading' && block.level === 2 ? [{ level: 2 as const, text: block.text }] : [])),
  ]);
  const placed = placeEntries(paper, titles);
  const contentsPage = paper.page() + 1;
  for (let count = Math.max(1, ...placed.map((one) => one.page + 1)); count > 0; count -= 1) paper.newPage();
  const entries: Entry[] = [];
  const note = (level: 1 | 2, text: string, page: number, topPt: number) => entries.push({ level, text, page, topPt });
  for (const [index, { title, blocks }] of report.chapters.entries()) {
    const isRoom = index > 0 && paper.bottomPt - paper.yPt >= (paper.bottomPt - sheet.top) / 3;
    if (isRoom) paper.yPt += betweenChaptersPt;
    else paper.newPage();
    note(1, title, paper.page(), paper.yPt);
    drawChapterTitle(paper, title);
    await drawBlocks(paper, blocks, note);
  }
  await drawContents(paper, contentsPage, placed, entries);
  addOutline(paper, entries);
  drawFooters(paper, report.title);
  drawNotice(paper);
  paper.closeTags();
}

function drawTitlePage(paper: Paper, { title, facts }: Report): void {
  paper.newPage();
  paper.bottomPt -= noticePt;
  paper.decorate(() => paper.doc.rect(0, 0, sheet.width, 10).fill(tones.accent));
  paper.yPt = 210;
  const kicker = setLines(paper.faces, [{ text: 'BUILD PACK', weight: 'bold', tone: 'accent' }], textWidthPt, 10);
  paper.tag('P', () => drawText(paper, kicker, sheet.left, textWidthPt, { sizePt: 10, leadingPt: 22 }));
  const sizePt = [32, 24, 16, 11][[60, 160, 500].filter((chars) => title.length > chars).length] ?? 11;
  const lines = setLines(paper.faces, [{ text: title, weight: 'bold' }], textWidthPt, sizePt);
  paper.tag('H1', () => drawText(paper, lines, sheet.left, textWidthPt, { sizePt, leadingPt: sizePt * 1.22 }));
  paper.yPt += 22;
  paper.rule(sheet.left, paper.yPt, textWidthPt / 4, 'accent', 2);
  paper.yPt += 26;
  drawFactRows(paper, facts, { sizePt: 10.5, leadingPt: 16 });
}

function drawChapterTitle(paper: Paper, title: string): void {
  const lines = setLines(paper.faces, [{ text: title, weight: 'bold' }], textWidthPt, chapterStyle.sizePt);
  paper.tag('H1', () => drawText(paper, lines, sheet.left, textWidthPt, chapterStyle));
  paper.yPt += 6;
  paper.rule(sheet.left, paper.yPt, textWidthPt / 4, 'accent', 2);
  paper.yPt += 16;
}

/** Bookmarks: chapters, and under each its headings. */
function addOutline({ doc }: Paper, entries: readonly Entry[]): void {
  let chapter = doc.outline;
  for (const { level, text, page, topPt } of entries) {
    const place = { expanded: false, pageNumber: page, top: topPt - 12, left: sheet.width };
    if (level === 1) chapter = doc.outline.addItem(text, place);
    else chapter.addItem(text, place);
  }
}

function drawFooters(paper: Paper, title: string): void {
  const { doc, faces } = paper;
  const count = doc.bufferedPageRange().count;
  const y = sheet.height - 42;
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    const [number] = setLines(faces, [{ text: `Page ${page + 1} of ${count}`, tone: 'muted' }], textWidthPt, small.sizePt);
    const room = textWidthPt - (number?.widthPt ?? 0) - 20;
    const [name] = setLines(faces, [{ text: title, tone: 'muted' }], room, small.sizePt);
    paper.decorate(() => {
      if (number) paper.drawLine(number, sheet.left + textWidthPt - number.widthPt, number.widthPt, y);
      if (name && page > 0) paper.drawLine({ ...name, isRightToLeft: false }, sheet.left, room, y);
    });
  }
}

/** Which scripts could not be printed, where nobody misses it. */
function drawNotice(paper: Paper): void {
  const missing = paper.faces.missing();
  if (missing.length === 0) return;
  const text = `This PDF has no letters for: ${missing.join(', ')}. Each such sign is shown as ${standIn}; ${packFileNames.markdown} shows them, and ${packFileNames.json} has every word.`;
  const lines = setLines(paper.faces, [{ text }], textWidthPt - 24, small.sizePt + 0.8).slice(0, 4);
  paper.doc.switchToPage(0);
  paper.bottomPt = sheet.height;
  paper.yPt = sheet.height - sheet.bottom - noticePt + 8;
  const height = lines.length * 13 + 16;
  paper.decorate(() => paper.doc.rect(sheet.left, paper.yPt, textWidthPt, height).fill(tones.tint));
  paper.yPt += 8;
  paper.tag('Note', () => drawText(paper, lines, sheet.left + 12, textWidthPt - 24, { sizePt: small.sizePt + 0.8, leadingPt: 13 }));
}
