import type { WorkshopTx } from '../ports/store.ts';
import { NotFound } from '../workshop/errors.ts';
import { newId } from './ids.ts';
import { storableText } from './storable.ts';
import type { TxScope } from './tx-scope.ts';

/** Older makings are not looked at. */
const maxPacks = 100;

export function packWrites({
  db,
  workshop: { id: workshopId },
}: TxScope): Pick<WorkshopTx, 'saveBuildPack' | 'newestPack' | 'shownPack' | 'updateBuildPack' | 'replacePack'> {
  return {
    async saveBuildPack({ title, formatType, content, kind, sourceVersions, at }) {
      const id = newId('buildPack');
      await db.buildPack.create({
        data: {
          id,
          workshopId,
          title: storableText(title),
          formatType,
          content: storableText(content),
          kind,
          sourceVersions,
          createdAt: at,
        },
      });
      return id;
    },

    async newestPack() {
      const pack = await db.buildPack.findFirst({
        where: { workshopId, formatType: 'json' },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { id: true, createdAt: true, content: true },
      });
      return pack ? { id: pack.id, madeAt: pack.createdAt, content: pack.content } : undefined;
    },

    async shownPack() {
      const packs = await db.buildPack.findMany({
        where: { workshopId, formatType: 'markdown' },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { id: true, canvasId: true, canvasStatus: true },
        take: maxPacks,
      });
      const shown = packs.find((one) => one.canvasStatus) ?? packs[0];
      return shown && { id: shown.id, canvasId: packs.find((one) => one.canvasId)?.canvasId ?? null };
    },

    async updateBuildPack(id, change) {
      const { content, ...rest } = change;
      const data = content === undefined ? rest : { ...rest, content: storableText(content) };
      const { count } = await db.buildPack.updateMany({ where: { id, workshopId }, data });
      if (count === 0) throw new NotFound('Build pack', id);
    },

    async replacePack(id, { from, to }) {
      // Whoever shared it has seen it as it is.
      const { count } = await db.buildPack.updateMany({
        where: { id, workshopId, content: from, shareLinks: { none: {} } },
        data: { content: storableText(to) },
      });
      return count > 0;
    },
  };
}
