import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Far from UTC and not a whole hour: code that forgets time zones fails here instead of at a user's.
process.env.TZ = 'Asia/Kathmandu';

const CORES = availableParallelism();

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>;

/** One project per kind of test: `npx vitest run --project unit`. Groups run one after the other, the cheap ones first. */
function project(name: string, group: number, options: TestOptions = {}): TestProjectInlineConfiguration {
  const common: TestOptions = {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    environment: 'node',
    sequence: { groupOrder: group },
    maxWorkers: CORES,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    allowOnly: false,
    setupFiles: ['test/support/seed-properties.ts'],
    // Files share what they import, and its compiled code: half of the time, at the price that no module may keep a state of its own.
    isolate: false,
  };
  return { test: { ...common, ...options } };
}

export default defineConfig({
  test: {
    teardownTimeout: 20_000,
    // Of the whole run, not of each project: it is called once.
    globalSetup: existsSync('test/support/global-setup.ts') ? ['test/support/global-setup.ts'] : [],
    projects: [
      project('unit', 0),
      project('architecture', 0),
      project('contract', 0),
      project('scenario', 1, { testTimeout: 120_000, hookTimeout: 120_000 }),
      project('page', 2, { testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 1 }),
    ],
  },
});
