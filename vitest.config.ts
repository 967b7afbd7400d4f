import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Far from UTC and not a whole hour: code that forgets time zones fails here instead of at a user's.
process.env.TZ = 'Asia/Kathmandu';

const HALF_OF_THE_CORES = Math.max(1, Math.floor(availableParallelism() / 2));

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>;

/** One project per kind of test: `npx vitest run --project unit`. Groups run one after the other, the cheap ones first. */
function project(name: string, group: number, options: TestOptions = {}): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], sequence: { groupOrder: group }, ...options },
  };
}

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: existsSync('test/support/global-setup.ts') ? ['test/support/global-setup.ts'] : [],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    allowOnly: false,
    projects: [
      project('unit', 0),
      project('architecture', 0),
      project('contract', 0),
      // Whole applications with a database, a queue and sockets: more at once only makes each slower.
      project('scenario', 1, { testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: HALF_OF_THE_CORES }),
      project('page', 2, { testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 1 }),
    ],
  },
});
