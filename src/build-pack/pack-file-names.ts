import type { PackDocumentKind } from './pack.ts';

/** What the files of a pack are called, wherever one is named. */
export const packFileNames = {
  markdown: 'build-pack.md',
  json: 'build-pack.json',
  pdf: 'build-pack.pdf',
  zip: 'build-pack.zip',
  document: (kind: PackDocumentKind) => `${kind.replaceAll('_', '-')}.md`,
  picture: (id: string) => `pictures/${id}.png`,
  /** All pictures. */
  pictures: 'pictures',
  /** One that is recognised again wherever it was put. */
  drawing: (id: string, drawing: string) => `${id}-${drawing}.png`,
} as const;
