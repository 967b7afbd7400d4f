import type { ContextStore } from '../ports/context-store.ts';
import type { Embedder } from '../ports/model.ts';

const deadlineMs = 30_000;

/**
 * Gives vectors of this model to people's messages that have none, or one of another model, the newest first: for a periodic job.
 * At most `limit` messages; returns how many. Rejects with a ModelError when the model fails; what was done until then stays.
 */
export async function embedMissing(
  store: Pick<ContextStore, 'prepareVectors' | 'unembedded' | 'saveEmbeddings'>,
  embedder: Embedder,
  limit: number,
): Promise<number> {
  let done = 0;
  while (done < limit) {
    const messages = await store.unembedded(embedder.model, Math.min(embedder.maxBatch, limit - done));
    if (messages.length === 0) break;
    const written = messages.filter((message) => message.text.trim() !== '');
    const vectors =
      written.length > 0
        ? await embedder.embed(
            written.map((message) => message.text),
            { deadlineMs },
          )
        : [];
    const dimensions = vectors[0]?.length;
    if (dimensions !== undefined && done === 0) await store.prepareVectors({ model: embedder.model, dimensions });
    const vectorOf = new Map(written.map((message, index) => [message.id, vectors[index] ?? null]));
    // Nothing can be found by a message without words: it is noted without a vector, and not asked for again.
    await store.saveEmbeddings(
      embedder.model,
      messages.map(({ id, editedAt }) => ({ id, editedAt, vector: vectorOf.get(id) ?? null })),
    );
    done += messages.length;
  }
  return done;
}
