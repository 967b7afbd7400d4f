import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEmbedder } from '../../src/openai/create-embedder.ts';
import { kindOf, modelSettings, readAll, watchModel } from '../support/wire-model.ts';

/** Somebody else's idea of an OpenAI server: what our own double cannot vouch for. */
describe('a stand-in for OpenAI', () => {
  let server: LLMock;
  beforeAll(async () => {
    server = await LLMock.create({ port: 0, chunkSize: 4 });
    server.onMessage('Who is it for?', { content: 'It is for small clinics.' });
    server.onMessage('As JSON', { content: '{"audience":"small clinics"}' });
    server.onMessage('Too often', { error: { message: 'slow down', code: 'rate_limit_exceeded' }, status: 429, retryAfter: 30 });
    server.onEmbedding(/.*/, { embedding: [0.5, -0.25, 1] });
  });
  afterAll(() => server.stop());

  const open = () => watchModel(`${server.url}/v1`);
  const ask = (content: string) => [{ role: 'user' as const, content }];

  it('streams a reply in pieces', async () => {
    const { model, request, attempts } = open();
    const texts = await readAll(model.stream(request({ messages: ask('Who is it for?') })));
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join('')).toBe('It is for small clinics.');
    expect(attempts).toMatchObject([{ outcome: 'ok' }]);
    expect(attempts[0]?.completion).toBeGreaterThan(0);
  });

  it('gives a text and a value', async () => {
    const { model, request } = open();
    expect(await model.text(request({ messages: ask('Who is it for?') }))).toBe('It is for small clinics.');
    const schema = z.object({ audience: z.string().nullable() });
    expect(await model.object({ ...request({ messages: ask('As JSON') }), schema, name: 'audience' })).toEqual({
      audience: 'small clinics',
    });
  });

  it('says when to come back', async () => {
    const { model, request } = open();
    expect(await kindOf(model.text(request({ messages: ask('Too often') })))).toBe('rate-limit');
  });

  it('embeds', async () => {
    const { apiKey, timeoutMs, parallel, baseUrl } = modelSettings(`${server.url}/v1`);
    const embedder = createEmbedder({ apiKey, timeoutMs, parallel, baseUrl, model: 'text-embedding-3-small' });
    expect(await embedder.embed(['one'], { deadlineMs: 10_000 })).toEqual([[0.5, -0.25, 1]]);
  });
});
