import { randomUUID } from 'node:crypto';
import { App, type Receiver } from '@slack/bolt';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { createDelivery, type Delivery } from './deliver-outbox.ts';
import { changeDelivery, type DeliveryChanges } from './delivery-settings.ts';
import { createEventLanes, type EventLanes } from './event-lanes.ts';
import { createHttpReceiver, type HttpReceiver } from './http-receiver.ts';
import type { MakeDeps } from './open-team.ts';
import { registerListeners } from './register-listeners.ts';
import { clientOptions, createSdkLogger } from './slack-client.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import { createOneTeam, type Teams } from './teams.ts';

export interface SlackConfig {
  botToken: string;
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
  /** Takes nothing new, waits for running listeners and deliveries, at most about ten seconds each. */
  stop(): Promise<void>;
  /** The port that HTTP events arrive at, once started; undefined in Socket Mode. */
  readonly port: number | undefined;
  readonly teams: Teams;
}

export interface SlackAppOptions {
  config: SlackConfig;
  store: Store;
  clock: Clock;
  makeDeps: MakeDeps;
  log: Log;
  delivery?: DeliveryChanges;
  /** Whether this process hears Slack, and whether it carries the outbox to it. */
  hears: boolean;
  delivers: boolean;
}

const drainMs = 10_000;
const defaultPort = 3_000;

/** The bot in Slack: hears by HTTP or Socket Mode, speaks through the outbox. */
export function createSlackApp({ config, store, clock, makeDeps, log, delivery: paced, hears, delivers }: SlackAppOptions): SlackApp {
  const lanes = createEventLanes();
  const teams = createOneTeam({ ...config, makeDeps, log, now: () => clock.now().getTime() });
  const receiver = hears ? createReceiver(config, lanes, log) : undefined;
  let delivery: Delivery | undefined;

  return {
    teams,
    async start() {
      await teams.start();
      if (receiver) await listen(receiver);
      if (delivers) {
        delivery = createDelivery({ teams, store, clock, log, settings: changeDelivery(paced), owner: `${process.pid}-${randomUUID()}` });
        delivery.start();
      }
      log.info({ transport: config.signingSecret ? 'http' : 'socket', hears, delivers }, 'ready for Slack');
    },
    async stop() {
      teams.stop();
      await lanes.drain(drainMs);
      await receiver?.stop();
      await delivery?.stop();
    },
    get port() {
      return receiver && isHttp(receiver) ? receiver.port : undefined;
    },
  };

  async function listen(receiver: Receiver): Promise<void> {
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
    await app.init();
    await app.start();
  }
}

function isHttp(receiver: Receiver): receiver is HttpReceiver {
  return 'port' in receiver;
}

function createReceiver(config: SlackConfig, lanes: EventLanes, log: Log): Receiver | HttpReceiver {
  const { signingSecret, appToken, apiUrl } = config;
  if (signingSecret) return createHttpReceiver({ signingSecret, port: config.port ?? defaultPort, lanes, log, now: Date.now });
  if (appToken) return createSocketReceiver({ appToken, apiUrl, lanes, log });
  throw new Error('Neither a signing secret nor an app token is given.');
}
