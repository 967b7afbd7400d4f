import { describe, expect, it } from 'vitest';
import { parseSpokenVerb } from '../../../src/turns/verbs.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

describe('what is said to the bot in a thread', () => {
  it.each(['next', 'Next!', 'next please', 'next step', 'the next step please', 'move on', 'Let’s move on.', "let's go to the next step"])(
    '“%s” moves on',
    (text) => {
      expect(parseSpokenVerb(text, designThinking)).toEqual({ verb: 'next', rest: '' });
    },
  );

  it.each([
    'next week we ask the nurses',
    'people move on when nobody answers',
    'the next step of the journey is the desk',
    'help',
    'start',
  ])('“%s” is no command', (text) => {
    expect(parseSpokenVerb(text, designThinking)).toBeUndefined();
  });
});
