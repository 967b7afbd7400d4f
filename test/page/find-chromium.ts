import { existsSync } from 'node:fs';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser that the page is tested in: `CHROMIUM_PATH`, or where it usually is. Without one the tests of the page are skipped,
 * which is said once; with `CI=true` that is a failure.
 */
export function findChromium(): string | undefined {
  const path = [process.env['CHROMIUM_PATH'], ...usualPaths].find((candidate) => candidate !== undefined && existsSync(candidate));
  if (path !== undefined) return path;
  if (process.env['CI'] === 'true')
    throw new Error('The page must be tested in CI, and there is no Chromium here. Install it, or set CHROMIUM_PATH.');
  console.warn('Skipped: the tests of the practice page need Chromium. Install it, or set CHROMIUM_PATH.');
  return undefined;
}
