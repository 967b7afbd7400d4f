import { expect } from 'vitest';
import { createModel } from '../../src/openai/create-model.ts';
import type { ModelSettings } from '../../src/openai/model-settings.ts';
import type { Log } from '../../src/ports/log.ts';
import { type Model, type ModelAttempt, ModelError, type ModelErrorKind, type ModelRequest } from '../../src/ports/model.ts';

export const TEST_KEY = 'sk-test-0123456789abcdef';
/** What a participant might have written; no log line and no error may contain it. */
export const SECRET_WORDS = 'the clinic in Dharan closes at noon';

/** Patient where a test does not say otherwise: the machine may be busy. Retries come at once. */
export function modelSettings(baseUrl: string, settings: Partial<ModelSettings> = {}): ModelSettings {
  return {
    baseUrl,
    apiKey: TEST_KEY,
    models: { reply: 'big', eval: 'big', extract: 'small', summary: 'small' },
    flags: [],
    timeoutMs: 10_000,
    idleMs: 10_000,
    parallel: 4,
    outputTokens: 500,
    ...settings,
    policy: { backoffMs: 0, random: () => 0, ...settings.policy },
  };
}

/** A model with everything that it told its meter and its log. */
export interface WatchedModel {
  model: Model;
  attempts: ModelAttempt[];
  lines: { level: string; details: object; text: string }[];
  request(more?: Partial<ModelRequest>): ModelRequest;
}

export function watchModel(baseUrl: string, settings: Partial<ModelSettings> = {}): WatchedModel {
  const lines: WatchedModel['lines'] = [];
  const attempts: ModelAttempt[] = [];
  const write = (level: string) => (details: object, text: string) => void lines.push({ level, details, text });
  const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return {
    model: createModel(modelSettings(baseUrl, settings), log),
    attempts,
    lines,
    request: (more = {}) => ({
      purpose: 'reply',
      messages: [
        { role: 'system', content: 'You lead a workshop.' },
        { role: 'user', content: SECRET_WORDS },
      ],
      deadlineMs: 20_000,
      onAttempt: (attempt) => void attempts.push(attempt),
      ...more,
    }),
  };
}

export async function readAll(stream: AsyncIterable<string>): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of stream) texts.push(text);
  return texts;
}

/** The ModelError that something fails with; its sentence gives away neither words nor key. */
export async function failureOf(promise: Promise<unknown>): Promise<ModelError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ModelError)) throw new Error(`Expected a ModelError, got ${error instanceof Error ? error.stack : String(error)}`);
  expect(error.message).not.toContain(SECRET_WORDS);
  expect(error.message).not.toContain('sk-');
  return error;
}

export async function kindOf(promise: Promise<unknown>): Promise<ModelErrorKind> {
  return (await failureOf(promise)).kind;
}
