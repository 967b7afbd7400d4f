import { describe, expect, test } from 'vitest';
import { createSeeds } from '../../../src/practice/seeds.ts';
import { normaliseAppText, toRichText, typeText } from '../../../src/practice/text.ts';

const directory = createSeeds({ name: 'workshop', appName: 'Workshop Pilot' });
const id = (name: string) => directory.people.find((person) => person.name === name)?.id;
const type = (text: string) => typeText(text, directory);

describe('what people type', () => {
  test.each([
    ['@workshop next', `<@${id('workshop')}> next`],
    ['thanks, @Tomás Rivera!', `thanks, <@${id('tomas')}>!`],
    ['@MAYA', `<@${id('maya')}>`],
    ['@mayabe not', '@mayabe not'],
    ['mail me: sam@maya.example', 'mail me: sam@maya.example'],
    ['@channel look', '<!channel> look'],
    ['see #general', 'see <#CGENERAL01|>'],
    ['issue #12', 'issue #12'],
    ['5 < 6 & 7 > 6', '5 &lt; 6 &amp; 7 &gt; 6'],
    ['<@UMAYA00001> <!channel>', '&lt;@UMAYA00001&gt; &lt;!channel&gt;'],
    ['read https://example.test/a?b=1&c=2.', 'read <https://example.test/a?b=1&amp;c=2>.'],
  ])('%s', (typed, stored) => {
    expect(type(typed)).toBe(stored);
  });
});

describe('what apps send', () => {
  test.each([
    ['<@U123> & <b>', '<@U123> &amp; &lt;b&gt;'],
    ['a &amp; b', 'a &amp; b'],
    ['<https://example.test|here> <!here>', '<https://example.test|here> <!here>'],
  ])('%s', (sent, stored) => {
    expect(normaliseAppText(sent)).toBe(stored);
  });
});

test('rich text names people, channels and links, and unescapes the rest', () => {
  const [section] = toRichText(type('@maya: a & b in #general'), 'b').elements as { elements: unknown[] }[];
  expect(section?.elements).toEqual([
    { type: 'user', user_id: id('maya') },
    { type: 'text', text: ': a & b in ' },
    { type: 'channel', channel_id: 'CGENERAL01' },
  ]);
});
