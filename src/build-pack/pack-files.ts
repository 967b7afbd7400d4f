import type { BuildPack } from './pack.ts';
import { packFileNames } from './pack-file-names.ts';
import type { PdfPicture } from './pdf/compose-report.ts';
import { renderPdf } from './pdf/render-pdf.ts';
import { renderJson } from './render-json.ts';
import { renderDocument, renderMarkdown } from './render-markdown.ts';
import { createWording, type MarkdownOptions } from './wording.ts';
import { zipPack } from './zip-pack.ts';

export interface PackFile {
  name: string;
  content: Uint8Array | string;
  /** Its media type. */
  type: string;
}

export interface PackFilesOptions extends Pick<MarkdownOptions, 'link' | 'person'> {
  pictures?: readonly (PdfPicture & { id: string })[];
}

/** Every file of the pack: the whole in each format, a file of markdown for each document, the pictures, and last a zip of all these. */
export async function packFiles(pack: BuildPack, { pictures = [], ...options }: PackFilesOptions = {}): Promise<PackFile[]> {
  const wording = createWording(options, Number.POSITIVE_INFINITY);
  const files: PackFile[] = [
    { name: packFileNames.markdown, content: renderMarkdown(pack, options), type: 'text/markdown' },
    { name: packFileNames.json, content: renderJson(pack), type: 'application/json' },
    { name: packFileNames.pdf, content: await renderPdf(pack, { ...options, pictures }), type: 'application/pdf' },
    ...pack.documents.map((document) => ({
      name: packFileNames.document(document.kind),
      content: `${renderDocument(document, wording).join('\n\n')}\n`,
      type: 'text/markdown',
    })),
    ...pictures.map(({ id, png }) => ({ name: packFileNames.picture(id), content: png, type: 'image/png' })),
  ];
  return [...files, { name: packFileNames.zip, content: zipPack(files, new Date(pack.madeAt)), type: 'application/zip' }];
}
