import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { fontFiles } from '../../../../src/build-pack/fonts.ts';
import { brief, fit, inItsDirection, listBriefly, measure, plainWords, wrap, writeAlt } from '../../../../src/build-pack/pictures/words.ts';

const style = { size: 14 };

describe('measuring text', () => {
  it.each([
    ['Data protection officer, 54', 'regular', false],
    ['Receptionist – answers “always”', 'bold', true],
    ['Ärztinnen, Übergrößen, Прием пациентов', 'regular', false],
  ] as const)('agrees with the font: %s', (text, font, isBold) => {
    const paper = new PDFDocument().font(fontFiles[font]).fontSize(14);
    const real = paper.widthOfString(text);
    expect(Math.abs(measure(text, { size: 14, isBold }) - real)).toBeLessThan(real * 0.03);
  });

  it('knows the scripts of the fallback, and takes what no font has for wide', () => {
    expect(measure('\u{10ffff}', style)).toBe(14);
    expect(measure('رئيسة', style)).toBeGreaterThan(14);
    expect(measure('رئيسة', style)).toBeLessThan(5 * 14);
  });
});

describe('making text fit', () => {
  it('leaves what fits, and cuts the rest between words', () => {
    expect(fit('Practice owner', 200, style)).toBe('Practice owner');
    expect(fit('Practice owner of the small clinic', 120, style)).toBe('Practice owner…');
    expect(wrap('Practice owner of the small clinic', 120, style, 2)).toEqual(['Practice owner of', 'the small clinic']);
    expect(wrap('Practice owner of the small clinic next door', 120, style, 2)).toEqual(['Practice owner of', 'the small clinic…']);
    expect(wrap('  ', 120, style, 2)).toEqual([]);
  });

  it('breaks a word that is too long, and never a character', () => {
    expect(wrap('w'.repeat(30), 120, style, 9).join('')).toBe('w'.repeat(30));
    expect(fit('👩‍👩‍👧‍👦'.repeat(20), 200, style)).toMatch(/^(👩‍👩‍👧‍👦)+…$/u);
    expect(brief('👩‍👩‍👧‍👦'.repeat(20))).toMatch(/^(👩‍👩‍👧‍👦)+…$/u);
  });

  it('never needs more room than there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.integer({ min: 60, max: 300 }), (text, width) => {
        const lines = wrap(text, width, style, 3);
        expect(lines.length).toBeLessThanOrEqual(3);
        for (const line of lines) expect(measure(line, style)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('words for a picture', () => {
  it('are on one line, without what cannot be seen or written', () => {
    expect(plainWords(' a\n\tb\u0000\u202ec\ud800\uffff ', undefined)).toBe('a bc\ufffd');
  });

  it('name whom they mention', () => {
    expect(plainWords('ask <@U1|x> and <@U2>', (userId) => ({ U1: 'Tom' })[userId as string] ?? 'Ana')).toBe('ask @Tom and @Ana');
    expect(plainWords('ask <@U1>', undefined)).toBe('ask @U1');
  });

  it('keep what ends a line at its end, where the script runs from right to left', () => {
    expect(inItsDirection('رئيسة…')).toBe('\u200fرئيسة…\u200f');
    expect(inItsDirection('3. Rosa رئيسة…')).toBe('3. Rosa رئيسة…');
  });
});

describe('alternative text', () => {
  it('counts what it has no room for', () => {
    const sentences = Array.from({ length: 40 }, (_, index) => `${index + 1}. ${'word '.repeat(8).trim()}.`);
    const alt = writeAlt(sentences);
    expect(alt.length).toBeLessThanOrEqual(1_000);
    const shown = alt.match(/\d+\. /g)?.length ?? 0;
    expect(alt).toMatch(new RegExp(` And ${40 - shown} more\\.$`));
    expect(writeAlt(['x'.repeat(3_000)]).length).toBeLessThanOrEqual(1_000);
  });

  it('lists a few and counts the others', () => {
    expect(listBriefly(['a', 'b', 'c'], 3)).toBe('a, b, c');
    expect(listBriefly(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });
});
