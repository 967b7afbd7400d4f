import { describe, expect, it } from 'vitest';
import { passSheet } from '../../../src/workshop/pass-sheets.ts';

const sheets = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ userId: `U${String(index).padStart(2, '0')}`, lines: [`idea ${index}`] }));

describe('sheets that are passed on', () => {
  it.each([2, 3, 4, 5, 8, 12])('go to somebody else each, with %i people, and everybody’s is read', (count) => {
    const table = sheets(count);
    const read = table.map((sheet) => passSheet('seed', 2, table, sheet.userId)?.userId);
    read.forEach((writer, index) => {
      expect(writer).not.toBe(table[index]?.userId);
    });
    expect(new Set(read).size).toBe(count);
  });

  it.each([3, 5, 12])('come from another neighbour in the next round, with %i people', (count) => {
    const table = sheets(count);
    for (const { userId } of table)
      expect(passSheet('seed', 2, table, userId)?.userId).not.toBe(passSheet('seed', 3, table, userId)?.userId);
  });

  it('leave somebody who is alone with their own', () => {
    expect(passSheet('seed', 2, sheets(1), 'U00')?.userId).toBe('U00');
    expect(passSheet('seed', 2, [], 'U00')).toBeUndefined();
    expect(passSheet('seed', 2, [{ userId: 'U00', lines: [] }], 'U00')).toBeUndefined();
  });

  it('give one to whoever comes late, always the same, and read on what somebody left who has gone', () => {
    const table = sheets(4);
    const late = passSheet('seed', 2, table, 'ULATE');
    expect(table).toContainEqual(late);
    expect(passSheet('seed', 2, table, 'ULATE')).toEqual(late);
    const read = table.slice(1).map((sheet) => passSheet('seed', 2, table, sheet.userId)?.userId);
    expect(read).toContain('U00');
  });
});
