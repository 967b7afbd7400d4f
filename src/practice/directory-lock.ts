import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const held = new Set<string>();

/**
 * Makes sure that only one practice workspace writes to a folder: two would silently lose each other's records.
 * @throws when another living process, or another workspace of this one, holds it
 */
export function lockDirectory(dataDir: string): () => void {
  const path = join(dataDir, 'practice.lock');
  const owner = readOwner(path);
  const isAlive = owner !== undefined && owner !== process.pid && isRunning(owner);
  if (isAlive || held.has(path)) {
    throw new Error(`Another practice workspace (process ${owner}) is using ${dataDir}. Stop it, or delete ${path} if it is not running.`);
  }
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  writeSync(file, String(process.pid));
  closeSync(file);
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

function readOwner(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
