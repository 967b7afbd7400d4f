import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitMarkdown } from '../../../src/slack/split-markdown.ts';

const table = '| a | b |\n| --- | --- |\n| 1 | 2 |';

it('keeps every word, every limit and at most one table a part', () => {
  const block = fc.constantFrom('# Title', 'A paragraph of some words.', '- one\n- two', table, 'x'.repeat(700));
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 30 }), (blocks) => {
      const markdown = blocks.join('\n\n');
      const parts = splitMarkdown(markdown, 500);
      expect(parts.join('').replace(/\s/g, '')).toBe(markdown.replace(/\s/g, ''));
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(500);
        expect(part.match(/^\| ---/gm)?.length ?? 0).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('leaves a short pack whole', () => {
  expect(splitMarkdown(`# Pack\n\n${table}\n`, 11_000)).toEqual([`# Pack\n\n${table}\n`]);
});
