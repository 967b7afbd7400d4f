import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Whoever writes a version past it leaves packs that do not say that they are out of date. */
it('versions are written in one place', () => {
  const src = join(import.meta.dirname, '../../src/turns');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => readFileSync(join(src, path), 'utf8').includes('.saveArtifact('))).toEqual(['write-version.ts']);
});
