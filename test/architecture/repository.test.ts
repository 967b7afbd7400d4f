import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

/** Files that git tracks or would track; none outside a checkout (an unpacked archive). */
function listTracked(): string[] {
  if (!existsSync(join(ROOT, '.git'))) return [];
  // A checkout may belong to another user than the one who tests it.
  const args = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const paths = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).split('\0');
  return paths.filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

const tracked = listTracked();
const BINARY = /\.(png|jpe?g|gif|webp|ico|woff2?|pdf)$/;
const thisFile = relative(ROOT, import.meta.filename);

function linesOf(path: string): string[] {
  return readFileSync(join(ROOT, path), 'utf8').split('\n');
}

/** `file:line text` of every line of a tracked text file that matches. */
function grep(pattern: RegExp): string[] {
  return tracked
    .filter((path) => !BINARY.test(path) && path !== thisFile)
    .flatMap((path) =>
      linesOf(path).flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 160)}`] : [])),
    );
}

describe.skipIf(tracked.length === 0)('the tracked files', () => {
  it('are seen', () => {
    expect(tracked).toContain('package.json');
    expect(grep(/"name": "workshop-pilot"/)).not.toEqual([]);
  });

  it('name no directory of the machine they were written on', () => {
    expect(grep(/(^|[\s"'`=(:])\/(work|root|Users|mnt|tmp|home)\/[\w.-]/)).toEqual([]);
  });

  it('name no package registry or mirror', () => {
    expect(
      grep(/registry\.(npmjs|yarnpkg)|npmmirror|(deb|ftp|security|snapshot)\.debian\.org|pypi\.org|proxy\.golang|"resolved": "https?:/),
    ).toEqual([]);
  });

  it('hold no key', () => {
    expect(grep(/xox[abp]-\d{8,}|xapp-\d-A[A-Z0-9]{8,}|sk-[A-Za-z0-9]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY/)).toEqual([]);
  });
});

describe('the size of a source', () => {
  const MAX_LINES = 400;
  /** Tables, not logic: a reader looks things up in them. Each with a bound of its own. */
  const TABLES: Record<string, number> = { 'src/workshop/steps.ts': 1_320 };

  it.skipIf(tracked.length === 0)('stays within what one sitting can take in', () => {
    const sources = tracked.filter((path) => /^src\/.*\.(tsx?|css)$/.test(path));
    expect(sources.length).toBeGreaterThan(0);
    const tooLong = sources
      .map((path) => ({ path, lines: linesOf(path).length - 1 }))
      .filter(({ path, lines }) => lines > (TABLES[path] ?? MAX_LINES));
    expect(tooLong).toEqual([]);
  });

  it('has no exception that is no longer needed', () => {
    const unneeded = Object.keys(TABLES).filter((path) => linesOf(path).length - 1 <= MAX_LINES);
    expect(unneeded).toEqual([]);
  });
});

describe('package.json', () => {
  it.each(['dependencies', 'devDependencies', 'overrides'])('pins its %s exactly', (group) => {
    const versions = Object.entries(packageJson[group] ?? {});
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('has the two commands that README promises', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    expect(readme).toContain('npm install');
    expect(readme).toContain('npm run dev');
  });

  it.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])('has every script that %s names', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const named = [...text.matchAll(/npm (?:run (?:--?\w+ )*)?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    const npmOwn = ['install', 'ci', 'prune'];
    expect(named.filter((name) => !npmOwn.includes(name) && !(name in (packageJson.scripts ?? {})))).toEqual([]);
  });
});

describe('the image', () => {
  it('runs what npm start runs, with the same memory', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const [settings = '', command = ''] = (packageJson.scripts?.start ?? '').split(' exec ');
    const run = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(run.join(' ')).toBe(command);
    for (const setting of settings.split(' ')) expect(dockerfile).toContain(setting);
  });
});
