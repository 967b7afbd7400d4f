import { setImmediate } from 'node:timers/promises';
import type { Faces } from './faces.ts';
import { tones } from './report.ts';
import type { Line, Piece } from './set-lines.ts';

/** A4 in points, with margins that leave lines of a length that reads well. */
export const sheet = { width: 595.28, height: 841.89, left: 72, right: 72, top: 76, bottom: 80 } as const;
export const textWidthPt = sheet.width - sheet.left - sheet.right;
export const bottomPt = sheet.height - sheet.bottom;

const maxBreathMs = 15;

export interface LineStyle {
  sizePt: number;
  leadingPt: number;
}

/** The pages of a document while it is being written: where the next line goes, and what is marked for readers who listen. */
export interface Paper {
  doc: PDFKit.PDFDocument;
  faces: Faces;
  /** Distance of the next line from the top of the page. */
  yPt: number;
  /** Lower edge of what may be printed on. */
  bottomPt: number;
  /** The number of the current page, from 0. */
  page(): number;
  newPage(): void;
  /** Begins a new page when less than this is left; true when it did. */
  ensure(heightPt: number): boolean;
  /** Draws a line with its left edge at `x`; one that runs from right to left ends at the right edge. */
  drawLine(line: Line, x: number, widthPt: number, baselinePt: number): void;
  rule(x: number, y: number, widthPt: number, tone: keyof typeof tones, thicknessPt?: number): void;
  /** Marks what `draw` draws, over all the pages that it takes. */
  tag(name: string, draw: () => void, alt?: string): void;
  /** The marks of `draw` become children of one of this name. */
  group(name: string, draw: () => Promise<void> | void): Promise<void>;
  /** Lets the rest of the process run when it has waited for long. */
  breathe(): Promise<void>;
  /** Marks what is not content. */
  decorate(draw: () => void): void;
  /** Gives the document its structure; nothing can be marked after it. */
  closeTags(): void;
}

export function createPaper(doc: PDFKit.PDFDocument, faces: Faces): Paper {
  const tags = createTags(doc);
  let pages = 0;
  let breathedAtMs = performance.now();
  const paper: Paper = {
    doc,
    faces,
    yPt: sheet.top,
    bottomPt,
    page: () => pages - 1,
    newPage() {
      tags.pause();
      doc.addPage();
      tags.resume();
      pages += 1;
      paper.yPt = sheet.top;
      paper.bottomPt = bottomPt;
    },
    ensure(heightPt) {
      if (paper.yPt + heightPt <= paper.bottomPt || paper.yPt <= sheet.top) return false;
      paper.newPage();
      return true;
    },
    drawLine(line, x, widthPt, baselinePt) {
      let left = line.isRightToLeft ? x + widthPt - line.widthPt : x;
      for (const piece of line.pieces) {
        drawPiece(doc, piece, left, baselinePt);
        left += piece.widthPt;
      }
    },
    rule(x, y, widthPt, tone, thicknessPt = 0.6) {
      paper.decorate(() => doc.rect(x, y - thicknessPt / 2, widthPt, thicknessPt).fill(tones[tone]));
    },
    async breathe() {
      if (performance.now() - breathedAtMs < maxBreathMs) return;
      await setImmediate();
      breathedAtMs = performance.now();
    },
    ...tags,
  };
  return paper;
}

function drawPiece(doc: PDFKit.PDFDocument, { text, face, span, sizePt, widthPt }: Piece, x: number, baselinePt: number): void {
  if (text.trim() === '') return;
  const y = span.raised ? baselinePt - sizePt * 0.35 : baselinePt;
  doc
    .font(face)
    .fontSize(sizePt)
    .fillColor(tones[span.tone ?? 'ink']);
  doc.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
  if (span.link) doc.link(x - 1, y - sizePt, widthPt + 2, sizePt * 1.3, span.link);
}

type Element = ReturnType<PDFKit.PDFDocument['struct']>;
type Content = ReturnType<PDFKit.PDFDocument['markStructureContent']>;

function createTags(doc: PDFKit.PDFDocument): Pick<Paper, 'tag' | 'group' | 'decorate' | 'closeTags'> & { pause(): void; resume(): void } {
  const root: Element[] = [];
  let siblings = root;
  let open: { name: string; contents: Content[] } | undefined;
  const pause = () => {
    if (open) doc.endMarkedContent();
  };
  const resume = () => {
    open?.contents.push(doc.markStructureContent(open.name));
  };
  return {
    pause,
    resume,
    tag(name, draw, alt) {
      const own = { name, contents: [] };
      open = own;
      resume();
      draw();
      pause();
      open = undefined;
      siblings.push(doc.struct(name, alt ? { alt } : {}, own.contents));
    },
    async group(name, draw) {
      const outer = siblings;
      const own: Element[] = [];
      siblings = own;
      await draw();
      siblings = outer;
      if (own.length > 0) siblings.push(doc.struct(name, {}, own));
    },
    decorate(draw) {
      pause();
      doc.markContent('Artifact', { type: 'Layout' });
      draw();
      doc.endMarkedContent();
      resume();
    },
    closeTags() {
      doc.addStructure(doc.struct('Document', {}, root));
    },
  };
}
