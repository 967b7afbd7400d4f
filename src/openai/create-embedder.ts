import type { OpenAI } from 'openai';
import type { Log } from '../ports/log.ts';
import { type Embedder, ModelError, type ModelUsage } from '../ports/model.ts';
import { askServer } from './ask-server.ts';
import type { EmbeddingSettings } from './model-settings.ts';
import { createGateway, openCall } from './open-call.ts';
import { NO_USAGE, readUsage } from './read-answer.ts';

/** Of one request; every known server takes so many. */
const MAX_BATCH = 96;

/** The Embedder port. Vectors are compared with each other, so one of another length, or of no direction, is refused. */
export function createEmbedder(settings: EmbeddingSettings, log?: Log): Embedder {
  const gateway = createGateway(settings, log);
  let dimensions = settings.dimensions;
  return {
    model: settings.model,
    maxBatch: MAX_BATCH,
    get dimensions() {
      return dimensions;
    },
    async embed(texts, options) {
      if (texts.length === 0) return [];
      if (texts.length > MAX_BATCH) throw new ModelError('bad-request', `At most ${MAX_BATCH} texts at once.`);
      const call = openCall(gateway, 'embedding', settings.model, options);
      try {
        return await askServer(call, {
          // The SDK's default is base64, which several servers do not know.
          send: ({ signal }) =>
            gateway.client.embeddings.create(
              {
                model: settings.model,
                input: texts,
                encoding_format: 'float',
                ...(settings.dimensions === undefined ? {} : { dimensions: settings.dimensions }),
              },
              { signal },
            ),
          usageOf: readEmbeddingUsage,
          read(response) {
            const vectors = readVectors(response, texts.length, dimensions);
            dimensions = vectors[0]?.length;
            return vectors;
          },
        });
      } finally {
        call.close();
      }
    },
  };
}

function readEmbeddingUsage(response: OpenAI.CreateEmbeddingResponse | undefined): ModelUsage {
  const prompt = response?.usage?.prompt_tokens;
  return prompt === undefined ? NO_USAGE : readUsage({ prompt_tokens: prompt });
}

/** One vector per text, in the order of the texts. */
function readVectors(response: OpenAI.CreateEmbeddingResponse | undefined, count: number, expected: number | undefined): number[][] {
  const data: unknown = response?.data;
  if (!Array.isArray(data)) throw new ModelError('unavailable', 'The server’s answer is no list of embeddings.');
  const vectors = new Map<number, number[]>();
  for (const [position, item] of data.entries()) {
    const { index, embedding } = (item ?? {}) as { index?: unknown; embedding?: unknown };
    if (isVector(embedding)) vectors.set(typeof index === 'number' ? index : position, embedding);
  }
  const length = expected ?? vectors.get(0)?.length;
  const good = Array.from({ length: count }, (_, index) => vectors.get(index)).filter((vector) => vector !== undefined);
  if (data.length !== count || good.length < count || good.some((vector) => vector.length !== length))
    throw new ModelError('invalid-output', `Not one good embedding of ${length ?? 'equal'} dimensions for each of ${count} texts.`);
  return good;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isFinite) && value.some((part) => part !== 0);
}
