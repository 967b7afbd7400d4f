import type { PrismaClient } from '../generated/prisma/client.ts';
import type { TokenSeal } from './token-seal.ts';

const atOnce = 200;

/**
 * Seals every token with the key that seals now, so that the older keys can be taken out of TOKEN_KEYS. A token that is renewed
 * meanwhile is left as it is: whoever renewed it has sealed it with a key of their own, and the next call finds it. Returns how many.
 */
export async function rewrapTokens(prisma: PrismaClient, seal: TokenSeal): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const rows = await prisma.installation.findMany({
      where: { orgId: { gt: after } },
      select: { orgId: true, botToken: true, refreshToken: true },
      orderBy: { orgId: 'asc' },
      take: atOnce,
    });
    const last = rows.at(-1);
    if (!last) return count;
    after = last.orgId;
    for (const { orgId, botToken, refreshToken } of rows) {
      if (seal.isFresh(botToken) && (refreshToken === null || seal.isFresh(refreshToken))) continue;
      const again = (sealed: string, column: 'bot_token' | 'refresh_token') =>
        seal.seal(seal.open(sealed, { orgId, column }), { orgId, column });
      const { count: changed } = await prisma.installation.updateMany({
        where: { orgId, botToken, refreshToken },
        data: {
          botToken: again(botToken, 'bot_token'),
          refreshToken: refreshToken === null ? null : again(refreshToken, 'refresh_token'),
        },
      });
      count += changed;
    }
  }
}
