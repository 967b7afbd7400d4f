import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkdownEscaper, escapeMarkdown, phraseToMarkdown, unescapeMarkdown } from '../../../src/slack/escape-markdown.ts';
import { person, phrase } from '../../../src/workshop/phrase.ts';

const isKnown = (userId: string) => userId === 'UANNA01';
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        '<@UANNA01>',
        '<@UNOBODY1>',
        '<!channel>',
        '<',
        '>',
        '&',
        '@',
        'U',
        '](',
        ']',
        '(',
        '🧭',
        '\ud83e',
        '\udded',
        'word ',
        '<https://a.b|c>',
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
);

describe('a text on its way into markdown', () => {
  it('is what it would be in one piece, however it is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 80 }), { maxLength: 10 }), (whole, cuts) => {
        const at = [...new Set([0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length])].sort((a, b) => a - b);
        const escaper = createMarkdownEscaper(isKnown);
        const pieces = at.slice(1).map((end, index) => escaper.push(whole.slice(at[index], end)));
        expect(pieces.join('') + escaper.end()).toBe(escapeMarkdown(whole, isKnown));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no mention but of people of the workshop, no broadcast and no dressed-up link', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const escaped = escapeMarkdown(whole, isKnown);
        expect(escaped.replaceAll('<@UANNA01>', '@Anna')).not.toMatch(/[<>]|\]\(/);
        expect(escaped.isWellFormed?.() ?? true).toBe(true);
      }),
    );
  });

  it('shows what can be shown at once and holds back what depends on the rest', () => {
    const escaper = createMarkdownEscaper(isKnown);
    expect(['a < b <', '@UANNA', '01> and <@U', 'NO', ' more ', '\ud83e', '\udded'].map((piece) => escaper.push(piece))).toEqual([
      'a &lt; b ',
      '',
      '<@UANNA01> and ',
      '',
      '&lt;@UNO more ',
      '',
      '🧭',
    ]);
    expect(escaper.push('<@U')).toBe('');
    expect(escaper.end()).toBe('&lt;@U');
  });

  it('is the same words again for the log', () => {
    expect(unescapeMarkdown(escapeMarkdown(' a < b && <@UANNA01> &lt; ', isKnown))).toBe('a < b && <@UANNA01> &lt;');
  });
});

describe('a phrase of ours', () => {
  it('is bold with two stars, also around what somebody said', () => {
    const said = 'R&D <@UNOBODY1> [x](y)';
    expect(phraseToMarkdown(phrase`*Bold*, _italic_, *${said}* and ${person('UANNA01')}`, isKnown)).toBe(
      '**Bold**, _italic_, **R&amp;D somebody [x] (y)** and <@UANNA01>',
    );
  });
});
