/**
 * Checks who imports whom in src/: the table of ARCHITECTURE.md, as data. Type imports count, for they couple just as well.
 * Sources name their imports with `.ts`, so no module resolution needs imitating: a relative import is a path.
 * See docs/decisions/0002-own-import-checker.md
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'vite';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Fewer modules than this and the checker is looking at the wrong place. Raise it as the program grows. */
const MIN_MODULES = 60;

const DOMAIN = ['workshop', 'ports', 'context', 'facilitator', 'build-pack', 'turns'];

/** Folder of src → the other folders it may import from. */
const MAY_IMPORT: Record<string, string[]> = {
  workshop: [],
  ports: ['workshop'],
  context: ['workshop', 'ports'],
  facilitator: ['workshop', 'ports', 'context'],
  'build-pack': ['workshop', 'ports'],
  turns: DOMAIN,
  slack: ['turns', 'workshop', 'ports'],
  web: ['turns', 'build-pack', 'workshop', 'ports'],
  openai: ['ports'],
  store: ['ports', 'workshop', 'generated'],
  queue: ['ports'],
  templates: ['ports', 'workshop'],
  practice: [],
  admin: ['ports', 'turns', 'workshop', 'store'],
};
/** They meet all the others and belong to no folder. */
const COMPOSITION = [
  'admin.ts',
  'config.ts',
  'process.ts',
  'log-redaction.ts',
  'app.ts',
  'run-chores.ts',
  'readiness.ts',
  'make-deps.ts',
  'main.ts',
  'dev.ts',
];
/** What runs without the development dependencies: everything but these. */
const DEVELOPMENT = ['practice', 'dev.ts'];
/** Start of a package's name → the folders that may know it. `practice` and the composition may use anything. */
const PACKAGE_OWNERS: Record<string, string[]> = {
  '@slack/': ['slack'],
  'pg-boss': ['queue'],
  '@prisma/': ['store'],
  '@electric-sql/': ['store'],
  pg: ['store', 'queue', 'admin'],
  openai: ['openai'],
  cockatiel: ['openai'],
  yaml: ['templates'],
  'prom-client': ['web'],
};
/** The pure domain knows nothing of files, clocks or networks. */
const PURE = { folder: 'workshop', packages: ['zod'] };

export type ImportReport = { moduleCount: number; importCount: number; breaches: string[] };

/** Reads every source below `srcDir`; `production` are the packages installed in production. */
export function checkImports(srcDir: string, production: string[], minModules = MIN_MODULES): ImportReport {
  const files = readdirSync(srcDir, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('generated/'))
    .sort();
  const breaches: string[] = [];
  let importCount = 0;
  for (const file of files) {
    for (const target of listImports(join(srcDir, file))) {
      importCount += 1;
      const reason = judge(file, target, production);
      if (reason !== undefined) breaches.push(`src/${file} imports ${target}: ${reason}`);
    }
  }
  if (files.length < minModules)
    breaches.push(`Only ${files.length} modules seen, at least ${minModules} expected: the check looked elsewhere.`);
  return { moduleCount: files.length, importCount, breaches };
}

/** What a module imports or re-exports, statically, dynamically or as a type. */
function listImports(path: string): string[] {
  const { program, errors } = parseSync(path, readFileSync(path, 'utf8'));
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const targets: string[] = [];
  const add = (node: { source: { type: string } | null }) => {
    if (node.source === null) return;
    const { type, value } = node.source as { type: string; value?: unknown };
    targets.push(type === 'Literal' && typeof value === 'string' ? value : '(something computed)');
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    ImportExpression: add,
    TSImportType: add,
  }).visit(program);
  return targets;
}

/** Why `file` (relative to src) must not import `target`; undefined when it may. */
function judge(file: string, target: string, production: string[]): string | undefined {
  const from = placeOf(file);
  if (from === undefined) return 'its folder is not in the table of scripts/check-imports.ts';
  if (target.startsWith('(')) return 'only plain strings can be checked';
  if (target.startsWith('.')) return judgePath(from, posix.join(posix.dirname(file), target));
  return judgePackage(from, target, production);
}

function judgePath(from: string, path: string): string | undefined {
  if (path.startsWith('../')) return 'it lies outside src/';
  const to = placeOf(path) ?? path.split('/')[0] ?? path;
  if (to === from) return undefined;
  if (COMPOSITION.includes(from)) return DEVELOPMENT.includes(to) && from !== 'dev.ts' ? 'production does not ship it' : undefined;
  return MAY_IMPORT[from]?.includes(to) ? undefined : `${from} may import ${MAY_IMPORT[from]?.join(', ') || 'nothing else in src'}`;
}

function judgePackage(from: string, target: string, production: string[]): string | undefined {
  if (from === PURE.folder && !PURE.packages.includes(target)) return `${from} may use ${PURE.packages.join(', ')} only`;
  if (target.startsWith('node:')) return undefined;
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  if (!DEVELOPMENT.includes(from) && !production.includes(name)) return 'it is not among the dependencies that production installs';
  if (from === 'practice' || COMPOSITION.includes(from)) return undefined;
  const owners = Object.entries(PACKAGE_OWNERS).find(([start]) => name === start || (start.endsWith('/') && name.startsWith(start)))?.[1];
  return owners === undefined || owners.includes(from) ? undefined : `only ${owners.join(', ')} may know it`;
}

/** The folder in the table, or the file's own name when it is part of the composition. */
function placeOf(path: string): string | undefined {
  const [first = ''] = path.split('/');
  return first in MAY_IMPORT || (first === path && COMPOSITION.includes(path)) ? first : undefined;
}

export function readProductionPackages(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  return Object.keys(dependencies);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { moduleCount, importCount, breaches } = checkImports(join(ROOT, 'src'), readProductionPackages());
  for (const breach of breaches) console.error(breach);
  console.log(`${moduleCount} modules, ${importCount} imports, ${breaches.length} breaches`);
  if (breaches.length > 0) process.exitCode = 1;
}
