import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config, SlackConfig } from './config.ts';
import { countTokens, tokenizerName } from './context/count-tokens.ts';
import { embedMissing } from './context/embed-missing.ts';
import { projectArtifact } from './context/project-artifact.ts';
import { termsOf } from './context/recall/terms-of.ts';
import { createMakeDeps } from './make-deps.ts';
import { checkModel } from './openai/check-model.ts';
import { createEmbedder } from './openai/create-embedder.ts';
import { createModel } from './openai/create-model.ts';
import type { Clock } from './ports/clock.ts';
import type { InstallationStore } from './ports/installations.ts';
import type { Model } from './ports/model.ts';
import type { Store } from './ports/store.ts';
import { every, type Job, stopAll } from './process.ts';
import { createTurnQueue } from './queue/create-turn-queue.ts';
import { createSlackApp, type SlackApp } from './slack/create-slack-app.ts';
import { createStore } from './store/create-store.ts';
import { createInstallationStore } from './store/installations.ts';
import { type Database, openDatabase } from './store/open-database.ts';
import { createTokenSeal } from './store/token-seal.ts';
import { loadTemplates } from './templates/load-templates.ts';
import { giveUpTurn } from './turns/give-up-turn.ts';
import { rescueTurns } from './turns/rescue-turns.ts';
import { runTurn } from './turns/run-turn.ts';
import type { SharedPages } from './turns/sharing/open-shared-pack.ts';
import type { Deps } from './turns/use-case.ts';
import { rescueWakeUps, wakeWorkshop } from './turns/wake-workshop.ts';
import { createShareServer } from './web/create-share-server.ts';

export interface RunningApp {
  /** The use cases of the one workspace. Throws where there may be several. */
  readonly deps: Deps;
  /** The use cases of a workspace; undefined where the app is not installed. */
  depsOf(orgId: string): Promise<Deps | undefined>;
  /** Where Slack's events arrive, and the app can be installed; undefined in Socket Mode. */
  slackPort: number | undefined;
  /** Of all workspaces. */
  store: Store;
  /** Where shared pages are served; undefined where that is not switched on. */
  sharePort: number | undefined;
  /** Takes nothing new, lets what is running finish, closes the database. */
  stop(): Promise<void>;
}

const drainMs = 10_000;
const rescueEveryMs = 30_000;
const embedEveryMs = 5_000;
const embedAtOnce = 500;
const renewEveryMs = 60_000;
const eraseEveryMs = 5_000;
const eraseLeaseMs = 120_000;

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
  const installations =
    slack.oauth && createInstallationStore(database, { seal: createTokenSeal(slack.oauth.tokenKeys), forgetJobs: queue.forgetTeam });
  await installations?.checkKeys();
  const hears = config.role !== 'worker';
  const works = config.role !== 'web';
  const slackApp = createSlackApp({
    config: slack,
    store,
    installations,
    clock,
    makeDeps: createMakeDeps({ config, store, templates, clock, log, model, embedder, isModelGiven: given.model !== undefined }),
    log: log.child({ part: 'slack' }),
    delivery: config.delivery,
    hears,
    delivers: works,
  });
  const depsOf = async (orgId: string) => (await slackApp.teams.of(orgId))?.deps;
  void tellOfModel(config, model === undefined ? 'none' : given.model ? 'given' : 'configured', log);
  if (database.kind === 'pglite') await store.releaseLeases();
  const doors = openDoors(slackApp, config, hears ? { store, clock, depsOf } : undefined, log);
  if (works)
    await queue.start({
      run: ({ orgId, contextId }) => withDeps(depsOf, orgId, (deps) => runTurn(deps, contextId)),
      onGiveUp: ({ orgId, contextId }, error) => withDeps(depsOf, orgId, (deps) => giveUpTurn(deps, contextId, error)),
      wake: ({ orgId, workshopId }) => withDeps(depsOf, orgId, (deps) => wakeWorkshop(deps, workshopId)),
    });
  const rescue = () => rescueLost({ store, clock, log: log.child({ part: 'turns' }) });
  if (works) await rescue();
  const jobs = works ? [every(rescueEveryMs, 'Looking for lost turns and wake-ups', rescue, log)] : [];
  if (works && embedder)
    jobs.push(every(embedEveryMs, 'Giving messages their vectors', () => embedMissing(store, embedder, embedAtOnce), log));
  if (works && installations) jobs.push(...keepTeams(installations, slackApp, clock, log));
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
    get deps() {
      if (!slackApp.teams.only) throw new Error('There is not one workspace alone');
      return slackApp.teams.only.deps;
    },
    depsOf,
    slackPort: slackApp.port,
    store,
    sharePort: doors.sharePort(),
    async stop() {
      await doors.stop();
      await close();
    },
  };
}

/** Work for a workspace that the app is not installed in any more is dropped. */
async function withDeps(
  depsOf: (orgId: string) => Promise<Deps | undefined>,
  orgId: string,
  work: (deps: Deps) => Promise<void>,
): Promise<void> {
  const deps = await depsOf(orgId);
  if (deps) await work(deps);
}

/** Whatever has to be done for teams while nobody asks for it; any number of processes may be at it. */
function keepTeams(installations: InstallationStore, slackApp: SlackApp, clock: Clock, log: Logger): Job[] {
  const owner = `${process.pid}-${randomUUID()}`;
  const erase = async () => {
    for (;;) {
      const erasure = await installations.eraseNext({ owner, now: clock.now(), leaseMs: eraseLeaseMs });
      if (!erasure) return;
      if (erasure.doneAt) log.info({ team: erasure.orgId, erased: erasure.counts }, 'All that was stored of a team is erased');
    }
  };
  return [
    every(renewEveryMs, 'Renewing tokens', slackApp.renewTokens, log),
    every(eraseEveryMs, 'Erasing what was stored of teams', erase, log),
  ];
}

async function rescueLost(all: { store: Store; clock: Clock; log: Logger }): Promise<void> {
  await rescueTurns(all);
  await rescueWakeUps(all);
}

/** Everything by which somebody comes in: Slack, and the pages for people outside it where those are switched on. */
function openDoors(slackApp: SlackApp, config: Config, shared: SharedPages | undefined, log: Logger) {
  const pages = shared && config.sharing && createShareServer({ ...config.sharing, pages: shared, log: log.child({ part: 'web' }) });
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

/** Asks once whether the model is there, so that an operator reads of a wrong name at start and not in the middle of a workshop (F-29). */
async function tellOfModel({ model }: Config, which: 'none' | 'given' | 'configured', log: Logger): Promise<void> {
  if (which === 'none') return log.info('No language model is used: the facilitator runs in guided mode.');
  const trouble = model && which === 'configured' ? await checkModel(model) : undefined;
  if (trouble) log.error(`${trouble} Until then the facilitator goes on in guided mode.`);
  else log.info({ model: model?.models }, 'A language model takes part');
}
