import { LRUCache } from 'lru-cache';
import type { Installation, InstallationStore, TeamAddress } from '../ports/installations.ts';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import { type MakeDeps, openTeam } from './open-team.ts';
import { readRemoval } from './read-removal.ts';
import type { TokenRenewer } from './renew-tokens.ts';
import type { SlackContext } from './slack-context.ts';
import { createTeamClient, type TeamTokens } from './team-client.ts';
import { sharedPlaceOf, teamOfBody } from './team-of-body.ts';
import type { Teams } from './teams.ts';

export interface InstalledTeamsOptions {
  installations: InstallationStore;
  renewer: TokenRenewer;
  apiUrl?: string | undefined;
  makeDeps: MakeDeps;
  log: Log;
  now: () => number;
  meters: Meters;
}

interface OpenTeam {
  slack: SlackContext;
  installation: Installation;
  /** Of its organisation, as far as heard of. */
  siblings: Set<string>;
  checkedAt: number;
}

const maxOpen = 500;
/** Whoever is not heard of for so long is forgotten, with all that is remembered of them. */
const forgetMs = 3_600_000;
/** Another process may have renewed the token, or heard that the app is gone; Slack's refusal of a call is looked after at once. */
const checkEveryMs = 15_000;

/** The app in all teams that have installed it. What a team needs is made when it is first heard of; Slack is asked nothing for it. */
export function createInstalledTeams(options: InstalledTeamsOptions): Teams {
  const { installations, log, now } = options;
  const open = new LRUCache<string, OpenTeam>({
    max: maxOpen,
    ttl: forgetMs,
    updateAgeOnGet: true,
    dispose: ({ slack }) => slack.homes.stop(),
  });
  const checking = new Map<string, Promise<SlackContext | undefined>>();

  async function of(teamId: string): Promise<SlackContext | undefined> {
    const known = open.get(teamId);
    if (known && known.checkedAt + checkEveryMs > now()) return known.slack;
    const before = checking.get(teamId);
    if (before) return before;
    const mine = check(teamId).finally(() => checking.delete(teamId));
    checking.set(teamId, mine);
    return mine;
  }

  async function check(teamId: string): Promise<SlackContext | undefined> {
    const installation = await installations.findInstallation(teamId);
    if (!installation) {
      open.delete(teamId);
      return undefined;
    }
    const siblings = installation.isOrgWide ? await installations.teamsOfOrg(installation.orgId) : [];
    const known = open.peek(teamId);
    const isSame = known?.installation.orgId === installation.orgId && +known.installation.installedAt === +installation.installedAt;
    const team = known && isSame ? known : openInstalled(options, teamId, installation);
    team.installation = installation;
    for (const sibling of siblings) team.siblings.add(sibling);
    team.checkedAt = now();
    if (team !== known) open.set(teamId, team);
    return team.slack;
  }

  async function resolve(address: TeamAddress): Promise<SlackContext | undefined> {
    const { teamId } = address;
    if (!teamId) return undefined;
    const known = await of(teamId);
    if (known || !address.isOrgWide) return known;
    // Heard of for the first time: from here on it is known under its organisation.
    return (await installations.resolveTeam(address, new Date(now()))) ? of(teamId) : undefined;
  }

  return {
    start: async () => undefined,
    of,
    async ofBody(body) {
      const place = sharedPlaceOf(body);
      const shared = place && (await installations.findShared(place));
      return (shared ? await of(shared) : undefined) ?? resolve(teamOfBody(body));
    },
    async takeRemoval(body) {
      const removal = readRemoval(body);
      if (!removal) return false;
      const { orgId, at, reason, botUserIds, teamIds } = removal;
      if (teamIds) {
        const gone = await installations.removeTeams({ enterpriseId: orgId, teamIds, at, now: new Date(now()), reason });
        for (const teamId of gone) open.delete(teamId);
        log.warn({ org: orgId, teams: gone }, 'an organisation took the app out of teams; all that is stored of them is being erased');
        return true;
      }
      const installation = await installations.findInstallation(orgId);
      const isOfOthers = botUserIds !== undefined && !botUserIds.includes(installation?.botUserId ?? '');
      const isGone = !isOfOthers && (await installations.removeInstallation({ orgId, at, now: new Date(now()), reason }));
      for (const [teamId, team] of open.entries()) if (isGone && team.installation.orgId === orgId) open.delete(teamId);
      if (isGone) log.warn({ team: orgId, reason }, 'the app was taken out; all that is stored of the team is being erased');
      else log.info({ team: orgId, reason }, 'a removal of before the present installation; nothing is erased');
      return true;
    },
    only: undefined,
    stop: () => open.clear(),
  };
}

function openInstalled(options: InstalledTeamsOptions, teamId: string, installation: Installation): OpenTeam {
  const { apiUrl, makeDeps, log, now, meters } = options;
  const siblings = new Set<string>();
  // Its token is read and replaced through it, so that whoever holds the context calls with the one that counts.
  const team: Omit<OpenTeam, 'slack'> & { slack?: SlackContext } = { installation, siblings, checkedAt: 0 };
  const tokens = tokensOf(options, teamId, team);
  const { enterpriseId, botUserId, botId, botName, teamUrl } = installation;
  const identity = { teamId, ...(enterpriseId ? { enterpriseId } : {}), botUserId, botId, botName, teamUrl, siblings };
  const client = createTeamClient(tokens, apiUrl, log);
  client.watch = { onCall: meters.called, onLooked: meters.looked };
  return Object.assign(team, { slack: openTeam({ client, token: tokens.current, identity, makeDeps, log, now }) });
}

function tokensOf({ installations, renewer }: InstalledTeamsOptions, teamId: string, team: Omit<OpenTeam, 'slack'>): TeamTokens {
  const reread = async (used: string) => {
    const fresh = await installations.findInstallation(teamId);
    if (!fresh || fresh.botToken === used) return undefined;
    team.installation = fresh;
    return fresh.botToken;
  };
  return {
    current: () => team.installation.botToken,
    async refused(used, code) {
      // Whoever asks for the team next looks whether it is still there.
      team.checkedAt = 0;
      const other = await reread(used);
      if (other !== undefined || code !== 'token_expired') return other;
      await renewer.renew(teamId);
      return reread(used);
    },
  };
}
