import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from './directory-lock.ts';

/** One stored thing: the latest record of a key wins, `null` removes it. */
export type JournalRecord = [collection: string, key: string, value: unknown];

/**
 * Keeps key–value records in an append-only file that survives `kill -9`: a record is in the operating system's hands once
 * `flush()` has returned. Records are gathered until the end of the turn of the event loop, so a burst costs one write.
 */
export interface Journal {
  /** Everything stored so far, one record a key, in the order in which the keys first appeared. */
  load(): JournalRecord[];
  append(record: JournalRecord): void;
  flush(): void;
  /** Forgets everything. */
  clear(): void;
  close(): void;
}

const COMPACT_ABOVE_BYTES = 64 * 1024 * 1024;

export function openJournal(dataDir: string): Journal {
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockDirectory(dataDir);
  const path = join(dataDir, 'practice.jsonl');
  const records = readRecords(path);
  // A clean file at every start: replaced records and a line torn by a kill are gone.
  writeAll(path, records);
  let file = openSync(path, 'a');
  let waiting: string[] = [];
  let scheduled = false;
  let closed = false;
  let writtenBytes = statSync(path).size;
  let compactAtBytes = Math.max(COMPACT_ABOVE_BYTES, writtenBytes * 4);

  function flush(): void {
    if (waiting.length === 0 || closed) return;
    const lines = Buffer.from(waiting.join(''));
    waiting = [];
    writeFully(file, lines);
    writtenBytes += lines.length;
    if (writtenBytes > compactAtBytes) compact();
  }

  function compact(): void {
    closeSync(file);
    writeAll(path, readRecords(path));
    file = openSync(path, 'a');
    writtenBytes = statSync(path).size;
    compactAtBytes = Math.max(COMPACT_ABOVE_BYTES, writtenBytes * 4);
  }

  return {
    load: () => [...records.values()],
    append(record) {
      // Sockets still say goodbye after the workspace was closed; that is nobody's state any more.
      if (closed) return;
      waiting.push(`${JSON.stringify(record)}\n`);
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        flush();
      });
    },
    flush,
    clear() {
      waiting = [];
      closeSync(file);
      writeAll(path, new Map());
      file = openSync(path, 'a');
      writtenBytes = 0;
    },
    close() {
      flush();
      closed = true;
      closeSync(file);
      unlock();
    },
  };
}

function readRecords(path: string): Map<string, JournalRecord> {
  const records = new Map<string, JournalRecord>();
  if (!existsSync(path)) return records;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    let record: JournalRecord;
    try {
      record = JSON.parse(line) as JournalRecord;
    } catch {
      continue; // The line that was being written when the process was killed.
    }
    const key = `${record[0]}/${record[1]}`;
    if (record[2] === null) records.delete(key);
    else records.set(key, record);
  }
  return records;
}

function writeAll(path: string, records: Map<string, JournalRecord>): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w');
  writeFully(file, Buffer.from([...records.values()].map((record) => `${JSON.stringify(record)}\n`).join('')));
  fsyncSync(file);
  closeSync(file);
  renameSync(fresh, path);
}

function writeFully(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
