import { join } from 'node:path';
import { startApp } from './app.ts';
import { ConfigError, loadDotEnv, readEnvironment, toConfig } from './config.ts';
import { buildPage } from './practice/build-page.ts';
import { startPractice } from './practice/start-practice.ts';
import { createLogger, runMain, stopOnSignals, stopWithParent } from './process.ts';

/** `npm run dev`: the practice workspace and the bot in one process, with patience cut short for people who try things out alone. */
const practicePatience = {
  TURN_DEBOUNCE_MS: '300',
  LULL_LIVE_SECONDS: '4',
  LULL_ASYNC_SECONDS: '8',
  POST_INTERVAL_MS: '100',
  CARD_EDIT_INTERVAL_MS: '400',
  CARD_EDITS_PER_MINUTE: '600',
  LOG_LEVEL: 'warn',
};

await runMain(async () => {
  loadDotEnv();
  const env = readEnvironment({ ...practicePatience, ...process.env });
  const config = toConfig(env);
  const log = createLogger(env.LOG_LEVEL);
  // Built beside the start of all the rest, where it has to be built.
  const page = buildPage();
  page.catch(() => undefined); // thrown below, where it is waited for
  const practice = await startPractice({
    manifestPath: 'manifest.yml',
    port: env.PRACTICE_PORT,
    dataDir: join(config.dataDir, 'practice'),
    pageDir: page,
  }).catch((error: unknown) => {
    throw explainPractice(error, env.PRACTICE_PORT);
  });
  const app = await startApp(config, { botToken: practice.botToken, appToken: practice.appToken, apiUrl: practice.apiUrl, port: 0 }, log);
  const stop = async () => {
    await app.stop();
    await practice.close();
  };
  stopOnSignals(stop, log, { withinMs: config.shutdownMs });
  stopWithParent(stop);
  await page;
  process.stdout.write(`Practice workspace: ${practice.url}\n`);
});

/** A taken port and a directory in use are for the person at the keyboard, in one line. */
function explainPractice(error: unknown, port: number): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'EADDRINUSE')
    return new ConfigError(
      `PRACTICE_PORT: port ${port} is taken by another program. Stop it, or choose another: PRACTICE_PORT=${port + 1} npm run dev`,
    );
  return error.message.startsWith('Another practice workspace') ? new ConfigError(error.message) : error;
}
