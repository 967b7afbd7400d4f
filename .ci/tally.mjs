// Adds up what the stages of .ci/run left in a directory. Its last line is `N passed, N failed`; exit 1 when anything failed.
// A stage with a test report counts as its tests, any other as one. On PostgreSQL with Chromium at hand no test has a reason to skip.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAY_NOT_SKIP = 'check';

const dir = process.argv[2];
const stages = readdirSync(dir).filter((file) => /\.(passed|failed)$/.test(file));
let passed = 0;
let failed = 0;

for (const file of stages) {
  const [, name, outcome] = /^(.*)\.(passed|failed)$/.exec(file);
  const report = join(dir, `${name}.json`);
  const tests = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  passed += tests?.numPassedTests ?? (outcome === 'passed' ? 1 : 0);
  let broken = tests?.numFailedTests ?? 0;
  nameFailed(name, tests);
  if (name === MAY_NOT_SKIP) broken += countSkipped(tests);
  // Something besides a test can fail: a type, a file that does not load, the time limit.
  if (outcome === 'failed' && broken === 0) broken = 1;
  failed += broken;
  const detail = outcome === 'failed' ? `: ${readFileSync(join(dir, file), 'utf8').trim()}` : '';
  console.log(`${broken === 0 ? '✓' : '✗'} ${name}${tests ? ` (${tests.numPassedTests} of ${tests.numTotalTests} tests)` : ''}${detail}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

// A long log is often cut to its end: what failed, and why, must be legible there.
function nameFailed(stage, tests) {
  for (const file of tests?.testResults ?? []) {
    if (file.status === 'failed' && file.message) console.log(`failed in ${stage}: ${file.name}\n${firstLines(file.message)}`);
    for (const test of file.assertionResults.filter(({ status }) => status === 'failed'))
      console.log(`failed in ${stage}: ${test.fullName}\n${firstLines(test.failureMessages.join('\n'))}`);
  }
}

function firstLines(text) {
  return text
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');
}

function countSkipped(tests) {
  const skipped = (tests?.testResults ?? [])
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === 'skipped' || test.status === 'pending' || test.status === 'todo');
  for (const test of skipped) console.log(`skipped, but must run here: ${test.fullName}`);
  return skipped.length;
}
