import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, fitLines, splitText, takeHead } from '../../../src/slack/limits.ts';

/** Texts as they stand in mrkdwn: words, line breaks, mentions, links, entities, characters of two units. */
const piece = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[<>&]/g, '.')),
  fc.constantFrom(' ', '\n', '\n\n', '<@U0123ABCD>', '<https://example.org/a b|a label>', '&amp;', '&lt;', '🧭', '👩‍🔬', 'x'.repeat(40)),
);
const mrkdwn = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

/** Nothing of Slack's notation, and no character, is torn apart at the ends. */
function isWhole(text: string): boolean {
  const withoutNotation = text.replace(/<[^<>\n]*>/g, '').replace(/&(?:amp|lt|gt);/g, '');
  return !/[<>&]/.test(withoutNotation) && !/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(text);
}

describe('splitting a text', () => {
  it('loses nothing, keeps every part within the limit, and tears no mention, link, entity or character apart', () => {
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: 60, max: 300 }), (text, maxChars) => {
        const parts = splitText(text, maxChars);
        expect(parts.join('')).toBe(text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(maxChars);
          expect(part.length).toBeGreaterThan(0);
          expect(isWhole(part)).toBe(true);
        }
      }),
    );
  });

  it('ends between paragraphs, lines or words where it can', () => {
    expect(splitText(`${'a'.repeat(60)}\n\n${'b'.repeat(60)}`, 100)).toEqual([`${'a'.repeat(60)}\n\n`, 'b'.repeat(60)]);
    expect(splitText(`${'a'.repeat(60)} ${'b'.repeat(60)}`, 100)).toEqual([`${'a'.repeat(60)} `, 'b'.repeat(60)]);
  });

  it('takes a text without a single space', () => {
    expect(splitText('x'.repeat(25), 10).map((part) => part.length)).toEqual([10, 10, 5]);
  });

  it('is quick with forty thousand characters', () => {
    const started = performance.now();
    expect(splitText('<@U0123ABCD>'.repeat(3_400), 3_000).length).toBeGreaterThan(13);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('the head of a text', () => {
  it('fits, tears nothing apart, and is nothing when there is hardly any room', () => {
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: -5, max: 700 }), (text, room) => {
        const head = takeHead(text, room);
        expect(text.startsWith(head)).toBe(true);
        expect(head.length).toBeLessThanOrEqual(Math.max(0, room));
        expect(isWhole(head)).toBe(true);
        if (room >= 420) expect(head === '').toBe(text === '');
      }),
    );
  });
});

describe('cutting a text', () => {
  it('stays within the limit and says that something is missing', () => {
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: 60, max: 300 }), (text, maxChars) => {
        const cut = cutText(text, maxChars);
        expect(cut.length).toBeLessThanOrEqual(maxChars);
        expect(isWhole(cut)).toBe(true);
        if (text.length > maxChars) expect(cut.endsWith('…')).toBe(true);
        else expect(cut).toBe(text);
      }),
    );
  });
});

describe('fitting lines', () => {
  const sayMore = (count: number) => `… and ${count} more`;

  it('shows as many as fit and counts the others', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ maxLength: 50 }).map((text) => text.replace(/[\n<>&]/g, '.')),
          { maxLength: 40 },
        ),
        fc.integer({ min: 60, max: 400 }),
        (lines, maxChars) => {
          const fitted = fitLines(lines, { maxChars, maxLineChars: 50, sayMore });
          expect(fitted.length).toBeLessThanOrEqual(maxChars);
          const more = /… and (\d+) more$/.exec(fitted);
          if (more) expect(fitted.split('\n').length - 1 + Number(more[1])).toBe(lines.length);
          else expect(fitted).toBe(lines.join('\n'));
        },
      ),
    );
  });
});
