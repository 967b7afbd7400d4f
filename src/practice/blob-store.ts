import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place for the bytes of a file that the bot has announced. */
export interface UploadTicket {
  fileId: string;
  name: string;
  length: number;
  altText?: string;
  isUploaded: boolean;
}

/** The bytes of files, by file id. */
export interface BlobStore {
  put(id: string, bytes: Buffer): void;
  get(id: string): Buffer | undefined;
  clear(): void;
}

export function createBlobStore(dataDir: string | undefined): BlobStore {
  if (dataDir === undefined) {
    const blobs = new Map<string, Buffer>();
    return { put: (id, bytes) => void blobs.set(id, bytes), get: (id) => blobs.get(id), clear: () => blobs.clear() };
  }
  const folder = join(dataDir, 'files');
  mkdirSync(folder, { recursive: true });
  const pathOf = (id: string): string => join(folder, id.replace(/[^A-Z0-9]/g, '_'));
  return {
    put: (id, bytes) => writeFileSync(pathOf(id), bytes),
    get(id) {
      try {
        return readFileSync(pathOf(id));
      } catch {
        return undefined;
      }
    },
    clear() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    },
  };
}
