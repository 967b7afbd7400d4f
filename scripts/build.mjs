// npm run build: compiles what production runs, src/main.ts and all it imports, into dist/.
// With --if-stale (before npm start) it does so only when a source is newer than the last build, and leaves an installation without the
// compiler as it is. Plain JavaScript: it runs where the development dependencies may be missing.
// See docs/decisions/0003-compiled-in-production.md
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changedMs } from './sources.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');
/** Touched when a build has ended well: a cut-off one counts as none. */
const stamp = join(dist, '.built');
const compiler = findCompiler();

if (!process.argv.includes('--if-stale')) build();
else if (compiler !== undefined && isStale()) build();
else if (!existsSync(stamp))
  fail('dist/ is missing and so is the compiler. Run `npm ci && npm run build` first; `npm prune --omit=dev` may follow.');

function build() {
  if (compiler === undefined) fail('The compiler is a development dependency and is not installed. Run `npm ci` without --omit=dev.');
  if (!existsSync(join(root, 'src/generated/prisma'))) run(join(root, 'scripts/prisma.mjs'), ['generate']);
  rmSync(dist, { recursive: true, force: true });
  run(compiler, ['-p', join(root, 'tsconfig.build.json')]);
  for (const path of listTemplates()) copyFileSync(path, join(dist, 'templates', basename(path)));
  writeFileSync(stamp, '');
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: ['ignore', 2, 2], cwd: root });
  if (status !== 0) fail('The build failed.');
}

function isStale() {
  if (!existsSync(join(root, 'src'))) return false; // a container image holds dist/ alone
  if (!existsSync(stamp)) return true;
  const inputs = ['tsconfig.json', 'tsconfig.build.json', 'src'].map((name) => join(root, name));
  return changedMs(...inputs, ...listTemplates()) > statSync(stamp).mtimeMs;
}

/** Read at start, from beside the module that reads them. */
function listTemplates() {
  const dir = join(root, 'src/templates');
  return readdirSync(dir).flatMap((name) => (name.endsWith('.yaml') ? [join(dir, name)] : []));
}

function findCompiler() {
  try {
    return join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  } catch {
    return undefined;
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
