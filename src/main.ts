import { startApp } from './app.ts';
import { loadDotEnv, readEnvironment, toConfig, toSlackConfig } from './config.ts';
import { createLogger, logFatal, runMain, stopOnSignals } from './process.ts';

await runMain(async () => {
  loadDotEnv();
  const env = readEnvironment(process.env);
  const slack = toSlackConfig(env);
  const log = createLogger(env.LOG_LEVEL);
  logFatal(log);
  const config = toConfig(env);
  const app = await startApp(config, slack, log);
  stopOnSignals(() => app.stop(), log, { withinMs: config.shutdownMs });
  log.info(
    slack.signingSecret ? { port: slack.port } : {},
    slack.signingSecret ? 'Ready: Slack may post to /slack/events' : 'Ready: connected by Socket Mode',
  );
});
