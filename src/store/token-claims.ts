import type { PrismaClient } from '../generated/prisma/client.ts';
import type { InstallationStore, TokenClaim } from '../ports/installations.ts';
import type { TokenSeal } from './token-seal.ts';

/**
 * A refresh token works once. Whoever wants to use one claims it first, in a short transaction of its own: a lock held while Slack is
 * asked would hold a connection. What is written afterwards is written by the claim's owner, and only over what the claim was made on.
 */
export function tokenClaims(
  prisma: PrismaClient,
  seal: TokenSeal,
): Pick<InstallationStore, 'claimTokens' | 'storeRenewed' | 'releaseClaim'> {
  return {
    async claimTokens({ owner, now, before, leaseMs, limit, orgId }) {
      const until = new Date(now.getTime() + leaseMs);
      const rows = await prisma.$queryRaw<{ orgId: string; revision: number; refreshToken: string }[]>`
        UPDATE installations SET refresh_owner = ${owner}, refresh_until = ${until}
        WHERE org_id IN (
          SELECT org_id FROM installations
          WHERE expires_at IS NOT NULL AND refresh_error IS NULL AND expires_at < ${before}
            AND (refresh_until IS NULL OR refresh_until <= ${now}) AND org_id = coalesce(${orgId ?? null}::text, org_id)
          ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ) AND refresh_token IS NOT NULL
        RETURNING org_id AS "orgId", revision, refresh_token AS "refreshToken"`;
      return rows.map((row): TokenClaim => {
        const refreshToken = seal.open(row.refreshToken, { orgId: row.orgId, column: 'refresh_token' });
        return { orgId: row.orgId, revision: row.revision, owner, until, refreshToken };
      });
    },

    async storeRenewed(claim, { botToken, refreshToken, expiresAt }) {
      const { orgId } = claim;
      const { count } = await prisma.installation.updateMany({
        where: mine(claim),
        data: {
          botToken: seal.seal(botToken, { orgId, column: 'bot_token' }),
          refreshToken: seal.seal(refreshToken, { orgId, column: 'refresh_token' }),
          expiresAt,
          revision: { increment: 1 },
          refreshOwner: null,
          refreshUntil: null,
        },
      });
      return count === 1;
    },

    async releaseClaim(claim, end) {
      const data = 'error' in end ? { refreshOwner: null, refreshUntil: null, refreshError: end.error } : { refreshUntil: end.after };
      await prisma.installation.updateMany({ where: mine(claim), data });
    },
  };
}

function mine({ orgId, owner, revision }: TokenClaim) {
  return { orgId, refreshOwner: owner, revision };
}
