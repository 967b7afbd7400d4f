import { describe, expect, it } from 'vitest';
import { recall } from '../../../../src/context/recall/recall.ts';
import { chatter, logOf, passagesAbout, type Said, tokensOf } from './chat-log.ts';

const budget = { budgetTokens: 40 };

describe('recall', () => {
  it('finds the one message that holds the answer, with what was said around it', async () => {
    const log = logOf([
      ...chatter(60),
      { text: 'Which colour is the lamp in the hall?' },
      { text: 'It is copper, since Easter.' },
      ...chatter(60, 60),
    ]);
    const [passage, ...others] = await passagesAbout('the colour of the lamp', log, budget);
    expect(others).toEqual([]);
    expect(passage).toContain('Which colour is the lamp in the hall?\nIt is copper, since Easter.');
  });

  it('brings a whole discussion when the budget allows, not only the messages that name its topic', async () => {
    const discussion = Array.from({ length: 30 }, (_, index) => ({
      text: index % 4 === 0 ? `the kiosk again, ${index}` : `yes or no, ${index}`,
    }));
    const log = logOf([...chatter(200), ...discussion, ...chatter(200, 200)]);
    const recalled = (await passagesAbout('What was said about the kiosk?', log, { budgetTokens: 300 })).join('\n');
    const share = discussion.filter(({ text }) => recalled.includes(text)).length / discussion.length;
    expect(share).toBeGreaterThan(0.9);
  });

  it('prefers the passage with several words of the question to one that repeats a single word', async () => {
    const log = logOf([
      ...chatter(50),
      ...['budget', 'budget', 'budget', 'budget'].map((text) => ({ text })),
      ...chatter(80, 50),
      { text: 'about the pilot' },
      { text: 'for the clinic' },
      { text: 'and its budget' },
      ...chatter(50, 130),
    ]);
    const recalled = await passagesAbout('budget of the clinic pilot', log, { budgetTokens: 25 });
    expect(recalled.join('\n')).toContain('for the clinic');
    expect(recalled).not.toContain('budget');
  });

  it('listens more to a person whom the question names', async () => {
    const said = (user: string): Said[] => [{ text: 'The printer jams every week.', user }, ...chatter(60, user.length * 100)];
    const log = logOf([...said('ROSA'), ...said('TOMAS8')]);
    const speakers = new Map([
      ['Rosa Diaz', 'ROSA'],
      ['Tomas', 'TOMAS8'],
    ]);
    const first = async (question: string) => {
      const { passages } = await recall(log, { texts: [{ text: question, weight: 1 }], budgetTokens: 11, tokensOf, speakers });
      return passages.flatMap(({ messages }) => messages.map(({ userId }) => userId));
    };
    expect(await first('Rosa on the printer')).toEqual(['ROSA']);
    expect(await first('tomas on the printer')).toEqual(['TOMAS8']);
  });

  it('finds words in scripts without spaces', async () => {
    const log = logOf([
      ...chatter(40),
      { text: '受付の予約システムについて話しました' },
      { text: '值班护士周五会带钥匙' },
      ...chatter(40, 40),
    ]);
    expect((await passagesAbout('予約はどうですか', log, budget)).join('\n')).toContain('受付の予約システム');
    expect((await passagesAbout('谁有钥匙', log, budget)).join('\n')).toContain('值班护士周五会带钥匙');
  });

  it('finds a word in another form, case, width or with its accents left out', async () => {
    const log = logOf([...chatter(40), { text: 'Le café était fermé; ＣＬＩＮＩＣＳ were closed' }, ...chatter(40, 40)]);
    for (const question of ['cafe', 'CAFÉ', 'a clinic', 'closing'])
      expect((await passagesAbout(question, log, budget)).join('\n')).toContain('Le café');
  });

  it('recalls nothing when no word is known, when the question has none, and from an empty log', async () => {
    const log = logOf(chatter(20));
    expect(await passagesAbout('zebra', log)).toEqual([]);
    expect(await passagesAbout('what about it?', log)).toEqual([]);
    expect(await passagesAbout('', log)).toEqual([]);
    expect(await passagesAbout('zebra', logOf([]))).toEqual([]);
    expect(await passagesAbout('murmur3', log, { budgetTokens: 0 })).toEqual([]);
  });

  it('neither chooses nor follows what is in the prompt already', async () => {
    const log = logOf([{ text: 'the otter was first' }, ...chatter(300), { text: 'an otter, you say' }, { text: 'otter otter' }]);
    const recalled = await passagesAbout('otter', log, { budgetTokens: 20, excluded: [{ contextId: 'c1', from: 302, to: 303 }] });
    expect(recalled).toEqual([expect.stringContaining('the otter was first')]);
  });

  it('looks into every log and gives the passages in the order in which they were said', async () => {
    const log = logOf([
      { contextId: 'c2', text: 'Harbour clinic: the fish tank' },
      ...chatter(30),
      { contextId: 'c1', text: 'A fish tank calms people' },
      ...chatter(30, 30),
      { contextId: 'c0', text: 'Who feeds the fish?' },
    ]);
    const recalled = await passagesAbout('fish', log, { budgetTokens: 33 });
    expect(recalled).toEqual(['Harbour clinic: the fish tank', 'A fish tank calms people', 'Who feeds the fish?']);
  });

  it('passes over a message that is larger than the budget and takes what still fits', async () => {
    const log = logOf([{ text: `zebra ${'long '.repeat(200)}` }, ...chatter(200), { text: 'a zebra, in short' }]);
    const recalled = await passagesAbout('zebra', log, { budgetTokens: 9 });
    expect(recalled).toEqual(['a zebra, in short']);
  });

  it('takes the newer of two equal messages', async () => {
    const log = logOf([{ text: 'zebra oaks' }, ...chatter(200), { text: 'zebra elms' }, ...chatter(200, 200)]);
    expect(await passagesAbout('zebra', log, { budgetTokens: 7 })).toEqual(['zebra elms']);
  });

  it('keeps a passage together across deleted messages, and not across messages that were left out', async () => {
    const log = logOf([...chatter(100), { text: 'zebra' }, { version: 104, text: 'with stripes' }, ...chatter(100, 100)]);
    const [passage] = await passagesAbout('zebra', log, { budgetTokens: 30 });
    expect(passage).toContain('zebra\nwith stripes');
    const { passages } = await recall(log, { texts: [{ text: 'zebra', weight: 1 }], budgetTokens: 500, tokensOf });
    for (const { messages } of passages) {
      const at = messages.map((message) => log.all.findIndex(({ version }) => version === message.version));
      expect(at).toEqual(at.map((_, index) => (at[0] ?? 0) + index));
    }
  });

  it('says which words a message was found by', async () => {
    const log = logOf([...chatter(50), { text: 'insurance cards expire' }, { text: 'indeed' }, ...chatter(50, 50)]);
    const { passages } = await recall(log, { texts: [{ text: 'expired insurance', weight: 1 }], budgetTokens: 22, tokensOf });
    const found = passages.flatMap(({ messages }) => messages);
    expect(found.find(({ text }) => text === 'insurance cards expire')).toMatchObject({ score: 1, matches: ['expir', 'insur'] });
    expect(found.find(({ text }) => text === 'indeed')).toMatchObject({ matches: [] });
  });

  it('reads the rare words first and a bounded number of postings and messages', async () => {
    const log = logOf(Array.from({ length: 6_000 }, (_, index) => ({ text: index === 77 ? 'common zebra' : 'common' })));
    expect(await passagesAbout('common zebra', log, { budgetTokens: 7 })).toEqual(['common zebra']);
    expect(log.lookups.postings).toBe(1);
    await passagesAbout('common', log, { budgetTokens: 1_000 });
    expect(log.lookups.postings).toBeLessThanOrEqual(1 + 2_000);
    expect(log.lookups.messages).toBeLessThanOrEqual(400);
  });
});
