import type { AddressInfo } from 'node:net';
import { RateLimits } from './api/rate-limits.ts';
import { AppGrants, createCredentials } from './app-grants.ts';
import { createBlobStore } from './blob-store.ts';
import { CallLog } from './call-log.ts';
import { type Control, createControl } from './control.ts';
import { Delivery } from './delivery/delivery.ts';
import { createHttpTransport, type HttpTransport } from './delivery/http-transport.ts';
import { SocketTransport } from './delivery/socket-transport.ts';
import { Faults } from './faults.ts';
import { createPracticeServer } from './http-server.ts';
import { ResponseUrls } from './interactivity/response-urls.ts';
import { Triggers } from './interactivity/triggers.ts';
import { ViewStore } from './interactivity/view-store.ts';
import { type Journal, openJournal } from './journal.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { createNeighbours, createSeeds, createSister, inOrganisation, type Seeds, withNeighbours } from './seeds.ts';
import type { Workspace } from './workspace.ts';
import { World } from './world.ts';

/** How events, commands and interactions reach the bot. */
export type DeliveryChoice = 'socket' | { url: string; signingSecret?: string };

export interface PracticeOptions {
  /** The app's manifest: its commands, shortcuts, scopes and events. */
  manifestPath: string;
  /** 0 (default): any free port. */
  port?: number;
  /** State is kept here and survives `kill -9`; without it, it lives in memory. */
  dataDir?: string;
  /** The built page, served at `/` once it is there. */
  pageDir?: string | Promise<string>;
  delivery?: DeliveryChoice;
  /** Waits before the retries of an event; default as Slack: at once, a minute, five minutes. */
  retryDelaysMs?: readonly number[];
  /** Default as Slack: 3000. */
  ackTimeoutMs?: number;
  /** Default as Slack: 3000. */
  triggerLifetimeMs?: number;
  enforceRateLimits?: boolean;
  now?: () => number;
  /** Other people or channels than the usual ones. */
  seeds?: Partial<Pick<Seeds, 'people' | 'channels'>>;
  /** One more workspace: the outsider's company, or a sister in the same organisation. */
  second?: 'neighbours' | 'sister';
  /** The app is nowhere until somebody installs it. Where their browsers are sent back to, and whether tokens expire. */
  oauth?: { redirectUrls: readonly string[]; rotates?: boolean };
}

export interface Practice {
  /** The page's address, with its token. */
  url: string;
  /** `SLACK_API_URL` of the bot; ends in `/api/`. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  control: Control;
  /** The same for the second workspace. @throws when there is none */
  readonly second: Control;
  /** What the app says when it asks to be installed. */
  oauth: { clientId: string; clientSecret: string };
  /** Refresh tokens that were used a second time. */
  reusedRefreshTokens(): number;
  setDelivery(choice: DeliveryChoice): void;
  close(): Promise<void>;
}

/**
 * Starts a practice workspace on 127.0.0.1: a strict stand-in for Slack that a bot reaches through the same SDKs as the real one.
 * @throws when the port is taken or the manifest cannot be read
 */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const now = options.now ?? Date.now;
  const ackTimeoutMs = options.ackTimeoutMs ?? 3_000;
  const manifest = readManifest(options.manifestPath);
  const journal = options.dataDir === undefined ? undefined : openJournal(options.dataDir);
  const [world, ...others] = plantWorlds(options, manifest, now, journal) as [World, ...World[]];
  const grants = new AppGrants(createCredentials(options.oauth?.rotates === true, options.oauth?.redirectUrls ?? []), now);
  if (options.oauth === undefined) grants.adopt({ id: world.seeds.team.id, isOrgWide: false }, world.secrets.botToken, manifest.scopes);
  const delivery = new Delivery({ world, ackTimeoutMs, retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000] });
  let port = 0;
  const socket = new SocketTransport({
    host: () => `127.0.0.1:${port}`,
    appId: world.seeds.appId,
    onReady: () => delivery.pump(),
    onChange: () => world.changed(),
  });
  const shared = { manifest, delivery, socket, grants, now, origin: () => `http://127.0.0.1:${port}` };
  const all = openWorkspaces([world, ...others], shared, options);
  const workspace = all[0] as Workspace;
  let http: HttpTransport | undefined;
  let signingSecret = world.secrets.signingSecret;
  const controls = all.map((one) =>
    createControl({
      workspace: one,
      http: () => http,
      signingSecret: () => signingSecret,
      ackTimeoutMs,
      reset: () => resetAll(one),
    }),
  );
  const control = controls[0] as Control;
  const server = createPracticeServer({ workspace, control: () => control, pageDir: options.pageDir });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      journal?.close();
      reject(error);
    });
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;

  function setDelivery(choice: DeliveryChoice): void {
    void http?.close();
    http = undefined;
    if (choice === 'socket') {
      delivery.use(socket);
      return;
    }
    signingSecret = choice.signingSecret ?? world.secrets.signingSecret;
    http = createHttpTransport({ url: choice.url, signingSecret, onReady: () => delivery.pump(), onChange: () => world.changed() });
    delivery.use(http);
  }
  setDelivery(options.delivery ?? 'socket');

  return {
    url: `http://127.0.0.1:${port}/?token=${world.secrets.pageToken}`,
    apiUrl: `http://127.0.0.1:${port}/api/`,
    botToken: world.secrets.botToken,
    appToken: world.secrets.appToken,
    get signingSecret() {
      return signingSecret;
    },
    control,
    get second() {
      if (controls[1] === undefined) throw new Error('There is no second workspace.');
      return controls[1];
    },
    oauth: grants.app,
    reusedRefreshTokens: () => [...grants.spent.values()].reduce((sum, count) => sum + count, 0),
    setDelivery,
    async close() {
      delivery.close();
      await http?.close();
      await socket.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      journal?.close();
    },
  };
}

/** One world, or two that may share a channel. What the second one holds is not stored. */
function plantWorlds({ second, seeds }: PracticeOptions, manifest: Manifest, now: () => number, journal: Journal | undefined): World[] {
  const bot = { name: manifest.botName, appName: manifest.appName };
  const usual = { ...createSeeds(bot), ...seeds };
  if (second === undefined) return [new World(usual, now, journal)];
  const theirs = second === 'sister' ? createSister(usual) : createNeighbours(usual, bot);
  const ours = new World(second === 'sister' ? inOrganisation(usual) : withNeighbours(usual, theirs), now, journal);
  const other = new World(theirs, now, undefined);
  ours.neighbours = [other];
  other.neighbours = [ours];
  // What is delivered is told to the first: whoever waits for something in the second one looks as well.
  ours.onChange(() => other.changed());
  return [ours, other];
}

type SharedParts = Pick<Workspace, 'manifest' | 'delivery' | 'socket' | 'grants' | 'origin'> & { now: () => number };

function openWorkspaces(worlds: readonly World[], { now, ...shared }: SharedParts, options: PracticeOptions): Workspace[] {
  const all: Workspace[] = [];
  worlds.forEach((world, index) => {
    all.push({
      ...shared,
      world,
      all,
      blobs: createBlobStore(index === 0 ? options.dataDir : undefined),
      triggers: new Triggers(now, options.triggerLifetimeMs ?? 3_000),
      views: new ViewStore(world),
      choices: new Map(),
      uploads: new Map(),
      responseUrls: new ResponseUrls(world),
      faults: new Faults(),
      calls: new CallLog(),
      enforceRateLimits: options.enforceRateLimits === true,
      rateLimits: new RateLimits(),
    });
  });
  return all;
}

function resetAll(workspace: Workspace): void {
  workspace.delivery.forgetAll();
  workspace.views.clear();
  workspace.responseUrls.clear();
  workspace.blobs.clear();
  workspace.calls.clear();
  workspace.faults.clear();
  workspace.world.reset();
}
