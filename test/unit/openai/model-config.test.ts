import { describe, expect, it } from 'vitest';
import { ConfigError, readEnvironment, toConfig } from '../../../src/config.ts';

const read = (env: Record<string, string>) => toConfig(readEnvironment(env));

function refusalOf(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The settings were taken.');
}

describe('the settings of the model', () => {
  it('are none by default: the guided mode leads', () => {
    const config = read({});
    expect(config).toMatchObject({ facilitator: 'guided', contextTokens: 12_000, caps: { workshop: {}, day: {} } });
    expect(config).not.toHaveProperty('model');
    expect(config).not.toHaveProperty('embedding');
  });

  it('need no more than a key at OpenAI', () => {
    const { model, facilitator } = read({ OPENAI_API_KEY: 'sk-1' });
    expect(facilitator).toBe('model');
    expect(model).toEqual({
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'sk-1',
      models: { reply: 'gpt-5.4-mini', eval: 'gpt-5.4-mini', extract: 'gpt-5.4-mini', summary: 'gpt-5.4-mini' },
      flags: [],
      timeoutMs: 60_000,
      idleMs: 20_000,
      parallel: 4,
      outputTokens: 4_000,
    });
  });

  it('need no more than an address and a name elsewhere', () => {
    const { model } = read({ OPENAI_BASE_URL: 'http://localhost:11434/v1/', MODEL: 'qwen3', MODEL_EXTRACT: 'qwen3:4b' });
    expect(model).toMatchObject({
      baseUrl: 'http://localhost:11434/v1',
      apiKey: 'none',
      models: { reply: 'qwen3', extract: 'qwen3:4b', summary: 'qwen3' },
    });
  });

  it('may be there while the guided mode leads', () => {
    expect(read({ OPENAI_API_KEY: 'sk-1', FACILITATOR: 'guided' })).toMatchObject({ facilitator: 'guided', model: { apiKey: 'sk-1' } });
  });

  it('name the quirks of a server', () => {
    expect(read({ OPENAI_API_KEY: 'k', MODEL_FLAGS: 'max-tokens, no-json-schema,' }).model?.flags).toEqual([
      'max-tokens',
      'no-json-schema',
    ]);
  });

  it('embed only when an embedding model is named, on the same server', () => {
    const server = { OPENAI_BASE_URL: 'http://localhost:1/v1', MODEL: 'm', MODEL_TIMEOUT_SECONDS: '5' };
    expect(read({ ...server, EMBEDDING_MODEL: 'nomic', EMBEDDING_DIMENSIONS: '768' }).embedding).toEqual({
      baseUrl: 'http://localhost:1/v1',
      apiKey: 'none',
      timeoutMs: 5_000,
      parallel: 4,
      model: 'nomic',
      dimensions: 768,
    });
  });

  it('count money where there are prices, and tokens anyway', () => {
    const prices = { MODEL_PRICE_INPUT: '0.25', MODEL_PRICE_OUTPUT: '2' };
    expect(read({ ...prices, MODEL_CAP_WORKSHOP: '1.5', MODEL_CAP_DAY_TOKENS: '1000000' })).toMatchObject({
      prices: { input: 0.25, cached: 0.25, output: 2 },
      caps: { workshop: { cost: 1.5 }, day: { tokens: 1_000_000 } },
    });
    expect(read({ ...prices, MODEL_PRICE_CACHED: '0' }).prices.cached).toBe(0);
  });

  it.each([
    [{ OPENAI_BASE_URL: 'http://localhost:1/v1' }, /^MODEL is missing: the server at OPENAI_BASE_URL has no default one/],
    [{ MODEL: 'gpt-5' }, /^OPENAI_API_KEY is missing for MODEL/],
    [{ EMBEDDING_MODEL: 'nomic' }, /^OPENAI_API_KEY is missing for EMBEDDING_MODEL/],
    [{ FACILITATOR: 'model' }, /^FACILITATOR is “model”, but there is none/],
    [{ FACILITATOR: 'robot' }, /^FACILITATOR is one of auto, guided, model; it is “robot”/],
    [{ OPENAI_BASE_URL: 'localhost:1' }, /^OPENAI_BASE_URL is an http\(s\) address\. /],
    [{ MODEL_FLAGS: 'no-schema' }, /^MODEL_FLAGS is a comma-separated list of no-json-schema, .*; it is “no-schema”/],
    [{ MODEL_CONTEXT_TOKENS: '100' }, /^MODEL_CONTEXT_TOKENS is from 2000 to 200000; it is “100”/],
    [{ MODEL_PARALLEL: '1.5' }, /^MODEL_PARALLEL is a whole number; it is “1.5”/],
    [{ MODEL_PRICE_INPUT: 'free' }, /^MODEL_PRICE_INPUT is an amount; it is “free”/],
    [{ MODEL_CAP_DAY: '5' }, /^MODEL_CAP_WORKSHOP and MODEL_CAP_DAY need MODEL_PRICE_INPUT/],
  ])('are refused in one sentence: %j', (env, sentence) => {
    expect(refusalOf(env as Record<string, string>)).toMatch(sentence);
  });

  it('never show a key, nor an address that may hold one', () => {
    expect(refusalOf({ OPENAI_BASE_URL: 'ftp://me:hunter2@host' })).not.toContain('hunter2');
  });
});
