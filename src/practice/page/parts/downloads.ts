import type { StoredFile } from '../../protocol.ts';

/** Hands a text to the browser as a download. */
export function downloadText(name: string, mimeType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${mimeType};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Where the workspace serves a file's bytes. */
export function fileAddress(teamId: string, file: Pick<StoredFile, 'id' | 'name'>): string {
  return `/files-pri/${teamId}-${file.id}/${encodeURIComponent(file.name)}`;
}

/** `1.2 kB`, for people. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} bytes`;
  return sizeBytes < 1_000_000 ? `${(sizeBytes / 1000).toFixed(1)} kB` : `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
