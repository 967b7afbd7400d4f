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
  if (config.role === 'worker') log.info({ turns: config.turnsAtOnce }, 'Ready: runs turns and delivers');
  else if (slack.signingSecret) log.info({ port: slack.port }, 'Ready: Slack may post to /slack/events');
  else log.info({}, 'Ready: connected by Socket Mode');
});
