import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImports, readProductionPackages } from '../../scripts/check-imports.ts';

describe('the import check', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'imports-'));
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  /** What is wrong with a program of these files alone. */
  function breachesOf(files: Record<string, string>): string[] {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    return checkImports(dir, ['zod', 'pg', '@slack/bolt'], 1).breaches;
  }

  it('finds nothing wrong in this program, and has really looked (G-11)', () => {
    const report = checkImports(join(import.meta.dirname, '../../src'), readProductionPackages());
    expect(report.breaches).toEqual([]);
    expect(report.importCount).toBeGreaterThan(report.moduleCount);
  });

  it('says so when it saw too few modules', () => {
    expect(checkImports(dir, []).breaches).toEqual([expect.stringContaining('Only 0 modules seen')]);
  });

  it.each([
    ['a value', `import { a } from '../slack/a.ts';`],
    ['a type', `import type { A } from '../slack/a.ts';`],
    ['a side effect', `import '../slack/a.ts';`],
    ['a re-export', `export { a } from '../slack/a.ts';`],
    ['a re-export of all', `export * from '../slack/a.ts';`],
    ['a dynamic import', `export const a = await import('../slack/a.ts');`],
    ['an inline type', `export type A = import('../slack/a.ts').A;`],
  ])('catches one adapter importing another as %s', (_, line) => {
    expect(breachesOf({ 'store/b.ts': line })).toEqual([expect.stringMatching(/^src\/store\/b\.ts imports \.\.\/slack\/a\.ts/)]);
  });

  it.each([
    ['the domain importing a port', 'workshop/a.ts', '../ports/clock.ts'],
    ['the domain reading files', 'workshop/a.ts', 'node:fs'],
    ['the domain using another package', 'workshop/a.ts', 'pg'],
    ['a use case knowing Slack', 'turns/a.ts', '@slack/bolt'],
    ['the practice workspace knowing the program', 'practice/a.ts', '../workshop/steps.ts'],
    ['production starting the practice workspace', 'main.ts', './practice/server.ts'],
    ['an adapter knowing the composition', 'store/a.ts', '../app.ts'],
    ['production using a development package', 'store/a.ts', 'fast-check'],
    ['a way out of src', 'store/a.ts', '../../test/support/x.ts'],
    ['a folder that has no rule', 'helpers/a.ts', '../workshop/steps.ts'],
  ])('catches %s', (_, file, target) => {
    expect(breachesOf({ [file]: `import '${target}';` })).toHaveLength(1);
  });

  it('catches an import whose target is computed', () => {
    expect(breachesOf({ 'store/a.ts': `export const load = (name: string) => import('../' + name);` })).toHaveLength(1);
  });

  it('lets the table through', () => {
    expect(
      breachesOf({
        'workshop/a.ts': `import { z } from 'zod';\nimport './b.ts';`,
        'turns/a.ts': `import '../workshop/a.ts';\nimport type {} from '../ports/store.ts';\nimport 'node:crypto';`,
        'store/a.ts': `import 'pg';\nimport '../generated/prisma/client.ts';`,
        'app.ts': `import './slack/a.ts';\nimport './store/a.ts';`,
        'dev.ts': `import './app.ts';\nimport './practice/a.ts';\nimport 'ws';`,
      }),
    ).toEqual([]);
  });
});
