import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { SharedRow, ShareStore, ShareTx } from '../ports/share-store.ts';
import { NotFound } from '../workshop/errors.ts';
import { newId } from './ids.ts';
import type { TxScope } from './tx-scope.ts';

const maxListed = 100;

function valid(workshopId: string, at: Date): Prisma.ShareLinkWhereInput {
  return { workshopId, revokedAt: null, expiresAt: { gt: at } };
}

export function shareWrites({ db, workshop: { id: workshopId } }: TxScope): ShareTx {
  const settleVisibility = async (at: Date) => {
    const next = await db.shareLink.findFirst({
      where: valid(workshopId, at),
      orderBy: { expiresAt: 'asc' },
      select: { expiresAt: true },
    });
    await db.workshop.update({ where: { id: workshopId }, data: { visibility: next ? 'shared' : 'private' } });
    return next?.expiresAt;
  };
  return {
    async addShareLink(link) {
      const packs = await db.buildPack.count({ where: { id: link.buildPackId, workshopId, formatType: 'json' } });
      if (packs === 0) throw new NotFound('Build pack', link.buildPackId);
      const id = newId('shareLink');
      await db.shareLink.create({ data: { ...link, id, workshopId } });
      await settleVisibility(link.createdAt);
      return id;
    },

    validShareLinks: (at) =>
      db.shareLink.findMany({
        where: valid(workshopId, at),
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: maxListed,
        select: { id: true, createdBy: true, createdAt: true, expiresAt: true, openedCount: true, lastOpenedAt: true },
      }),

    async revokeShareLinks(at, id) {
      const { count } = await db.shareLink.updateMany({
        where: { ...valid(workshopId, at), ...(id === undefined ? {} : { id }) },
        data: { revokedAt: at },
      });
      await settleVisibility(at);
      return count;
    },

    settleVisibility,
  };
}

export function shareReads(prisma: PrismaClient): ShareStore {
  return {
    async findShared(tokenHash, at) {
      const [row] = await prisma.$queryRaw<SharedRow[]>`
        SELECT l.id AS "linkId", w.org_id AS "orgId", l.workshop_id AS "workshopId", p.content, l.expires_at AS "expiresAt"
        FROM share_links l JOIN build_packs p ON p.id = l.build_pack_id JOIN workshops w ON w.id = l.workshop_id
        WHERE l.token_hash = ${tokenHash} AND l.revoked_at IS NULL AND l.expires_at > ${at}
          AND w.deleted_at IS NULL AND w.settings->'archived' IS NULL`;
      return row;
    },

    async noteOpened(linkId, at) {
      await prisma.shareLink.updateMany({ where: { id: linkId }, data: { openedCount: { increment: 1 }, lastOpenedAt: at } });
    },
  };
}
