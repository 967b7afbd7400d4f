import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packFileNames } from '../src/build-pack/pack-file-names.ts';

const dotsPerInch = '80';

/** Turns the PDF of an unpacked build pack into pictures beside it, page by page, to look at: `node --import tsx scripts/look-at-pack.ts DIR`. */
function lookAtPack(dir: string | undefined): string {
  if (!dir) return fail('Say where the pack is: node --import tsx scripts/look-at-pack.ts DIR');
  const pdf = join(dir, packFileNames.pdf);
  if (!existsSync(pdf)) return fail(`There is no ${pdf}.`);
  const { error, status, stderr } = spawnSync('pdftoppm', ['-r', dotsPerInch, '-png', pdf, join(dir, 'page')], { encoding: 'utf8' });
  if (error && 'code' in error && error.code === 'ENOENT') return fail('pdftoppm is missing: install the Debian package poppler-utils.');
  if (error || status !== 0) return fail(`pdftoppm could not read ${pdf}: ${error?.message ?? stderr.trim()}`);
  const pages = readdirSync(dir).filter((name) => /^page-\d+\.png$/.test(name));
  return pages
    .sort()
    .map((name) => `${join(dir, name)}\n`)
    .join('');
}

function fail(sentence: string): string {
  process.exitCode = 1;
  return `${sentence}\n`;
}

process.stdout.write(lookAtPack(process.argv[2]));
