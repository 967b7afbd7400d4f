import PDFDocument from 'pdfkit';
import { drawReport } from './draw-report.ts';
import { createFaces } from './faces.ts';
import { createPaper, sheet } from './paper.ts';
import type { Report } from './report.ts';

/** A report typeset as PDF. It keeps the processor for up to a second: `renderPdf` has it done beside the program. */
export async function setReport(report: Report, madeAt: Date): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: [sheet.width, sheet.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    tagged: true,
    displayTitle: true,
    lang: 'en',
    pdfVersion: '1.7',
    info: {
      Title: report.title,
      Subject: 'Build pack of a workshop',
      Creator: 'Workshop Pilot',
      Producer: 'Workshop Pilot',
      CreationDate: madeAt,
      ModDate: madeAt,
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  await drawReport(createPaper(doc, await createFaces(doc)), report);
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
