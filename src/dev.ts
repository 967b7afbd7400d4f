import { join } from 'node:path';
import { startApp } from './app.ts';
import { loadDotEnv, readEnvironment, toConfig } from './config.ts';
import { buildPage } from './practice/build-page.ts';
import { startPractice } from './practice/start-practice.ts';
import { createLogger, runMain, stopOnSignals } from './process.ts';

/** `npm run dev`: the practice workspace and the bot in one process, with patience cut short for people who try things out alone. */
const practicePatience = {
  TURN_DEBOUNCE_MS: '300',
  LULL_LIVE_SECONDS: '4',
  LULL_ASYNC_SECONDS: '8',
  POST_INTERVAL_MS: '100',
  CARD_EDIT_INTERVAL_MS: '400',
  LOG_LEVEL: 'warn',
};

await runMain(async () => {
  loadDotEnv();
  const env = readEnvironment({ ...practicePatience, ...process.env });
  const config = toConfig(env);
  const log = createLogger(env.LOG_LEVEL);
  const practice = await startPractice({
    manifestPath: 'manifest.yml',
    port: env.PRACTICE_PORT,
    dataDir: join(config.dataDir, 'practice'),
    pageDir: await buildPage(),
  });
  const app = await startApp(config, { botToken: practice.botToken, appToken: practice.appToken, apiUrl: practice.apiUrl, port: 0 }, log);
  stopOnSignals(async () => {
    await app.stop();
    await practice.close();
  }, log);
  process.stdout.write(`Practice workspace: ${practice.url}\n`);
});
