import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from './database-error.ts';

/**
 * PGlite does not notice a second process in its directory, and both lose rows (G-01): a file beside the directory keeps it for one process.
 *
 * A lock whose process is gone is taken over. On the same machine that is told from the process table, with the process's start time
 * because numbers are used again. In another container the process cannot be seen: there the file's heartbeat decides.
 */
export interface DirectoryLock {
  release(): void;
}

interface Holder {
  token: string;
  pid: number;
  /** When the process started, as the system words it; null where it does not tell. */
  startedAt: string | null;
  /** Where `pid` means anything: host name and process namespace. */
  place: string;
  /** Changes with each start of the machine. */
  boot: string;
}

const heartbeatMs = 5_000;
const missedHeartbeatsMs = 20_000;
const lookMs = 250;
/** How often a lock that changes hands while we look is looked at again. */
const maxAttempts = 5;

/**
 * Throws DatabaseError naming the directory and the process that holds it.
 * `patienceMs`: how long a heartbeat that cannot be told from a dead one is watched.
 */
export async function lockDirectory(directory: string, { patienceMs = missedHeartbeatsMs } = {}): Promise<DirectoryLock> {
  const path = `${directory}.lock`;
  const own: Holder = { token: randomUUID(), pid: process.pid, startedAt: startOf(process.pid), place: placeOf(), boot: bootOf() };
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (createLock(path, own)) return holdLock(path, own);
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (holder === 'unreadable')
      throw new DatabaseError(`The lock ${path} cannot be read: remove it if no other Workshop Pilot uses ${directory}.`);
    if (await isRunning(holder, path, patienceMs)) {
      throw new DatabaseError(
        `The directory ${directory} is in use by another process (pid ${holder.pid}): stop that one first, or use another directory.`,
      );
    }
    if (takeOver(path, holder, own)) return holdLock(path, own);
  }
  throw new DatabaseError(`Another process is just taking the directory ${directory}: stop it, or use another directory.`);
}

/** All or nothing: a lock is never seen half written. */
function createLock(path: string, own: Holder): boolean {
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/**
 * Only whoever creates the file named after the dead holder may replace its lock, and only while the lock is still that holder's:
 * so of several processes that found it dead, one gets it, and nobody who was slow takes a live one.
 */
function takeOver(path: string, dead: Holder, own: Holder): boolean {
  const claim = `${path}.${dead.token}.claim`;
  const claimAgeMs = ageOf(claim);
  // Its creator was killed within these few lines.
  if (claimAgeMs !== undefined && claimAgeMs > missedHeartbeatsMs) rmSync(claim, { force: true });
  if (!createLock(claim, own)) return false;
  try {
    const holder = readHolder(path);
    if (typeof holder !== 'object' || holder.token !== dead.token) return false;
    const draft = `${path}.${own.token}`;
    writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
    renameSync(draft, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function holdLock(path: string, own: Holder): DirectoryLock {
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // The directory is gone; so is what there was to protect.
    }
  }, heartbeatMs);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      const holder = readHolder(path);
      if (typeof holder === 'object' && holder.token === own.token) rmSync(path, { force: true });
    },
  };
}

async function isRunning(holder: Holder, path: string, patienceMs: number): Promise<boolean> {
  if (holder.place !== placeOf()) return keepsBeating(path, patienceMs);
  if (holder.boot !== bootOf() || !exists(holder.pid)) return false;
  const startedAt = startOf(holder.pid);
  return holder.startedAt === null || startedAt === null ? keepsBeating(path, patienceMs) : holder.startedAt === startedAt;
}

/** Compares the heartbeat with itself, not with our clock. */
async function keepsBeating(path: string, patienceMs: number): Promise<boolean> {
  const first = beatOf(path);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    if (beatOf(path) !== first) return true;
    await sleep(lookMs);
  }
  return false;
}

function beatOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function ageOf(path: string): number | undefined {
  const beat = beatOf(path);
  return beat === undefined ? undefined : Date.now() - beat;
}

function readHolder(path: string): Holder | 'unreadable' | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return 'unreadable';
  }
  try {
    const holder = JSON.parse(text) as Holder;
    return typeof holder.token === 'string' && Number.isInteger(holder.pid) ? holder : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is somebody else's, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The 22nd field; the second one is the name in brackets, which may hold spaces.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    }
    if (process.platform === 'win32') return null;
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).trim() || null
    );
  } catch {
    return null;
  }
}

function placeOf(): string {
  return `${hostname()} ${readOr('', () => readlinkSync('/proc/self/ns/pid'))}`.trim();
}

function bootOf(): string {
  return readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function readOr(otherwise: string, read: () => string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
