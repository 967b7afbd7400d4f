import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { drawBlocks } from '../../../src/build-pack/pdf/draw-blocks.ts';
import { createFaces } from '../../../src/build-pack/pdf/faces.ts';
import { createPaper, sheet } from '../../../src/build-pack/pdf/paper.ts';
import type { Block } from '../../../src/build-pack/pdf/report.ts';
import { linesOf, readPdf } from './read-pdf.ts';

const heading = (level: 2 | 3): Block => ({ kind: 'heading', level, text: `Heading ${level}` });
const name: Block = { kind: 'text', spans: [{ text: 'A name', weight: 'bold' }], isLabel: true };
const words = (count: number) => [{ text: 'word '.repeat(count) }];
const table: Block = {
  kind: 'table',
  header: ['Head of the table', 'Test'],
  rows: Array.from({ length: 3 }, () => ({ cells: [words(30), words(30)] })),
};
const list: Block = { kind: 'list', items: [words(60), words(5)] };
const facts: Block = { kind: 'facts', facts: [{ label: 'A fact', spans: words(60) }] };
const figure: Block = {
  kind: 'figure',
  title: 'Figure',
  alt: 'A dot.',
  png: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
  width: 400,
  height: 200,
};

/** The last lines of all pages when these blocks begin at every height that a page has. */
async function lastLines(blocks: readonly Block[]): Promise<string[]> {
  const doc = new PDFDocument({ size: [sheet.width, sheet.height], margin: 0, autoFirstPage: false, bufferPages: true, tagged: true });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => doc.on('end', resolve));
  const paper = createPaper(doc, await createFaces(doc));
  for (let yPt = sheet.top + 300; yPt < sheet.height - sheet.bottom; yPt += 11) {
    paper.newPage();
    paper.yPt = yPt;
    await drawBlocks(paper, [{ kind: 'text', spans: [{ text: 'Before.' }] }, ...blocks], () => undefined);
  }
  paper.closeTags();
  doc.end();
  await ended;
  return readPdf(new Uint8Array(Buffer.concat(chunks))).pages.map((page) => linesOf(page).at(-1) ?? '');
}

describe('the pages of the PDF', () => {
  it.each([
    ['a table', [heading(2), table]],
    ['a heading with a table', [heading(2), heading(3), table]],
    ['a name with a table', [heading(3), name, table]],
    ['a name with facts', [heading(2), name, facts]],
    ['a name with a list', [name, list]],
    ['a list', [heading(3), list]],
    ['a figure', [heading(2), figure]],
  ] satisfies [string, Block[]][])('end neither with a heading, a name nor the head of a table, before %s', async (_, blocks) => {
    const last = await lastLines(blocks);
    expect(last.length).toBeGreaterThan(40);
    expect(last.filter((line) => /^(Heading|A name|Head of the table)/.test(line))).toEqual([]);
  });
});
