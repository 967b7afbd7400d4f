import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import { callPatiently } from './call-patiently.ts';
import { type MakeDeps, openTeam } from './open-team.ts';
import type { Identity } from './parse-event.ts';
import { tree } from './read-json.ts';
import { readRemoval } from './read-removal.ts';
import { createSlackClient, readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';
import { teamOfBody } from './team-of-body.ts';

/** The workspaces that the app is installed in. */
export interface Teams {
  /** Rejects, with a sentence for the operator, where a workspace that must be there can't be reached. */
  start(): Promise<void>;
  /** Undefined where the app is not installed, or not any more. */
  of(orgId: string): Promise<SlackContext | undefined>;
  /** Whom a body of Slack's is meant for. */
  ofBody(body: unknown): Promise<SlackContext | undefined>;
  /** True for what says that the app was taken out of a team; resolves when what follows from that is stored. */
  takeRemoval(body: unknown): Promise<boolean>;
  /** The one workspace; undefined where there may be several. */
  readonly only: SlackContext | undefined;
  stop(): void;
}

export interface OneTeamOptions {
  botToken: string;
  apiUrl?: string | undefined;
  makeDeps: MakeDeps;
  log: Log;
  now: () => number;
  meters: Meters;
}

/** The app in the one workspace that its token is of. */
export function createOneTeam({ botToken, apiUrl, makeDeps, log, now, meters }: OneTeamOptions): Teams {
  const client = createSlackClient(botToken, apiUrl, log);
  client.watch = { onCall: meters.called, onLooked: meters.looked };
  let opened: Promise<SlackContext> | undefined;
  let only: SlackContext | undefined;
  const open = () => {
    opened ??= identify(client).then((identity) => {
      only = openTeam({ client, token: () => botToken, identity, makeDeps, log, now });
      return only;
    });
    return opened;
  };
  return {
    async start() {
      await open();
    },
    async of(orgId) {
      const team = await open();
      return team.identity.teamId === orgId ? team : undefined;
    },
    async ofBody(body) {
      const team = await open();
      const isElsewhere = tree(body).event !== undefined && teamOfBody(body).teamId !== team.identity.teamId;
      return isElsewhere ? undefined : team;
    },
    async takeRemoval(body) {
      const removal = readRemoval(body);
      // Whoever set the token may have revoked it to set another one: what is stored is theirs to erase.
      if (removal)
        log.warn(
          { reason: removal.reason },
          'the app was removed from the workspace, or its token revoked; it can do nothing until it is installed again',
        );
      return removal !== undefined;
    },
    get only() {
      return only;
    },
    stop: () => only?.homes.stop(),
  };
}

/** A hiccup at the start is none of the operator's business. */
const patience = { firstWaitMs: 200, maxWaitMs: 10_000, attempts: 5, signal: new AbortController().signal };

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
    } = await callPatiently(patience, () => client.auth.test());
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
