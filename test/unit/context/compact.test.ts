import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact } from '../../../src/context/compact.ts';
import { fitCompaction } from '../../../src/context/render-compaction.ts';
import type { Compaction, CoveredMessage } from '../../../src/ports/context-store.ts';

const countTokens = (text: string) => text.length;
const room = 2_000;

function messages(texts: readonly string[], from = 1): CoveredMessage[] {
  return texts.map((text, index) => ({ version: from + index, role: 'user', userId: `U${(from + index) % 3}`, text, metadata: {} }));
}

/** Covers the texts in as many compactions as there are parts. */
function cover(parts: readonly (readonly string[])[]): Compaction | null {
  let before: Compaction | null = null;
  let from = 1;
  for (const texts of parts) {
    if (texts.length === 0) continue;
    const coversTo: number = from + texts.length - 1;
    before = compact({ before, gone: [], changed: [], messages: messages(texts, from), coversTo }, room, countTokens).compaction;
    from = coversTo + 1;
  }
  return before;
}

describe('a compaction', () => {
  it('keeps lines word for word with who said them where, and an index of exact details', () => {
    const { compaction, text } = compact(
      {
        before: null,
        gone: [],
        changed: [],
        messages: messages([
          'Morning all!',
          'Maria Lopez waits 45 minutes because nobody calls her.',
          'See https://clinic.example/plan for ticket ABC-12.',
        ]),
        coversTo: 3,
      },
      room,
      countTokens,
    );
    expect(compaction).toMatchObject({ coversFrom: 1, coversTo: 3, messages: 3 });
    expect(text.split('\n')).toEqual([
      '[1] U1: Morning all!',
      '[2] U2: Maria Lopez waits 45 minutes because nobody calls her.',
      '[3] U0: See https://clinic.example/plan for ticket ABC-12.',
      'Names: Maria Lopez [2]',
      'Numbers: 45 minutes [2]',
      'Ids: ABC-12 [3]',
      'Links: https://clinic.example/plan [3]',
    ]);
  });

  it('does not drift: covered piece by piece it keeps the same lines as covered at once (F-38)', () => {
    const sentence = fc
      .array(fc.constantFrom('we', 'Maria', 'wait', '45', 'must', 'decide', 'clinic', '“no”', 'ABC-1', 'queue', 'why?'), {
        minLength: 2,
        maxLength: 14,
      })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(fc.array(sentence, { maxLength: 25 }), { minLength: 1, maxLength: 6 }), (parts) => {
        const once = cover([parts.flat()]);
        const often = cover(parts);
        expect(often?.lines).toEqual(once?.lines);
        expect(often?.messages).toEqual(once?.messages);
        for (const line of often?.lines ?? []) expect(parts.flat()[line.version - 1]).toContain(line.text);
      }),
      { numRuns: 100 },
    );
  });

  it('is as large after a hundred times as after one', () => {
    let before: Compaction | null = null;
    for (let round = 0; round < 100; round++) {
      const texts = Array.from(
        { length: 50 },
        (_, n) => `Ana Bo${round} said “number ${round}-${n}” on 2026-11-${10 + (n % 20)} about ID-${round}${n}`,
      );
      const result = compact(
        { before, gone: [], changed: [], messages: messages(texts, round * 50 + 1), coversTo: round * 50 + 50 },
        room,
        countTokens,
      );
      expect(countTokens(result.text)).toBeLessThanOrEqual(room);
      before = result.compaction;
    }
    expect(JSON.stringify(before).length).toBeLessThan(25_000);
    expect(before).toMatchObject({ coversFrom: 1, coversTo: 5_000, messages: 5_000 });
  });

  it('keeps what is said often, however long ago', () => {
    const parts = Array.from({ length: 30 }, (_, round) =>
      Array.from({ length: 20 }, (_, n) => (n === 3 ? 'We asked Maria Lopez again' : `At desk ${round * 20 + n} km`)),
    );
    expect(cover(parts)?.details.find((detail) => detail.text === 'Maria Lopez')).toMatchObject({ count: 30 });
  });

  it('prefers what was said to the facilitator, with details, over small talk', () => {
    const chat = Array.from({ length: 200 }, () => 'haha yes that is so true indeed');
    const [important, ...rest] = messages(['The deadline must be 12 March, says Ana', ...chat]);
    const marked = { ...(important as CoveredMessage), metadata: { addressed: true } };
    const { compaction } = compact({ before: null, gone: [], changed: [], messages: [marked, ...rest], coversTo: 201 }, room, countTokens);
    expect(compaction.lines[0]?.text).toBe('The deadline must be 12 March, says Ana');
  });

  it('loses what was deleted since, and takes what was edited as it is now', () => {
    const before = cover([['Ana Silva pays 100 euros', 'Bo Berg pays 200 euros', 'nothing else here']]);
    const changed = messages(['Bo Berg pays 250 euros'], 2);
    const next = compact({ before, gone: [1, 2], changed, messages: messages(['and more words'], 4), coversTo: 4 }, room, countTokens);
    expect(next.text).not.toMatch(/Ana Silva|100|200/);
    expect(next.text).toContain('[2] U2: Bo Berg pays 250 euros');
  });

  it('shows nothing of a deleted message, although the text that is stored still has it', async () => {
    const { compaction, text } = compact(
      { before: null, gone: [], changed: [], messages: messages(['Ana Silva pays 100 euros', 'Bo Berg pays 200 euros']), coversTo: 2 },
      room,
      countTokens,
    );
    const stored = { ...compaction, id: 'c', text, tokens: countTokens(text), gone: [1] };
    const [part] = (await fitCompaction(stored, 1_000, countTokens, async () => compaction)).parts;
    expect(part?.text).toContain('Bo Berg');
    expect(part?.text).not.toMatch(/Ana|100/);
  });

  it('is cut by whole lines, the least important first, where the room is small', async () => {
    const texts = [
      'The deadline must be 12 March because Ana Silva decides',
      ...Array.from({ length: 40 }, (_, n) => `we talked about thing ${'x'.repeat(n)} a lot`),
    ];
    const { compaction, text } = compact(
      { before: null, gone: [], changed: [], messages: messages(texts), coversTo: 41 },
      5_000,
      countTokens,
    );
    const stored = { ...compaction, id: 'c', text, tokens: countTokens(text), gone: [] };
    for (const budget of [0, 20, 60, 150, 400]) {
      const fitted = await fitCompaction(stored, budget, countTokens, async () => compaction);
      expect(fitted.tokens).toBeLessThanOrEqual(budget);
      if (budget >= 150) expect(fitted.parts[0]?.text).toContain('[1] U1: The deadline must be 12 March because Ana Silva decides');
    }
  });

  it('takes anything that people write', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 600 }), { maxLength: 12 }), fc.nat(600), (texts, small) => {
        const { text } = compact(
          { before: null, gone: [], changed: [], messages: messages(texts), coversTo: texts.length },
          small,
          countTokens,
        );
        expect(countTokens(text)).toBeLessThanOrEqual(small);
      }),
    );
  });
});
