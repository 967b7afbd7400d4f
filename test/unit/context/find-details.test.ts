import { describe, expect, it } from 'vitest';
import { findDetails } from '../../../src/context/find-details.ts';

const details = (text: string) => findDetails(text).map(({ kind, text: exact }) => `${kind}: ${exact}`);

describe('exact details of a message', () => {
  it.each([
    ['We asked Maria Lopez and Jean-Luc Picard', ['name: Maria Lopez', 'name: Jean-Luc Picard']],
    ['It takes 45 minutes, 40 % give up, and costs €1,200.50', ['number: 45 minutes', 'number: 40 %', 'number: €1,200.50']],
    ['on 2026-11-21 at 10:30, or 3 March 2027', ['date: 2026-11-21', 'date: 10:30', 'date: 3 March 2027']],
    ['see ABC-123, #4521, v2.3.1 or ana@clinic.example', ['id: ana@clinic.example', 'id: ABC-123', 'id: #4521', 'id: v2.3.1']],
    ['she said “I never know where to stand” to me', ['quote: “I never know where to stand”']],
    ['look at https://clinic.example/plan?a=1. Thanks', ['link: https://clinic.example/plan?a=1']],
    ['we should ask the practice manager', []],
    ['', []],
  ])('of “%s”', (text, expected) => {
    expect(details(text).sort()).toEqual([...expected].sort());
  });

  it('are found once, and a bounded number of them', () => {
    expect(details('with Ana, with Ana')).toEqual(['name: Ana']);
    expect(findDetails(Array.from({ length: 200 }, (_, n) => `at ${n} km`).join(', '))).toHaveLength(20);
  });

  it('are looked for in bounded time in hostile texts', () => {
    for (const text of [
      'a'.repeat(2_000),
      'A-'.repeat(1_000),
      '"'.repeat(2_000),
      'Aa '.repeat(700),
      '1,'.repeat(1_000),
      'a1'.repeat(1_000),
      '@.'.repeat(1_000),
    ])
      expect(findDetails(text).length).toBeLessThanOrEqual(20);
  });
});
