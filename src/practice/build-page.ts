import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pageFolder = fileURLToPath(new URL('./page', import.meta.url));
const builtFolder = join(pageFolder, 'dist');

/** Builds older than this many newest ones are deleted. */
const keptBuilds = 2;

/**
 * A folder with the built page, ready to be served. Each build lies under `page/dist/<hash of its sources>`, so a fresh one is found
 * without building, and processes that start together cannot spoil each other's. Throws when the sources do
 * not build; Vite says on standard error why.
 */
export async function buildPage(): Promise<string> {
  const folder = join(builtFolder, await hashSources());
  if (existsSync(join(folder, 'index.html'))) return folder;
  const draft = join(builtFolder, `draft-${process.pid}-${Date.now()}`);
  await mkdir(builtFolder, { recursive: true });
  await runVite(draft);
  // Whoever finishes first wins; the same sources make the same page.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  await deleteOldBuilds();
  return folder;
}

/** In a process of its own, beside whatever else starts meanwhile. */
async function runVite(outDir: string): Promise<void> {
  const manifestPath = createRequire(import.meta.url).resolve('vite/package.json');
  const { bin } = JSON.parse(await readFile(manifestPath, 'utf8')) as { bin: { vite: string } };
  const child = spawn(process.execPath, [join(dirname(manifestPath), bin.vite), 'build', pageFolder, '--outDir', outDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The page of the practice workspace could not be built.');
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(pageFolder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(builtFolder))
    .sort();
  for (const path of [...paths, fileURLToPath(import.meta.url)])
    hash
      .update(path.slice(pageFolder.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

async function deleteOldBuilds(): Promise<void> {
  const names = await readdir(builtFolder);
  const builds = await Promise.all(
    names
      .filter((name) => !name.startsWith('draft-'))
      .map(async (name) => ({ name, atMs: (await stat(join(builtFolder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = builds.sort((one, two) => two.atMs - one.atMs).slice(keptBuilds);
  await Promise.all(old.map(({ name }) => rm(join(builtFolder, name), { recursive: true, force: true })));
}
