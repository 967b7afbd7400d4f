import type { Logger } from 'pino';
import type { Config, SlackConfig } from './config.ts';
import { countTokens, tokenizerName } from './context/count-tokens.ts';
import { projectArtifact } from './context/project-artifact.ts';
import { termsOf } from './context/recall/terms-of.ts';
import { createMakeDeps } from './make-deps.ts';
import { checkModel } from './openai/check-model.ts';
import { createEmbedder } from './openai/create-embedder.ts';
import { createModel } from './openai/create-model.ts';
import type { Clock } from './ports/clock.ts';
import type { Embedder, Model } from './ports/model.ts';
import type { TurnQueue } from './ports/queue.ts';
import type { Store } from './ports/store.ts';
import type { Templates } from './ports/templates.ts';
import { stopAll } from './process.ts';
import { createTurnQueue } from './queue/create-turn-queue.ts';
import { createReadiness, poolState, readBacklog } from './readiness.ts';
import { runChores } from './run-chores.ts';
import { createSlackApp, type SlackApp } from './slack/create-slack-app.ts';
import { createStore } from './store/create-store.ts';
import { createInstallationStore } from './store/installations.ts';
import { type Database, type OpenOptions, openDatabase } from './store/open-database.ts';
import { createTokenSeal } from './store/token-seal.ts';
import { loadTemplates } from './templates/load-templates.ts';
import { giveUpTurn } from './turns/give-up-turn.ts';
import { runTurn } from './turns/run-turn.ts';
import type { SharedPages } from './turns/sharing/open-shared-pack.ts';
import { trace } from './turns/trace.ts';
import type { Deps } from './turns/use-case.ts';
import { wakeWorkshop } from './turns/wake-workshop.ts';
import { createMeters } from './web/create-meters.ts';
import { createOpsServer, type OpsOptions, type OpsServer } from './web/create-ops-server.ts';
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
  /** Where operators can ask; undefined where that is not switched on. */
  opsPort: number | undefined;
  /**
   * Takes nothing new, lets what is running finish, gives back what does not within the time that it may take, and closes the database.
   */
  stop(): Promise<void>;
}

/** Wake-ups may have a model think for minutes; more than a few at once help nobody. */
const wakeUpsAtOnce = 2;
/** Of what a stop may take: for giving back what did not come to its end. */
const giveBackMs = 1_000;

/** Every dependency, once: database → store and queue → use cases → Slack. `given` stands in for what is configured. Resolves when the bot is ready for events. */
export async function startApp(
  config: Config,
  slack: SlackConfig,
  log: Logger,
  given: { model?: Model; clock?: Clock; database?: Database } = {},
): Promise<RunningApp> {
  const clock = given.clock ?? { now: () => new Date() };
  const { model, embedder } = openModel(config, log.child({ part: 'model' }), given.model);
  const hears = config.role !== 'worker';
  const works = config.role !== 'web';
  const database = given.database ?? (await openDatabase(config.databaseUrl, toOpenOptions(config)));
  const { meters, ...metrics } = createMeters({ pool: () => poolState(database), backlog: () => readBacklog(store, queue, clock) });
  const ofQueue = { places: { turns: config.turnsAtOnce, wakeUps: wakeUpsAtOnce }, log: log.child({ part: 'queue' }) };
  const queue = await createTurnQueue({ ...ofQueue, database, clock, works, trace, meters });
  const templates = await openTemplates(database, config, log);
  const ofStore = { countTokens, tokenizer: tokenizerName, projectArtifact, termsOf, trace: trace.current };
  const store = await createStore({ ...ofStore, database, queue, clock, log: log.child({ part: 'store' }), templates });
  const installations =
    slack.oauth && createInstallationStore(database, { seal: createTokenSeal(slack.oauth.tokenKeys), forgetJobs: queue.forgetTeam });
  await installations?.checkKeys();
  const shared = { config, store, templates, clock, log, model, embedder, isModelGiven: given.model !== undefined, meters };
  const slackApp = createSlackApp({
    config: slack,
    store,
    installations,
    clock,
    makeDeps: createMakeDeps({ ...shared, markerSecret: slack.botToken ?? slack.oauth?.stateSecret ?? '' }),
    log: log.child({ part: 'slack' }),
    delivery: config.delivery,
    hears,
    delivers: works,
    trace,
    meters,
  });
  const depsOf = async (orgId: string) => (await slackApp.teams.of(orgId))?.deps;
  void tellOfModel(config, model, given.model !== undefined, log);
  if (database.kind === 'pglite') await store.releaseLeases();
  const doors = openDoors(slackApp, config, hears ? { store, clock, depsOf } : undefined, log);
  if (works) await queue.start(handleJobs(depsOf));
  const chores = works
    ? [runChores({ store, queue, clock, log: log.child({ part: 'turns' }), embedder, installations, renewTokens: slackApp.renewTokens })]
    : [];
  let isStopping = false;
  const ready = createReadiness({ database, isHearing: () => slackApp.isHearing, isStopping: () => isStopping });
  const ops = openOps(config, { ready, metrics, log: log.child({ part: 'ops' }) });
  const close = async () => {
    await ops?.stop();
    await store.close();
  };
  try {
    await doors.start();
    await ops?.start();
  } catch (error) {
    await Promise.all([doors.stop(new Date()), stopAll(chores), queue.stop(0)]);
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
    opsPort: ops?.port,
    async stop() {
      isStopping = true;
      // All at once: what still runs needs all the time that there is.
      await Promise.all([
        doors.stop(new Date(Date.now() + config.shutdownMs)),
        stopAll(chores),
        queue.stop(config.shutdownMs - giveBackMs),
      ]);
      await close();
    },
  };
}

/** Nothing where no port is set. */
function openOps({ opsPort: port }: Config, rest: Omit<OpsOptions, 'port'>): OpsServer | undefined {
  return port === undefined ? undefined : createOpsServer({ ...rest, port });
}

async function openTemplates(database: Database, { templatesDir }: Config, log: Logger): Promise<Templates> {
  const db = { executeSql: (text: string, values?: unknown[]) => database.pool.query(text, values) };
  const templates = await loadTemplates(db, templatesDir, { areOthersThere: database.kind === 'postgres' });
  for (const problem of templates.problems()) log.error(`A template is not used: ${problem}`);
  for (const reason of templates.kept()) log.warn(`A template is only kept: ${reason}`);
  return templates;
}

function toOpenOptions({ databasePool, directDatabaseUrl }: Config): OpenOptions {
  return { connections: databasePool, ...(directDatabaseUrl ? { directUrl: directDatabaseUrl } : {}) };
}

function handleJobs(depsOf: RunningApp['depsOf']): Parameters<TurnQueue['start']>[0] {
  return {
    run: ({ orgId, contextId }) => withDeps(depsOf, orgId, (deps) => runTurn(deps, contextId)),
    onGiveUp: ({ orgId, contextId }, error) => withDeps(depsOf, orgId, (deps) => giveUpTurn(deps, contextId, error)),
    wake: ({ orgId, workshopId }) => withDeps(depsOf, orgId, (deps) => wakeWorkshop(deps, workshopId)),
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
    async stop(deadline: Date) {
      await Promise.all([pages?.stop(), slackApp.stop(deadline)]);
    },
  };
}

function openModel(config: Config, log: Logger, given: Model | undefined): { model: Model | undefined; embedder: Embedder | undefined } {
  const configured = config.facilitator === 'model' && config.model ? createModel(config.model, log) : undefined;
  const model = given ?? configured;
  return { model, embedder: config.embedding && model ? createEmbedder(config.embedding, log) : undefined };
}

/** Asks once whether the model is there, so that an operator reads of a wrong name at start and not in the middle of a workshop (F-29). */
async function tellOfModel(config: Config, used: Model | undefined, isGiven: boolean, log: Logger): Promise<void> {
  if (!used) return log.info('No language model is used: the facilitator runs in guided mode.');
  const { model } = config;
  const trouble = model && !isGiven ? await checkModel(model) : undefined;
  if (trouble) log.error(`${trouble} Until then the facilitator goes on in guided mode.`);
  else log.info({ model: model?.models }, 'A language model takes part');
}
