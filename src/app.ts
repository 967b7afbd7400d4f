import type { Logger } from 'pino';
import type { Config, SlackConfig } from './config.ts';
import { countTokens, tokenizerName } from './context/count-tokens.ts';
import { projectArtifact } from './context/project-artifact.ts';
import { createGuidedFacilitator } from './facilitator/guided/take-turn.ts';
import { createTurnQueue } from './queue/create-turn-queue.ts';
import { createSlackApp, type SlackApp } from './slack/create-slack-app.ts';
import { createStore } from './store/create-store.ts';
import { openDatabase } from './store/open-database.ts';
import { giveUpTurn } from './turns/give-up-turn.ts';
import { rescueTurns } from './turns/rescue-turns.ts';
import { runTurn } from './turns/run-turn.ts';
import type { Deps } from './turns/use-case.ts';

export interface RunningApp {
  deps: Deps;
  /** Takes nothing new, lets what is running finish, closes the database. */
  stop(): Promise<void>;
}

const drainMs = 10_000;
const rescueEveryMs = 30_000;

/** Every dependency, once: database → store and queue → use cases → Slack. Resolves when the bot is ready for events. */
export async function startApp(config: Config, slack: SlackConfig, log: Logger): Promise<RunningApp> {
  const clock = { now: () => new Date() };
  const database = await openDatabase(config.databaseUrl);
  const queue = await createTurnQueue({ database, log: log.child({ part: 'queue' }) });
  const store = await createStore({
    database,
    queue,
    clock,
    log: log.child({ part: 'store' }),
    countTokens,
    tokenizer: tokenizerName,
    projectArtifact,
  });
  let bot: SlackApp | undefined;
  const deps: Deps = {
    store,
    facilitator: createGuidedFacilitator(),
    takeTurn: (contextId) => runTurn(deps, contextId),
    composeReply: async ({ content: { fallback } }) => (fallback ? { kind: 'replaced', ...fallback } : { kind: 'silent' }),
    // Known once there is somebody to ask.
    people: { namesOf: async (userIds) => bot?.people.namesOf(userIds) ?? new Map() },
    clock,
    log: log.child({ part: 'turns' }),
    pace: config.turnPace,
  };
  log.info('No language model is configured: the facilitator runs in guided mode.');

  if (database.kind === 'pglite') await store.releaseLeases();
  const slackApp = createSlackApp({ config: slack, deps, log: log.child({ part: 'slack' }), delivery: config.delivery });
  bot = slackApp;
  await queue.start({ run: (contextId) => runTurn(deps, contextId), onGiveUp: (contextId, error) => giveUpTurn(deps, contextId, error) });
  await rescueTurns(deps);
  const rescue = setInterval(
    () => void rescueTurns(deps).catch((error: unknown) => log.error({ err: error }, 'Looking for lost turns failed')),
    rescueEveryMs,
  );
  try {
    await slackApp.start();
  } catch (error) {
    clearInterval(rescue);
    await queue.stop(drainMs);
    await store.close();
    throw error;
  }
  return {
    deps,
    async stop() {
      clearInterval(rescue);
      await slackApp.stop();
      await queue.stop(drainMs);
      await store.close();
    },
  };
}
