// node check-packages.mjs sbom.json: what is in the image has a licence that lets a company use it, and no known hole that matters.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const allowed = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'OFL-1.1',
  'MPL-2.0',
]);
/** Packages that name none in package.json; what their licence file says. */
const told = { 'png-js': 'MIT', 'dejavu-fonts-ttf': 'Bitstream Vera, with changes in the public domain' };

const { components } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const refused = components.flatMap(({ name, version, licenses = [] }) => {
  if (licenses.length === 0 && told[name]) return [];
  const words = licenses.map(({ license, expression }) => license?.id ?? expression ?? license?.name ?? '');
  const isFine =
    words.length > 0 &&
    words.every((word) =>
      word
        .replace(/[()]/g, '')
        .split(/ (?:AND|OR) /)
        .every((one) => allowed.has(one)),
    );
  return isFine ? [] : [`${name} ${version}: ${words.join(', ') || 'no licence'}`];
});
console.log(`${components.length - refused.length} of ${components.length} packages have a licence that is allowed`);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const counts = readCounts(stdout);
if (!counts) console.log('Nobody could be asked for known holes: the registry answers no such questions here.');
else console.log(`Known holes: ${JSON.stringify(counts)}`);
const isWhole = components.length >= 20;
const bad = [
  ...refused,
  ...(isWhole ? [] : ['that is too few packages to be all of them']),
  ...(counts && counts.high + counts.critical > 0 ? ['known holes that are high or critical'] : []),
];
for (const one of bad) console.error(one);
process.exit(bad.length > 0 ? 1 : 0);

function readCounts(text) {
  try {
    return JSON.parse(text).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
