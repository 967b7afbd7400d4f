import type { AddressInfo } from 'node:net';
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
import { openJournal } from './journal.ts';
import { readManifest } from './manifest.ts';
import { createSeeds, type Seeds } from './seeds.ts';
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
  /** The built page, served at `/`. */
  pageDir?: string;
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
  const world = new World({ ...createSeeds({ name: manifest.botName, appName: manifest.appName }), ...options.seeds }, now, journal);
  const delivery = new Delivery({ world, ackTimeoutMs, retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000] });
  let port = 0;
  const socket = new SocketTransport({
    host: () => `127.0.0.1:${port}`,
    appId: world.seeds.appId,
    onReady: () => delivery.pump(),
    onChange: () => world.changed(),
  });
  const workspace: Workspace = {
    world,
    manifest,
    delivery,
    socket,
    blobs: createBlobStore(options.dataDir),
    triggers: new Triggers(now, options.triggerLifetimeMs ?? 3_000),
    views: new ViewStore(world),
    choices: new Map(),
    uploads: new Map(),
    responseUrls: new ResponseUrls(world),
    faults: new Faults(),
    calls: new CallLog(),
    enforceRateLimits: options.enforceRateLimits === true,
    origin: () => `http://127.0.0.1:${port}`,
  };
  let http: HttpTransport | undefined;
  let signingSecret = world.secrets.signingSecret;
  const control = createControl({
    workspace,
    http: () => http,
    signingSecret: () => signingSecret,
    ackTimeoutMs,
    reset: () => resetAll(workspace),
  });
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

function resetAll(workspace: Workspace): void {
  workspace.delivery.forgetAll();
  workspace.views.clear();
  workspace.responseUrls.clear();
  workspace.blobs.clear();
  workspace.calls.clear();
  workspace.faults.clear();
  workspace.world.reset();
}
