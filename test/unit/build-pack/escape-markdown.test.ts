import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, linkTarget } from '../../../src/build-pack/escape-markdown.ts';
import { cleanLine } from '../../../src/workshop/clean-text.ts';
import { allNodes, parseMarkdown, textOfNode } from './parse-markdown.ts';

const nameOf = (userId: string) => `@${userId}`;

/** Text in which markdown, html and Slack's syntax are far more frequent than in real life. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '#',
        '- ',
        '* ',
        '+ ',
        '> ',
        '1. ',
        '2) ',
        '`',
        '```',
        '~~',
        '|',
        '| --- |',
        '![',
        '[x](y)',
        '](',
        ')',
        '<b>',
        '<!channel>',
        '<@U1|x>',
        '<!--',
        '&lt;',
        '&',
        '\\',
        '_',
        '**',
        '\n',
        '\n\n',
        '\t',
        ' ',
      ),
      fc.constantFrom(
        'https://evil.test/?q=1',
        'www.evil.test',
        'a@b.example',
        'mailto:a@b.c',
        '[^1]',
        '[ ] ',
        '---',
        '===',
        ':---',
        'word',
        '✓',
        'é',
        '\u202e',
        '\u0000',
        '$x$',
        '{}',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** Everything inside one paragraph that is more than words. */
function marksIn(markdown: string): string[] {
  return allNodes(parseMarkdown(markdown)).flatMap(({ node }) =>
    ['root', 'paragraph', 'text', 'inlineCode'].includes(node.type) ? [] : [node.type],
  );
}

describe('escaping what people said', () => {
  it.each(['', '- ', '**Bold:** ', '### '])('means nothing but words to a markdown reader, after “%s”', (before) => {
    const allowed = before === '- ' ? ['list', 'listItem'] : before.startsWith('**') ? ['strong'] : before === '### ' ? ['heading'] : [];
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeMarkdown(text, nameOf);
        if (!escaped) return;
        expect(escaped).not.toContain('\n');
        expect(marksIn(`${before}${escaped}`).filter((type) => !allowed.includes(type))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('reads exactly as it was written, on one line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = text.replaceAll(/<@U1\|x>/g, '@U1');
        expect(textOfNode(parseMarkdown(`x ${escapeMarkdown(plain, nameOf)}`))).toBe(`x ${cleanLine(plain)}`.trim());
      }),
      { numRuns: 400 },
    );
  });

  it('keeps a table a table', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const cells = [one, two].map((text) => escapeMarkdown(text, nameOf));
        const table = parseMarkdown(`| a | b |\n| --- | --- |\n| ${cells.join(' | ')} |`).children ?? [];
        expect(table.map((node) => node.type)).toEqual(['table']);
        expect(table[0]?.children?.map((row) => row.children?.length)).toEqual([2, 2]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['<!channel> & <@U123> said <b>no</b>', '&lt;!channel&gt; & @U123 said &lt;b&gt;no&lt;/b&gt;'],
    ['![x](https://evil.test/a.png)', '!\\[x\\](`https://evil.test/a.png`)'],
    ['a|b', 'a\\|b'],
    ['# not a heading', '\\# not a heading'],
    ['1. not a list', '1\\. not a list'],
    ['- not a list', '\\- not a list'],
    ['R&D, 5 % off-peak (2024)!', 'R&D, 5 % off-peak (2024)!'],
    ['see https://clinic.example/desk.', 'see `https://clinic.example/desk`.'],
    ['write to ana@.Example', 'write to `ana@.Example`'],
    ['first\nsecond\u0000\u202e', 'first second'],
  ])('turns %j into %j', (text, escaped) => {
    expect(escapeMarkdown(text, nameOf)).toBe(escaped);
  });

  it('takes only web addresses as link targets, and none that could end the link', () => {
    expect(linkTarget('javascript:alert(1)')).toBeUndefined();
    expect(linkTarget('https://x.example/a)b c')).toBe('https://x.example/a%29b%20c');
  });
});
