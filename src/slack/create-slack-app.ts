import { randomUUID } from 'node:crypto';
import { App, type Receiver } from '@slack/bolt';
import type { Clock } from '../ports/clock.ts';
import type { InstallationStore } from '../ports/installations.ts';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import type { Store } from '../ports/store.ts';
import type { Trace } from '../ports/trace.ts';
import { createDelivery, type Delivery } from './deliver-outbox.ts';
import { changeDelivery, type DeliveryChanges } from './delivery-settings.ts';
import { createEventLanes, type EventLanes } from './event-lanes.ts';
import { createHttpReceiver, type HttpReceiver } from './http-receiver.ts';
import { createInstallFlow, type InstallFlow } from './install-flow.ts';
import { createInstalledTeams } from './installed-teams.ts';
import type { MakeDeps } from './open-team.ts';
import { registerListeners } from './register-listeners.ts';
import { createTokenRenewer } from './renew-tokens.ts';
import { clientOptions, createSdkLogger } from './slack-client.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import { createOneTeam, type Teams } from './teams.ts';
import { traceOf } from './trace-of.ts';

export interface SlackConfig {
  /** Of the one workspace. */
  botToken?: string | undefined;
  /** Installed into any number of workspaces instead. */
  oauth?: { clientId: string; clientSecret: string; stateSecret: string } | undefined;
  /** Socket Mode. Ignored when a signing secret is given: then events come over HTTP. */
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  /** 0: any free port. */
  port?: number | undefined;
  /** Another address than Slack's; ends in `/api/`. */
  apiUrl?: string | undefined;
}

export interface SlackApp {
  /** Rejects, with a sentence that names the cause, when Slack refuses the tokens or the port is taken. */
  start(): Promise<void>;
  /** Takes nothing new, and waits for running listeners and deliveries side by side, until `deadline`. */
  stop(deadline: Date): Promise<void>;
  /** Whether events can arrive; undefined in a process that hears nothing. */
  readonly isHearing: boolean | undefined;
  /** The port that HTTP events arrive at, once started; undefined in Socket Mode. */
  readonly port: number | undefined;
  readonly teams: Teams;
  /** Renews tokens that are about to expire, where they do; how many there were. */
  renewTokens(): Promise<number>;
}

export interface SlackAppOptions {
  config: SlackConfig;
  store: Store;
  /** Where the app is installed; needed where it can be. */
  installations?: InstallationStore | undefined;
  clock: Clock;
  makeDeps: MakeDeps;
  log: Log;
  delivery?: DeliveryChanges;
  /** Whether this process hears Slack, and whether it carries the outbox to it. */
  hears: boolean;
  delivers: boolean;
  trace: Trace;
  meters: Meters;
}

const defaultPort = 3_000;

/** The bot in Slack: hears by HTTP or Socket Mode, speaks through the outbox. */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { config, store, clock, log, delivery: paced, hears, delivers, trace, meters } = options;
  const lanes = createEventLanes();
  const owner = `${process.pid}-${randomUUID()}`;
  const { teams, renewTokens, install } = openTeams(options, owner);
  const receiver = hears ? createReceiver(config, { lanes, log, meters, install }) : undefined;
  let delivery: Delivery | undefined;

  return {
    teams,
    renewTokens,
    async start() {
      await teams.start();
      if (receiver) await hear(receiver);
      if (delivers) {
        delivery = createDelivery({ teams, store, clock, log, settings: changeDelivery(paced), owner, trace, meters });
        delivery.start();
      }
      log.info({ transport: config.signingSecret ? 'http' : 'socket', hears, delivers }, 'ready for Slack');
    },
    async stop(deadline) {
      teams.stop();
      const restMs = Math.max(0, deadline.getTime() - Date.now());
      await Promise.all([receiver?.stop(), lanes.drain(restMs), delivery?.stop(deadline)]);
    },
    get isHearing() {
      return receiver?.isListening;
    },
    get port() {
      return receiver && isHttp(receiver) ? receiver.port : undefined;
    },
  };

  async function hear(receiver: Receiver): Promise<void> {
    const app = new App({
      receiver,
      // Tokens are looked up where they are used: Bolt would ask before each acknowledgement.
      authorize: async () => ({}),
      clientOptions: clientOptions(config.apiUrl, log),
      logger: createSdkLogger(log),
      // Our own messages are told apart where they are parsed.
      ignoreSelf: false,
      convoStore: false,
      deferInitialization: true,
    });
    registerListeners(app, teams, log);
    const listen = app.processEvent.bind(app);
    app.processEvent = (event) => trace.run(traceOf(event.body), () => listen(event));
    await app.init();
    await app.start();
  }
}

function isHttp(receiver: Receiver): receiver is HttpReceiver {
  return 'port' in receiver;
}

/** One workspace by its token, or all those into which the app was installed. */
function openTeams(
  { config, installations, clock, makeDeps, log, meters }: SlackAppOptions,
  owner: string,
): { teams: Teams; renewTokens: () => Promise<number>; install?: InstallFlow } {
  const { botToken, oauth, apiUrl } = config;
  const common = { apiUrl, log, meters, now: () => clock.now().getTime() };
  if (botToken) return { teams: createOneTeam({ ...common, botToken, makeDeps }), renewTokens: async () => 0 };
  if (!oauth || !installations) throw new Error('Neither a bot token nor a place for installations is given.');
  const renewer = createTokenRenewer({ ...common, installations, credentials: oauth, owner });
  return {
    teams: createInstalledTeams({ ...common, installations, renewer, makeDeps }),
    renewTokens: () => renewer.renewDue(),
    install: createInstallFlow({ ...common, credentials: oauth, stateSecret: oauth.stateSecret, installations }),
  };
}

type Hearing = Receiver & { readonly isListening: boolean };

function createReceiver(
  config: SlackConfig,
  shared: { lanes: EventLanes; log: Log; meters: Meters; install: InstallFlow | undefined },
): Hearing {
  const { signingSecret, appToken, apiUrl } = config;
  if (signingSecret) return createHttpReceiver({ ...shared, signingSecret, port: config.port ?? defaultPort, now: Date.now });
  if (appToken) return createSocketReceiver({ ...shared, appToken, apiUrl });
  throw new Error('Neither a signing secret nor an app token is given.');
}
