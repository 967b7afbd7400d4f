// npm run dev: puts src/dev.ts and all it imports into one file, unless that is newer than every source, and runs it. Loading some 700
// sources one by one takes several seconds, this half of one. Plain JavaScript: nothing translates it.
// See docs/decisions/0033-a-quick-start.md
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { changedMs } from './sources.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, 'node_modules/.cache/workshop-pilot');
const bundle = join(folder, 'dev.mjs');

const builtMs = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (changedMs(join(root, 'src'), join(root, 'package-lock.json'), fileURLToPath(import.meta.url)) >= builtMs) await makeBundle();
process.setSourceMapsEnabled(true);
module.enableCompileCache?.();
await import(pathToFileURL(bundle).href);

async function makeBundle() {
  const { build } = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  // Several may start at the same time: each writes its own, and the last one stays.
  const draft = join(folder, `dev-${process.pid}.mjs`);
  const startedAt = new Date();
  await build({
    entryPoints: [join(root, 'src/dev.ts')],
    outfile: draft,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [{ name: 'own-places', setup: keepPlaces }],
  }).catch(() => process.exit(1));
  // As old as what it was made from: whatever is saved meanwhile is newer.
  utimesSync(draft, startedAt, startedAt);
  renameSync(draft, bundle);
}

/** Whatever a source looks for beside itself is beside the source, not beside the bundle. */
function keepPlaces({ onLoad }) {
  onLoad({ filter: /\.ts$/ }, ({ path }) => {
    const place = relative(dirname(bundle), path).replaceAll('\\', '/');
    const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`);
    return { contents, loader: 'ts' };
  });
}
