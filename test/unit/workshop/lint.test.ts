import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText } from '../../../src/workshop/clean-text.ts';
import { isBroadLabel, isChatter, isStub, lintHmw, lintQuestion } from '../../../src/workshop/lint.ts';

describe('words that are no answer', () => {
  it.each([
    '',
    '  ',
    'TBD',
    'tba.',
    'n/a',
    'N.A.',
    'Lorem ipsum',
    'xxx',
    'Good morning all!',
    'hello everyone',
    'How might we …?',
    '…',
    '👋',
  ])('“%s” is a stub (F-20)', (text) => {
    expect(isStub(text)).toBe(true);
  });

  it.each(['patients', 'nobody knows', 'unknown', 'Testing takes weeks', 'hello world programs are too hard'])('“%s” is none', (text) => {
    expect(isStub(text)).toBe(false);
  });

  it.each([
    'thanks!',
    'Thanks all',
    'ok',
    '+1',
    'sounds good 👍',
    'haha',
    'Morning team',
    'good idea!',
    'done',
    'let’s go',
    'See you later',
    'I have no idea',
    'I don’t know yet',
    'wait',
    'sorry, wrong thread',
    'ignore that!',
    'you are great 🎉',
    'Let’s take a break',
  ])('“%s” is small talk', (text) => {
    expect(isChatter(text)).toBe(true);
  });

  it.each([
    'unknown',
    'no queue',
    'wait for the doctor',
    'I don’t know where to go',
    'no idea where the desk is',
    'ok, so patients wait',
    'nice people at the desk',
    'ready-made cards',
    '12',
  ])('“%s” is not', (text) => {
    expect(isChatter(text)).toBe(false);
  });

  it('is decided for any text, without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const check of [isStub, isChatter, isBroadLabel]) expect(typeof check(text)).toBe('boolean');
        lintHmw(text);
        lintQuestion(text);
      }),
    );
  });
});

describe('hints about wording', () => {
  it.each(['users', 'Customers', 'everyone', 'the team', 'Staff'])('“%s” is a crowd', (name) => expect(isBroadLabel(name)).toBe(true));
  it.each(['users of screen readers', 'night staff', 'receptionists'])('“%s” can be met', (name) => expect(isBroadLabel(name)).toBe(false));

  it.each([
    ['Do you live nearby?', 'closed'],
    ['Do you like the desk?', 'leading'],
    ['Is it loud?', 'closed'],
    ['Wouldn’t you prefer an app?', 'leading'],
    ['Would you love a quieter desk?', 'leading'],
    ['It is annoying, isn’t it?', 'leading'],
    ['Tell me about the last time you checked in.', undefined],
    ['What happened at the desk?', undefined],
    ['How do you decide when to come?', undefined],
  ])('the question “%s” is %s', (question, found) => {
    expect(lintQuestion(question)).toBe(found);
  });

  it.each([
    ['How might we help patients arrive unheard?', undefined],
    ['How might we build an app for patients?', 'solution'],
    ['How might we use AI at the desk?', 'solution'],
    ['How might we help the chairman?', undefined],
    ['Help patients arrive', 'not-a-question'],
    [`How might we ${'really '.repeat(25)}help?`, 'too-long'],
  ])('the statement “%s” is %s', (statement, found) => {
    expect(lintHmw(statement)).toBe(found);
  });
});

describe('text without what nobody can see', () => {
  it('loses control characters, zero-width marks and changes of direction', () => {
    expect(cleanText(' a\u0000b\u200bc\u202ed\u2066e\ufeff ')).toBe('abcde');
    expect(cleanLine('a\n b\t c')).toBe('a b c');
  });

  it('keeps line breaks, accents, other scripts and joined emoji', () => {
    expect(cleanText('é\n漢字\tनमस्ते 👩‍⚕️')).toBe('é\n漢字\tनमस्ते 👩‍⚕️');
  });

  it('is clean once it was cleaned', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});
