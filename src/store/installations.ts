import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { Installation, InstallationStore } from '../ports/installations.ts';
import { type EraseSettings, teamErasures } from './erase-team.ts';
import type { Database } from './open-database.ts';
import { rewrapTokens } from './rewrap-tokens.ts';
import { tokenClaims } from './token-claims.ts';
import type { TokenSeal } from './token-seal.ts';

export interface InstallationSettings extends EraseSettings {
  seal: TokenSeal;
}

const maxTeams = 1_000;

export function createInstallationStore({ prisma }: Database, settings: InstallationSettings): InstallationStore {
  const { seal } = settings;
  return {
    async saveInstallation({ botToken, refreshToken, ...rest }) {
      const { orgId } = rest;
      const columns = {
        ...rest,
        botToken: seal.seal(botToken, { orgId, column: 'bot_token' }),
        refreshToken: refreshToken === null ? null : seal.seal(refreshToken, { orgId, column: 'refresh_token' }),
        refreshOwner: null,
        refreshUntil: null,
        refreshError: null,
      };
      const { orgId: _, ...update } = columns;
      await prisma.installation.upsert({ where: { orgId }, create: columns, update: { ...update, revision: { increment: 1 } } });
    },
    findInstallation: (teamId) => findUnder(prisma, seal, { teamId }),
    async resolveTeam({ teamId, enterpriseId, isOrgWide }, now) {
      if (!teamId) return undefined;
      const known = await findUnder(prisma, seal, { teamId });
      if (known || !enterpriseId || !isOrgWide) return known;
      const [row] = await readRows(prisma, Prisma.sql`i.org_id = ${enterpriseId} AND i.is_org_wide`);
      if (!row) return undefined;
      await prisma.orgTeam.upsert({ where: { teamId }, create: { teamId, enterpriseId, createdAt: now }, update: { enterpriseId } });
      return openRow(row, seal);
    },
    async teamsOfOrg(enterpriseId) {
      const rows = await prisma.orgTeam.findMany({ where: { enterpriseId }, select: { teamId: true }, take: maxTeams });
      return rows.map((row) => row.teamId);
    },
    findShared: (shared) => findShared(prisma, shared),
    async spendState(hash, expiresAt, now) {
      await prisma.spentState.deleteMany({ where: { expiresAt: { lt: now } } });
      const { count } = await prisma.spentState.createMany({ data: [{ hash, expiresAt }], skipDuplicates: true });
      return count === 1;
    },
    ...tokenClaims(prisma, seal),
    ...teamErasures(prisma, settings),
    async checkKeys() {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        SELECT DISTINCT split_part(t.sealed, ':', 1) AS id FROM installations i, LATERAL (VALUES (i.bot_token), (i.refresh_token)) AS t(sealed)
        WHERE t.sealed IS NOT NULL ORDER BY 1 LIMIT ${maxTeams}`;
      seal.needs(rows.map((row) => row.id));
    },
    rewrapTokens: () => rewrapTokens(prisma, seal),
  };
}

/** Its own installation comes before its organisation's. */
async function findUnder(prisma: PrismaClient, seal: TokenSeal, { teamId }: { teamId: string }): Promise<Installation | undefined> {
  const [row] = await readRows(
    prisma,
    Prisma.sql`i.org_id = ${teamId} OR (i.is_org_wide AND i.org_id = (SELECT enterprise_id FROM org_teams WHERE team_id = ${teamId}))`,
  );
  return row && openRow(row, seal);
}

type InstallationRow = Omit<Installation, 'botToken'> & { botToken: string };

function readRows(prisma: PrismaClient, where: Prisma.Sql): Promise<InstallationRow[]> {
  return prisma.$queryRaw<InstallationRow[]>`
    SELECT i.org_id AS "orgId", i.is_org_wide AS "isOrgWide", i.enterprise_id AS "enterpriseId", i.team_name AS "teamName",
           i.team_url AS "teamUrl", i.app_id AS "appId", i.bot_user_id AS "botUserId", i.bot_id AS "botId", i.bot_name AS "botName",
           i.bot_token AS "botToken", i.expires_at AS "expiresAt", i.installed_at AS "installedAt", i.revision
    FROM installations i WHERE ${where} ORDER BY i.is_org_wide LIMIT 1`;
}

function openRow(row: InstallationRow, seal: TokenSeal): Installation {
  return { ...row, botToken: seal.open(row.botToken, { orgId: row.orgId, column: 'bot_token' }) };
}

/**
 * What companies share comes once for all of them, with one company's name on it. Whose it is, is where it belongs: to the team whose
 * thread or message it is about, or else to the one whose bot is mentioned.
 */
async function findShared(prisma: PrismaClient, shared: Parameters<InstallationStore['findShared']>[0]): Promise<string | undefined> {
  const { channelId, ts, mentioned } = shared;
  const [row] = await prisma.$queryRaw<{ orgId: string }[]>`
    WITH here AS (SELECT DISTINCT org_id FROM workshops WHERE channel_id = ${channelId})
    SELECT h.org_id AS "orgId" FROM here h
    WHERE EXISTS (SELECT 1 FROM workshop_steps s WHERE s.org_id = h.org_id AND s.channel_id = ${channelId} AND s.thread_ts = ANY(${[...ts]}))
       OR EXISTS (SELECT 1 FROM messages m WHERE m.org_id = h.org_id AND m.channel_id = ${channelId} AND m.slack_ts = ANY(${[...ts]}))
    ORDER BY h.org_id LIMIT 1`;
  if (row) return row.orgId;
  if (mentioned.length === 0) return undefined;
  const bot = await prisma.installation.findFirst({
    where: { botUserId: { in: [...mentioned] }, isOrgWide: false },
    select: { orgId: true },
    orderBy: { orgId: 'asc' },
  });
  return bot?.orgId;
}
