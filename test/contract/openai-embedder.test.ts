import { afterEach, describe, expect, it } from 'vitest';
import { createEmbedder } from '../../src/openai/create-embedder.ts';
import type { EmbeddingSettings } from '../../src/openai/model-settings.ts';
import type { ModelAttempt } from '../../src/ports/model.ts';
import { failure, json, openWire, reset, silence, type Wire, type WireReply } from '../support/wire.ts';
import { kindOf, modelSettings } from '../support/wire-model.ts';

const wires: Wire[] = [];
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close();
});

async function open(replies: WireReply[], settings: Partial<EmbeddingSettings> = {}) {
  const wire = await openWire(...replies);
  wires.push(wire);
  const { apiKey, timeoutMs, parallel, policy = {} } = modelSettings(wire.baseUrl);
  const embedder = createEmbedder({ baseUrl: wire.baseUrl, model: 'nomic', apiKey, timeoutMs, parallel, policy, ...settings });
  const attempts: ModelAttempt[] = [];
  const embed = (texts: string[], deadlineMs = 20_000) =>
    embedder.embed(texts, { deadlineMs, onAttempt: (attempt) => void attempts.push(attempt) });
  return { wire, embedder, embed, attempts };
}

const vectors = (...list: unknown[]): WireReply =>
  json(200, {
    object: 'list',
    model: 'nomic',
    data: list.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });

describe('an embedder', () => {
  it('asks for numbers, and knows its dimensions from the first answer on', async () => {
    const { wire, embedder, embed, attempts } = await open([vectors([0.1, 0.2, 0.3], [0, 1, 0])]);
    expect(embedder.dimensions).toBeUndefined();
    expect(await embed(['one', 'two'])).toEqual([
      [0.1, 0.2, 0.3],
      [0, 1, 0],
    ]);
    expect(embedder.dimensions).toBe(3);
    expect(wire.requests[0]).toMatchObject({
      path: '/v1/embeddings',
      body: { model: 'nomic', input: ['one', 'two'], encoding_format: 'float' },
    });
    expect(wire.requests[0]?.body).not.toHaveProperty('dimensions');
    expect(attempts).toMatchObject([{ purpose: 'embedding', model: 'nomic', outcome: 'ok', prompt: 7, completion: 0 }]);
  });

  it('asks for the dimensions that were set, and knows them at once', async () => {
    const { wire, embedder, embed } = await open([vectors([1, 2])], { dimensions: 2 });
    expect(embedder.dimensions).toBe(2);
    await embed(['one']);
    expect(wire.requests[0]?.body.dimensions).toBe(2);
  });

  it('gives the vectors in the order of the texts, in whatever order they come', async () => {
    const data = [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ];
    const { embed } = await open([json(200, { data })]);
    expect(await embed(['one', 'two'])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('asks nobody for nothing, and takes no more than a batch', async () => {
    const { wire, embedder, embed } = await open([vectors([1])]);
    expect(await embed([])).toEqual([]);
    expect(await kindOf(embed(Array.from({ length: embedder.maxBatch + 1 }, () => 'x')))).toBe('bad-request');
    expect(wire.requests).toHaveLength(0);
  });

  const useless: [string, WireReply][] = [
    ['fewer vectors than texts', vectors([1, 2])],
    ['more vectors than texts', vectors([1, 2], [1, 2], [1, 2])],
    ['vectors of different lengths', vectors([1, 2], [1, 2, 3])],
    ['a number that is none', vectors([1, 2], [1, null])],
    ['a vector without a direction', vectors([1, 2], [0, 0])],
    ['empty vectors', vectors([], [])],
    ['base64 all the same', vectors('AACAPwAAAEA=', 'AACAPwAAAEA=')],
    ['the same index twice', json(200, { data: [1, 1].map((index) => ({ index, embedding: [1, 2] })) })],
    ['nothing in the list', json(200, { data: [null, 5] })],
  ];
  it.each(useless)('refuses %s', async (_, reply) => {
    const { embedder, embed, attempts } = await open([reply]);
    expect(await kindOf(embed(['one', 'two']))).toBe('invalid-output');
    expect(embedder.dimensions).toBeUndefined();
    expect(attempts).toMatchObject([{ outcome: 'invalid-output' }]);
  });

  it('refuses vectors of another length than before', async () => {
    const { wire, embed } = await open([vectors([1, 2])]);
    await embed(['one']);
    wire.answer(vectors([1, 2, 3]));
    expect(await kindOf(embed(['two']))).toBe('invalid-output');
  });

  const passing: [string, WireReply][] = [
    ['a failing server', failure(503, { message: 'x' })],
    ['an answer that is no list', json(200, { data: null })],
    ['a page', json(200, '<html>')],
    ['a broken socket', reset],
  ];
  it.each(passing)('tries again: %s', async (_, reply) => {
    const { wire, embed } = await open([reply, vectors([1, 2])]);
    expect(await embed(['one'])).toEqual([[1, 2]]);
    expect(wire.requests).toHaveLength(2);
  });

  it('is bounded in time', async () => {
    const { wire, embed } = await open([silence]);
    expect(await kindOf(embed(['one'], 40))).toBe('timeout');
    await wire.released();
  });
});
