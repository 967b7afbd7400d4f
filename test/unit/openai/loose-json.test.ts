import { describe, expect, it } from 'vitest';
import { readLooseJson } from '../../../src/openai/loose-json.ts';

describe('JSON in what a model says', () => {
  it.each([
    ['alone', ' {"a": 1}\n', { a: 1 }],
    ['in a fence', 'Here:\n```json\n{"a": {"b": [1]}}\n```\nDone.', { a: { b: [1] } }],
    ['in a fence without a language', '```\n{"a": 1}```', { a: 1 }],
    ['in the first fence of several', '```json\n{"a": 1}\n```\nor\n```json\n{"a": 2}\n```', { a: 1 }],
    ['between words', 'Sure: {"a": "} {"} – as you wished.', { a: '} {' }],
    ['in a fence that is never closed', '```json\n{"a": 1}', { a: 1 }],
    ['as something else than an object', 'null', null],
  ])('is found %s', (_, text, value) => {
    expect(readLooseJson(text)).toEqual({ value });
  });

  it.each([
    ['nothing', ''],
    ['prose', 'I cannot do that.'],
    ['one brace', 'a } b { c'],
    ['two objects', '{"a":1} {"a":2}'],
    ['an object that ends too soon', '{"a": 1'],
  ])('is not found in %s', (_, text) => {
    expect(readLooseJson(text)).toBeUndefined();
  });

  it('takes no time to be missed in a very long answer', () => {
    const startMs = performance.now();
    expect(readLooseJson('{"a":'.repeat(1_000_000))).toBeUndefined();
    expect(readLooseJson('```{'.repeat(40_000))).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});
