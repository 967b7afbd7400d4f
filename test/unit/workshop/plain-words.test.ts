import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAction } from '../../../src/turns/actions/read-action.ts';
import { allActions } from '../../../src/turns/actions/registry.ts';
import { compileWords } from '../../../src/workshop/plain-words.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const read = (said: string) => readAction(designThinking, said);

describe('what is asked in plain words', () => {
  it.each([
    ["let's move on to the next step", 'advance', {}],
    ["We're done here, let's move on.", 'advance', {}],
    ['ok, that’s enough for this step', 'advance', {}],
    ['can you please finish the personas?', 'advance', { stepId: 'persona' }],
    ["let's start the persona over", 'reset', { stepId: 'persona' }],
    ['This isn’t right, let’s reset the persona', 'reset', { stepId: 'persona' }],
    ['can you send us the files', 'export', {}],
    ['could we have the build pack please', 'export', {}],
    ["let's take a short break", 'pause', {}],
    ['why don’t we end the workshop here?', 'end', {}],
    ['skip this because we did it last month', 'skip', { text: 'we did it last month' }],
    ['please close the vote', 'close-vote', {}],
    ['what if we go back to the challenge', 'fork', { stepId: 'challenge' }],
    ['give us five more minutes', 'timer', { minutes: 5 }],
    ['start a timer for 10 minutes', 'timer', { minutes: 10 }],
    ['could you remind everybody', 'remind', {}],
    ['invite the quiet ones please', 'invite', {}],
    ['hand the workshop over to <@U123ABC>', 'hand-over', { userId: 'U123ABC' }],
    ['go back to the stakeholders', 'revise', { stepId: 'stakeholder-mapping' }],
    ['let’s start over', 'reset', {}],
    ['please erase my messages', 'forget-me', {}],
    ['delete the whole workshop', 'forget', {}],
  ])('“%s” asks for %s', (said, action, params) => {
    expect(read(said)).toEqual({ action, params });
  });

  it.each([
    "don't reset anything",
    'should we never reset?',
    'We never want to start the persona over',
    'please do not end the workshop',
    'Move on? No, not yet.',
    'Ben said “let’s start the persona over”',
    'Ben said, let’s move on',
    '> let’s move on',
    'The problem is that we reset passwords all day',
    'Problem: move on',
    '- let’s move on',
    'If we move on now, we lose the receptionists',
    'before we move on, let us look at the list',
    'People close the product page and send us the files by fax',
    'products are reset in prod',
    'How do patients move on?',
    'They want to end the workshop',
    'what does reset mean?',
    'close the vote? no',
    'who closes the vote in a clinic?',
    'patients vote with their feet',
    'next Friday works for the receptionists',
  ])('F-34: “%s” asks for nothing', (said) => {
    expect(read(said)).toBeUndefined();
  });

  it('is denied by a “not” in it, whatever it is', () => {
    const asked = ['move on', 'end the workshop', 'reset the persona', 'delete the whole workshop', 'pause the workshop'];
    const denials = ["don't ", 'do not ', 'never ', 'please don’t ', 'we should not ', 'nobody wants to ', 'I would not '];
    fc.assert(
      fc.property(fc.constantFrom(...asked), fc.constantFrom(...denials), fc.constantFrom('', ' please', '.', ' now'), (what, no, end) => {
        expect(read(`${what}${end}`)).toBeDefined();
        expect(read(`${no}${what}${end}`)).toBeUndefined();
      }),
    );
  });

  it('is never found inside other words, and never takes long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (said) => {
        read(said);
      }),
      { numRuns: 300 },
    );
    const startedMs = performance.now();
    read('so ok so now well '.repeat(16));
    expect(performance.now() - startedMs).toBeLessThan(200);
  });

  it('is written so that every phrase can be read', () => {
    for (const { words } of allActions()) for (const phrase of words) expect(compileWords(phrase)).toBeInstanceOf(RegExp);
  });
});
