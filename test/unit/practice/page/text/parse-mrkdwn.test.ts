import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeInline, parseInline, parseMrkdwn } from '../../../../../src/practice/page/text/parse-mrkdwn.ts';

const text = (value: string) => ({ type: 'text', text: value });

describe('a line of mrkdwn', () => {
  it('styles whole words only', () => {
    expect(parseInline('*bold* _italic_ ~gone~ `code`')).toEqual([
      { type: 'bold', children: [text('bold')] },
      text(' '),
      { type: 'italic', children: [text('italic')] },
      text(' '),
      { type: 'strike', children: [text('gone')] },
      text(' '),
      { type: 'code', text: 'code' },
    ]);
    expect(parseInline('snake_case_name and 2 * 3 * 4')).toEqual([text('snake_case_name and 2 * 3 * 4')]);
  });

  it('nests styles', () => {
    expect(parseInline('*very _much_ so*')).toEqual([
      { type: 'bold', children: [text('very '), { type: 'italic', children: [text('much')] }, text(' so')] },
    ]);
  });

  it('leaves an unfinished style as typed', () => {
    expect(parseInline('*never closed')).toEqual([text('*never closed')]);
    expect(parseInline('`half')).toEqual([text('`half')]);
  });

  it('reads people, channels, links, dates and shortcodes', () => {
    expect(parseInline('<@U01> <#C01|general> <https://a.test/x?a=1&amp;b=2|here> :tada:')).toEqual([
      { type: 'user', id: 'U01' },
      text(' '),
      { type: 'channel', id: 'C01', label: 'general' },
      text(' '),
      { type: 'link', url: 'https://a.test/x?a=1&b=2', label: 'here' },
      text(' '),
      { type: 'emoji', name: 'tada' },
    ]);
    expect(parseInline('<!date^1700000000^{date_short} {time}|then>')).toEqual([
      { type: 'date', seconds: 1700000000, format: '{date_short} {time}', fallback: 'then' },
    ]);
  });

  it('links a bare address without the full stop behind it', () => {
    expect(parseInline('see https://a.test/b.')).toEqual([
      text('see '),
      { type: 'link', url: 'https://a.test/b', label: 'https://a.test/b' },
      text('.'),
    ]);
  });

  it('shows an address that could run code, and everything else unknown, as text', () => {
    expect(parseInline('<javascript:alert(1)|click>')).toEqual([text('<javascript:alert(1)|click>')]);
    expect(parseInline('<!subteam^S1>')).toEqual([text('<!subteam^S1>')]);
  });

  it('undoes the three escapes once', () => {
    expect(parseInline('a &lt;b&gt; &amp;amp; c')).toEqual([text('a <b> &amp; c')]);
  });

  it('does not take a time of day for a shortcode', () => {
    expect(parseInline('at 10:30: now')).toEqual([text('at 10:30: now')]);
  });

  it('can be read aloud', () => {
    expect(describeInline(parseInline('*Hi* <@U1>, see <https://a.test|this>'), () => 'Maya')).toBe('Hi Maya, see this');
  });
});

describe('several lines of mrkdwn', () => {
  it('keeps code blocks as they are', () => {
    expect(parseMrkdwn('before\n```\n*not bold*\n```\nafter')).toEqual([
      { type: 'paragraph', lines: [[text('before')]] },
      { type: 'code', text: '*not bold*' },
      { type: 'paragraph', lines: [[text('after')]] },
    ]);
  });

  it('reads an unclosed fence as text', () => {
    expect(parseMrkdwn('```open')).toEqual([{ type: 'paragraph', lines: [[text('```open')]] }]);
  });

  it('gathers quotes and lists', () => {
    expect(parseMrkdwn('&gt; one\n&gt; two\n- a\n- b\n3. c')).toEqual([
      { type: 'quote', lines: [[text('one')], [text('two')]] },
      { type: 'list', ordered: false, start: 1, items: [[text('a')], [text('b')]] },
      { type: 'list', ordered: true, start: 3, items: [[text('c')]] },
    ]);
  });

  it('keeps a blank line between paragraphs and drops it beside lists', () => {
    expect(parseMrkdwn('a\n\nb\n\n- c')).toEqual([
      { type: 'paragraph', lines: [[text('a')], [], [text('b')]] },
      { type: 'list', ordered: false, start: 1, items: [[text('c')]] },
    ]);
  });

  it('loses no word of whatever people type', () => {
    const words = fc.array(fc.constantFrom('*', '_', '~', '`', '```', '<', '>', '&amp;', ':', 'word', ' ', '\n', '- ', '<@U1>', '|'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(words, (parts) => {
        const source = parts.join('');
        const count = (value: string) => value.split('word').length;
        expect(count(JSON.stringify(parseMrkdwn(source)))).toBe(count(source));
      }),
    );
  });

  it('stays quick on a message made to be slow', () => {
    const started = performance.now();
    for (const piece of ['*a ', '_', '<', '`', ':a', '<@', '~x ', '>', '- *']) parseMrkdwn(piece.repeat(Math.floor(40_000 / piece.length)));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
