import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** When any of these files or, in these directories, any TypeScript file was changed last; milliseconds since 1970. */
export function changedMs(...paths) {
  return Math.max(0, ...paths.flatMap(listFiles).map((path) => statSync(path).mtimeMs));
}

function listFiles(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
