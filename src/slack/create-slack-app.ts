import { randomUUID } from 'node:crypto';
import { App, type Receiver } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Channels } from '../ports/channels.ts';
import type { Probes } from '../ports/doctor.ts';
import type { Log } from '../ports/log.ts';
import type { People } from '../ports/people.ts';
import type { Deps } from '../turns/use-case.ts';
import type { UserId } from '../workshop/ids.ts';
import { createBotMembership } from './bot-membership.ts';
import { createChannelRosters } from './channel-rosters.ts';
import { createDelivery, type Delivery } from './deliver-outbox.ts';
import { changeDelivery, type DeliveryChanges } from './delivery-settings.ts';
import { createEventLanes, type EventLanes } from './event-lanes.ts';
import { createHomes } from './homes.ts';
import { createHttpReceiver, type HttpReceiver } from './http-receiver.ts';
import { createLiveReplies } from './live-replies.ts';
import type { Identity } from './parse-event.ts';
import { createPeople } from './people.ts';
import { messageUrl } from './permalinks.ts';
import { createSlackProbes } from './probe-slack.ts';
import { registerListeners } from './register-listeners.ts';
import { clientOptions, createSdkLogger, createSlackClient, readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import { within } from './within.ts';

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
  /** What people are called in this workspace. */
  readonly people: People;
  readonly channels: Channels;
  readonly probes: Pick<Probes, 'missingScopes' | 'channel' | 'lastEventAt'>;
}

export interface SlackAppOptions {
  config: SlackConfig;
  deps: Deps;
  log: Log;
  delivery?: DeliveryChanges;
}

const drainMs = 10_000;
const defaultPort = 3_000;

/** The bot in one workspace: hears by HTTP or Socket Mode, speaks through the outbox. */
export function createSlackApp({ config, deps, log, delivery: paced }: SlackAppOptions): SlackApp {
  const lanes = createEventLanes();
  const client = createSlackClient(config.botToken, config.apiUrl, log);
  const receiver = createReceiver(config, lanes, log);
  const people = createPeople(client, log);
  const membership = createBotMembership(client);
  const rosters = createChannelRosters(client, log, () => deps.clock.now().getTime());
  const homes = createHomes();
  const heard: SlackContext['heard'] = {};
  let self: UserId | undefined;
  let workspace: Identity | undefined;
  let botName = '';
  let ourTeams: string[] = [];
  let delivery: Delivery | undefined;

  return {
    people: {
      get self() {
        return self;
      },
      namesOf: people.namesOf,
      timeZoneOf: people.timeZoneOf,
      standingOf: async (userId) => (ourTeams.length > 0 ? people.standingOf(userId, ourTeams) : undefined),
    },
    channels: {
      get botName() {
        return botName;
      },
      messageUrl: (place) => workspace && messageUrl(workspace, place),
      hasBot: (channelId) => membership.isMember(channelId),
      hasPerson: (channelId, userId) => within(rosters.hasPerson(channelId, userId)),
    },
    probes: { ...createSlackProbes(client), lastEventAt: () => heard.lastAt },
    async start() {
      const identity = await identify(client);
      workspace = identity;
      self = identity.botUserId;
      botName = identity.botName;
      ourTeams = [identity.teamId, ...(identity.enterpriseId ? [identity.enterpriseId] : [])];
      const slack: SlackContext = {
        client,
        deps,
        log,
        identity,
        membership,
        rosters,
        homes,
        heard,
        people,
        liveReplies: createLiveReplies(),
      };
      const app = new App({
        receiver,
        // Known once and for all: Bolt would ask Slack before each acknowledgement.
        authorize: async () => ({
          botToken: config.botToken,
          botId: identity.botId,
          botUserId: identity.botUserId,
          teamId: identity.teamId,
        }),
        clientOptions: clientOptions(config.apiUrl, log),
        logger: createSdkLogger(log),
        // Our own messages are told apart where they are parsed.
        ignoreSelf: false,
        convoStore: false,
        deferInitialization: true,
      });
      registerListeners(app, slack);
      await app.init();
      await app.start();
      delivery = createDelivery(slack, changeDelivery(paced), `${process.pid}-${randomUUID()}`);
      delivery.start();
      log.info({ team: identity.teamId, transport: config.signingSecret ? 'http' : 'socket' }, 'ready for Slack');
    },
    async stop() {
      homes.stop();
      await lanes.drain(drainMs);
      await receiver.stop();
      await delivery?.stop();
    },
    get port() {
      return 'port' in receiver ? receiver.port : undefined;
    },
  };
}

function createReceiver(config: SlackConfig, lanes: EventLanes, log: Log): Receiver | HttpReceiver {
  const { signingSecret, appToken, apiUrl } = config;
  if (signingSecret) return createHttpReceiver({ signingSecret, port: config.port ?? defaultPort, lanes, log, now: Date.now });
  if (appToken) return createSocketReceiver({ appToken, apiUrl, lanes, log });
  throw new Error('Neither a signing secret nor an app token is given.');
}

/** Who we are. Throws with the variable to look at when Slack refuses the token. */
async function identify(client: WebClient): Promise<Identity> {
  try {
    const {
      team_id: teamId = '',
      user_id: botUserId = '',
      bot_id: botId = '',
      user: botName = '',
      url: teamUrl = '',
      enterprise_id: enterpriseId,
    } = await client.auth.test();
    return { teamId, botUserId, botId, botName, teamUrl, ...(enterpriseId ? { enterpriseId } : {}) };
  } catch (error) {
    const { kind, code } = readFailure(error);
    if (kind === 'refused') throw new SlackStartError(`Slack does not accept the bot token (SLACK_BOT_TOKEN): ${code}.`);
    throw new SlackStartError(
      `Slack can't be reached at ${client.slackApiUrl}: ${code}. Check the network, or SLACK_API_URL if it is set.`,
    );
  }
}

/** One sentence for the operator. */
class SlackStartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SlackStartError';
  }
}
