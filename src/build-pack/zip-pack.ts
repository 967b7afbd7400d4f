import { strToU8, type ZippableFile, zipSync } from 'fflate';

const maxNameChars = 100;

/** A zip of files. Names are made harmless (no way out of the folder, no two the same); the same files and instant give the same bytes. */
export function zipPack(files: readonly { name: string; content: Uint8Array | string }[], at: Date): Uint8Array {
  const taken = new Set<string>();
  const mtime = dosTime(at);
  const entries = files.map(({ name, content }) => {
    const free = freeName(harmlessName(name), taken);
    taken.add(free.toLowerCase());
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    return [free, [bytes, { mtime }]] satisfies [string, ZippableFile];
  });
  return zipSync(Object.fromEntries(entries));
}

/** A path below the folder that somebody unpacks into, on any system. */
function harmlessName(name: string): string {
  const parts = name
    .normalize('NFC')
    .split(/[/\\]+/)
    .map((part) =>
      part
        .replace(/[\p{C}<>:"|?*]/gu, '')
        .replace(/^[\s.]+|[\s.]+$/g, '')
        .slice(-maxNameChars),
    )
    .filter((part) => part !== '');
  const path = parts.join('/') || 'file';
  // The library keeps its files in an object, where this is no name.
  return path === '__proto__' ? 'proto' : path;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const end = dot > name.lastIndexOf('/') ? dot : name.length;
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count += 1) free = `${name.slice(0, end)}-${count}${name.slice(end)}`;
  return free;
}

/** Zips keep a local time without its zone, from 1980 to 2099: UTC is kept, wherever this runs. */
function dosTime(at: Date): Date {
  const year = Math.min(2099, Math.max(1980, at.getUTCFullYear()));
  return new Date(year, at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds());
}
