import { describe, expect, it } from 'vitest';
import { readError, readRetryAfterMs } from '../../../src/openai/read-error.ts';
import { ModelError } from '../../../src/ports/model.ts';

const context = { signal: new AbortController().signal, model: 'm' };

describe('when a server wants to be asked again', () => {
  const nowMs = Date.parse('2026-11-26T12:00:00Z');
  it.each([
    ['in seconds', { 'retry-after': '2' }, 2_000],
    ['in parts of a second', { 'retry-after': '0.5' }, 500],
    ['as a date', { 'retry-after': 'Thu, 26 Nov 2026 12:00:30 GMT' }, 30_000],
    ['in milliseconds, which are more exact', { 'retry-after-ms': '150', 'retry-after': '1' }, 150],
    ['at a date gone by', { 'retry-after': 'Thu, 26 Nov 2026 11:00:00 GMT' }, undefined],
    ['at once', { 'retry-after': '0' }, undefined],
    ['in words', { 'retry-after': 'soon' }, undefined],
    ['not said', {}, undefined],
  ])('is read: %s', (_, headers, ms) => {
    expect(readRetryAfterMs(new Headers(headers as Record<string, string>), nowMs)).toBe(ms);
  });
});

describe('an error', () => {
  it('that is ours stays as it is', () => {
    const error = new ModelError('busy', 'Too many.');
    expect(readError(error, context)).toBe(error);
  });

  it('while a clock of ours rings is that clock’s', () => {
    const watch = new AbortController();
    watch.abort(new ModelError('timeout', 'Too late.'));
    expect(readError(new TypeError('terminated'), { ...context, signal: watch.signal })).toMatchObject({
      kind: 'timeout',
      message: 'Too late.',
    });
  });

  it('of a program that is wrong is not taken for the server’s, and not repeated to it', () => {
    expect(readError(new TypeError('x is not a function'), context)).toMatchObject({
      kind: 'bad-request',
      message: 'A fault in the call (TypeError).',
    });
    expect(readError('nonsense', context)).toMatchObject({ kind: 'bad-request' });
  });
});
