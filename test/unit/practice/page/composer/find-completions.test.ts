import { describe, expect, it } from 'vitest';
import { findCompletions } from '../../../../../src/practice/page/composer/find-completions.ts';
import type { Person } from '../../../../../src/practice/protocol.ts';

const person = (id: string, name: string, realName: string): Person => ({
  id,
  name,
  realName,
  timeZone: 'UTC',
  colour: '#000',
  isBot: false,
  isOutsider: false,
});

describe('completions', () => {
  const commands = [{ command: '/workshop', description: 'Workshops', usageHint: 'start IDEA' }];
  const people = [person('U1', 'maya', 'Maya Lindqvist'), person('U2', 'tomas', 'Tomás Rivera')];
  const find = (text: string, caret = text.length) => findCompletions(text, caret, commands, people)?.items.map((item) => item.insert);

  it('offer commands only at the very beginning', () => {
    expect(find('/')).toEqual(['/workshop ']);
    expect(find('/workshop start')).toBeUndefined();
    expect(find('and /wo')).toBeUndefined();
    expect(find('/nothing')).toBeUndefined();
  });

  it('find people by handle or any of their names, at the caret', () => {
    expect(find('hello @riv')).toEqual(['@tomas ']);
    expect(find('@ma and more', 3)).toEqual(['@maya ']);
    expect(find('mail@ma')).toBeUndefined();
  });
});
