import type { Logger } from 'pino';
import type { Config, SlackConfig } from './config.ts';
import { countTokens, tokenizerName } from './context/count-tokens.ts';
import { createContextService } from './context/create-context-service.ts';
import { embedMissing } from './context/embed-missing.ts';
import { projectArtifact } from './context/project-artifact.ts';
import { termsOf } from './context/recall/terms-of.ts';
import { createGuidedFacilitator } from './facilitator/guided/take-turn.ts';
import { createModelFacilitator } from './facilitator/model/take-turn.ts';
import { checkModel } from './openai/check-model.ts';
import { createEmbedder } from './openai/create-embedder.ts';
import { createModel } from './openai/create-model.ts';
import type { Clock } from './ports/clock.ts';
import type { Model } from './ports/model.ts';
import { every, stopAll } from './process.ts';
import { createTurnQueue } from './queue/create-turn-queue.ts';
import { createSlackApp, type SlackApp } from './slack/create-slack-app.ts';
import { createStore } from './store/create-store.ts';
import { type Database, openDatabase } from './store/open-database.ts';
import { loadTemplates } from './templates/load-templates.ts';
import { composeReply } from './turns/compose-reply.ts';
import { giveUpTurn } from './turns/give-up-turn.ts';
import type { ModelUse } from './turns/model-use.ts';
import { rescueTurns } from './turns/rescue-turns.ts';
import { runTurn } from './turns/run-turn.ts';
import type { Deps } from './turns/use-case.ts';
import { rescueWakeUps, wakeWorkshop } from './turns/wake-workshop.ts';
import { createShareServer } from './web/create-share-server.ts';

export interface RunningApp {
  deps: Deps;
  /** Where shared pages are served; undefined where that is not switched on. */
  sharePort: number | undefined;
  /** Takes nothing new, lets what is running finish, closes the database. */
  stop(): Promise<void>;
}

const drainMs = 10_000;
const rescueEveryMs = 30_000;
const embedEveryMs = 5_000;
const embedAtOnce = 500;
/** Whoever asks the doctor again does not ask the model's server again. */
const probeEveryMs = 30_000;
const probeMs = 1_500;

/** Every dependency, once: database → store and queue → use cases → Slack. `given` stands in for what is configured. Resolves when the bot is ready for events. */
export async function startApp(
  config: Config,
  slack: SlackConfig,
  log: Logger,
  given: { model?: Model; clock?: Clock; database?: Database } = {},
): Promise<RunningApp> {
  const clock = given.clock ?? { now: () => new Date() };
  const configured = config.facilitator === 'model' && config.model ? createModel(config.model, log.child({ part: 'model' })) : undefined;
  const model = given.model ?? configured;
  const embedder = config.embedding && model ? createEmbedder(config.embedding, log.child({ part: 'model' })) : undefined;
  const database = given.database ?? (await openDatabase(config.databaseUrl));
  const queue = await createTurnQueue({ database, clock, log: log.child({ part: 'queue' }) });
  const templates = await loadTemplates({ executeSql: (text, values) => database.pool.query(text, values) }, config.templatesDir);
  for (const problem of templates.problems()) log.error(`A template is not used: ${problem}`);
  for (const reason of templates.kept()) log.warn(`A template is only kept: ${reason}`);
  const store = await createStore({
    database,
    queue,
    clock,
    log: log.child({ part: 'store' }),
    templates,
    countTokens,
    tokenizer: tokenizerName,
    projectArtifact,
    termsOf,
  });
  let bot: SlackApp | undefined;
  const deps: Deps = {
    store,
    facilitator: createModelFacilitator(createGuidedFacilitator()),
    takeTurn: (contextId) => runTurn(deps, contextId),
    composeReply: (row, sink) => composeReply(deps, row, sink),
    context: createContextService({
      store,
      countTokens,
      recall: config.recall,
      log: log.child({ part: 'context' }),
      ...(embedder ? { embedder } : {}),
    }),
    contextTokens: config.contextTokens,
    templates,
    countTokens,
    ...(model ? { model: modelUse(config, model) } : {}),
    ...askSlack(() => bot),
    probes: {
      ...probeSlack(() => bot),
      ...(config.model && !given.model ? { model: rememberFor(probeEveryMs, checkConfigured(config.model)) } : {}),
    },
    ...(config.sharing ? { sharing: { baseUrl: config.sharing.baseUrl } } : {}),
    clock,
    log: log.child({ part: 'turns' }),
    pace: config.turnPace,
  };
  void tellOfModel(config, model === undefined ? 'none' : given.model ? 'given' : 'configured', log);
  if (database.kind === 'pglite') await store.releaseLeases();
  const slackApp = createSlackApp({ config: slack, deps, log: log.child({ part: 'slack' }), delivery: config.delivery });
  bot = slackApp;
  const doors = openDoors(slackApp, config, deps, log);
  await queue.start({
    run: (contextId) => runTurn(deps, contextId),
    onGiveUp: (contextId, error) => giveUpTurn(deps, contextId, error),
    wake: (workshopId) => wakeWorkshop(deps, workshopId),
  });
  const rescue = () => rescueLost(deps);
  await rescue();
  const jobs = [every(rescueEveryMs, 'Looking for lost turns and wake-ups', rescue, log)];
  if (embedder) jobs.push(every(embedEveryMs, 'Giving messages their vectors', () => embedMissing(store, embedder, embedAtOnce), log));
  const close = async () => {
    await stopAll(jobs);
    await queue.stop(drainMs);
    await store.close();
  };
  try {
    await doors.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    deps,
    sharePort: doors.sharePort(),
    async stop() {
      await doors.stop();
      await close();
    },
  };
}

async function rescueLost(deps: Deps): Promise<void> {
  await rescueTurns(deps);
  await rescueWakeUps(deps);
}

/** Everything by which somebody comes in: Slack, and the pages for people outside it where those are switched on. */
function openDoors(slackApp: SlackApp, config: Config, deps: Deps, log: Logger) {
  const pages = config.sharing && createShareServer({ ...config.sharing, deps, log: log.child({ part: 'web' }) });
  return {
    sharePort: () => pages?.port,
    async start() {
      await pages?.start();
      try {
        await slackApp.start();
      } catch (error) {
        await pages?.stop();
        throw error;
      }
    },
    async stop() {
      await pages?.stop();
      await slackApp.stop();
    },
  };
}

/** What only Slack knows; nothing before there is somebody to ask. */
function askSlack(bot: () => SlackApp | undefined): Pick<Deps, 'people' | 'channels'> {
  return {
    people: {
      get self() {
        return bot()?.people.self;
      },
      standingOf: async (userId) => bot()?.people.standingOf(userId),
      timeZoneOf: async (userId) => bot()?.people.timeZoneOf(userId),
      namesOf: async (userIds) => bot()?.people.namesOf(userIds) ?? new Map(),
    },
    channels: {
      get botName() {
        return bot()?.channels.botName ?? '';
      },
      messageUrl: (place) => bot()?.channels.messageUrl(place),
      hasBot: async (channelId) => bot()?.channels.hasBot(channelId) ?? false,
      hasPerson: async (channelId, userId) => bot()?.channels.hasPerson(channelId, userId),
    },
  };
}

function probeSlack(bot: () => SlackApp | undefined): Omit<Deps['probes'], 'model'> {
  return {
    missingScopes: async (channelId) => bot()?.probes.missingScopes(channelId) ?? [],
    channel: async (channelId) => bot()?.probes.channel(channelId) ?? 'open',
    lastEventAt: () => bot()?.probes.lastEventAt(),
  };
}

/** A reply that takes longer has missed its moment. */
const replyDeadlineMs = 90_000;

function modelUse({ caps, prices }: Config, model: Model): ModelUse {
  return { model, deadlineMs: replyDeadlineMs, caps, prices };
}

const checkConfigured = (model: NonNullable<Config['model']>) => () => checkModel(model, probeMs);

function rememberFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > ms) last = { at: Date.now(), answer: ask() };
    return last.answer;
  };
}

/** Asks once whether the model is there, so that an operator reads of a wrong name at start and not in the middle of a workshop (F-29). */
async function tellOfModel({ model }: Config, which: 'none' | 'given' | 'configured', log: Logger): Promise<void> {
  if (which === 'none') return log.info('No language model is used: the facilitator runs in guided mode.');
  const trouble = model && which === 'configured' ? await checkModel(model) : undefined;
  if (trouble) log.error(`${trouble} Until then the facilitator goes on in guided mode.`);
  else log.info({ model: model?.models }, 'A language model takes part');
}
