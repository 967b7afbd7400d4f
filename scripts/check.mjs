// npm run check: everything a change must pass, the quick things first, stopping at the first that fails.
// What follows `--` goes to the test runner: npm run check -- --project unit
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const STEPS = [
  ['lint and format', 'biome check --error-on-warnings --diagnostic-level=warn'],
  ['promises', 'oxlint --type-aware'],
  ['types', 'tsc -p tsconfig.json'],
  ['import directions', 'node --import tsx scripts/check-imports.ts'],
  ['unused code', 'knip'],
  ['schema drift', 'node --import tsx scripts/db.ts check'],
];

const cwd = fileURLToPath(new URL('../', import.meta.url));
const env = { ...process.env, PATH: [join(cwd, 'node_modules/.bin'), process.env.PATH].join(delimiter) };

for (const [title, command] of STEPS) {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(command, { cwd, env, shell: true, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${title} (${seconds} s)`);
  if (status === 0) continue;
  console.error(`${stdout}${stderr}\n✗ ${title} failed: ${command}`);
  process.exit(status ?? 1);
}
const { status } = spawnSync(['npm test --', ...process.argv.slice(2)].join(' '), { cwd, env, shell: true, stdio: 'inherit' });
process.exit(status ?? 1);
