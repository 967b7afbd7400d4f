import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ContextStore } from '../ports/context-store.ts';
import { newId } from './ids.ts';
import { storableJson } from './storable.ts';

/** Of each step of a workshop. */
const kept = 20;

export function manifests(prisma: PrismaClient): Pick<ContextStore, 'saveManifest' | 'latestManifest'> {
  return {
    async saveManifest({ workshopId, stepId, purpose, model, manifest, promptTokens, at }) {
      const id = newId('manifest');
      // The rows of before this statement: the newest of them stay beside the new one.
      await prisma.$executeRaw`
        WITH old AS (
          DELETE FROM prompt_manifests WHERE id IN (
            SELECT id FROM prompt_manifests WHERE workshop_id = ${workshopId} AND step_id = ${stepId}
            ORDER BY created_at DESC, id DESC OFFSET ${kept - 1}
          )
        )
        INSERT INTO prompt_manifests (id, workshop_id, step_id, purpose, model, manifest, prompt_tokens, created_at)
        VALUES (${id}, ${workshopId}, ${stepId}, ${purpose}, ${model}, ${JSON.stringify(storableJson(manifest))}::jsonb, ${promptTokens}::int, ${at})`;
      return id;
    },

    async latestManifest(workshopId, stepId) {
      const row = await prisma.promptManifest.findFirst({
        where: { workshopId, stepId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      });
      if (!row) return undefined;
      const { purpose, model, promptTokens, createdAt } = row;
      return { workshopId, stepId, purpose, model, manifest: row.manifest as object, promptTokens, at: createdAt };
    },
  };
}
