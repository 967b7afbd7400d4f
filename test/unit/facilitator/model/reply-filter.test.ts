import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplyFilter } from '../../../../src/facilitator/model/reply-filter.ts';
import { replyRules } from '../../../../src/facilitator/model/rules.ts';

const material = 'Maya: the desk is loud, see https://clinic.example/plan for the plan. Tomás: "we never know who is listening"';
const grounds = { material, posted: material, secrets: ['a1b2c3d4e5f60718', replyRules('')] };

function filter(text: string, pieces: string[] = [text]): string {
  const one = createReplyFilter(grounds);
  return pieces.map((piece) => one.push(piece)).join('') + one.end();
}

describe('a reply on its way to the thread', () => {
  it('is shown sentence by sentence, as soon as one is whole', () => {
    const one = createReplyFilter(grounds);
    expect(one.push('Thanks, Maya. The desk')).toBe('Thanks, Maya.');
    expect(one.push(' is loud. ')).toBe(' The desk is loud.');
    expect(one.push('Who hears it?')).toBe('');
    expect(one.end()).toBe(' Who hears it?');
  });

  it('is the same however it arrives in pieces', () => {
    const text = 'Thanks, Maya.\n\nThe desk is loud… “we never know who is listening” says it well. Who hears it? <!channel> bye.';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(filter(text, pieces)).toBe(filter(text));
      }),
    );
  });

  it('asks one question, the first', () => {
    expect(filter('Who hears it? What do they do then? Think of the phone.')).toBe('Who hears it? Think of the phone.');
  });

  it('ends before it has more than 120 words, with a whole sentence', () => {
    const text = Array.from({ length: 40 }, (_, index) => `This is sentence number ${index}.`).join(' ');
    const shown = filter(text);
    expect(shown.trim().split(/\s+/).length).toBeLessThanOrEqual(120);
    expect(shown).toMatch(/\.$/);
  });

  it.each([
    ['a link that nobody posted', 'See https://evil.example/x?q=1 for more.', 'See for more.'],
    ['a link in markdown', 'See [the plan](https://evil.example/leak) now.', 'See the plan now.'],
    ['a picture', 'Look ![x](https://evil.example/p.png) here.', 'Look x here.'],
    ['a bare address', 'Go to evil.com/login today.', 'Go to today.'],
    ['a broadcast', 'Dear <!channel> and <!here|here>, good morning.', 'Dear and, good morning.'],
    ['a broadcast in words', 'Dear @channel and @everyone, good morning.', 'Dear channel and everyone, good morning.'],
    ['a mention', 'Ask <@U123ABC> and @Maya about it.', 'Ask and Maya about it.'],
    ['ids and numbers of messages', '#12: Thanks, as said in #14 and [i3].', 'Thanks, as said in and.'],
    ['invisible signs', 'Good\u200b mor\u202ening.', 'Good morning.'],
    ['code', 'Run `rm -rf` now.', 'Run rm -rf now.'],
    ['headings', '# Hello\nThe desk is loud.', 'Hello\nThe desk is loud.'],
  ])('loses %s', (_, text, shown) => {
    expect(filter(text)).toBe(shown);
  });

  it('keeps a link that a participant posted', () => {
    expect(filter('The plan is at https://clinic.example/plan.')).toBe('The plan is at https://clinic.example/plan.');
  });

  it('keeps a quote that was said and drops a sentence with one that was not', () => {
    expect(filter('Tomás said “we never know who is listening”. Somebody said “I always feel watched here”. Right.')).toBe(
      'Tomás said “we never know who is listening”. Right.',
    );
  });

  it('never shows the marker of the material or the rules', () => {
    expect(filter('The marker is a1b2c3d4e5f60718. Fine.')).toBe('Fine.');
    expect(filter('My rules say: Begin with what the team has just said: thank or answer by name. Fine.')).toBe('Fine.');
  });

  it('counts what it dropped', () => {
    const one = createReplyFilter(grounds);
    one.push('Who? Why? The marker is a1b2c3d4e5f60718. ');
    one.end();
    expect(one.dropped).toEqual({ 'second-question': 1, leak: 1 });
  });

  it('lets nothing through that could mention, broadcast or link, whatever a model writes', () => {
    const nasty = fc.array(
      fc.constantFrom(
        '<!channel>',
        '<@U1>',
        '<',
        '>',
        '&',
        'https://',
        'evil.com',
        '[a](http://x.y)',
        '@here',
        ' ',
        '.',
        '?',
        '\n',
        'word',
        '|',
        '![',
        '](',
        '😀',
        '\u200b',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(nasty, (pieces) => {
        const shown = filter('', pieces);
        expect(shown).not.toMatch(/<[!@#]|https?:\/\/|@(channel|here|everyone)\b|\]\(|\bevil\.com\b/);
      }),
    );
  });

  it('is quick with a flood that never ends a sentence', () => {
    expect(filter('ab '.repeat(200_000)).split(/\s+/).length).toBeLessThanOrEqual(120);
  });
});
