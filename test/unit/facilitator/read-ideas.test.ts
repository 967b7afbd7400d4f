import { describe, expect, it } from 'vitest';
import { itemsOf } from '../../../src/workshop/draft.ts';
import { holding, read } from './read.ts';

/** The ideas of a message as `title: description (wild)`. */
function ideas(text: string, whole = true): string[] {
  return itemsOf(read('ideation', text, { whole }).draft, 'ideas').map(
    ({ values }) => `${values.title}${values.description ? `: ${values.description}` : ''}${values.isWildCard === true ? ' (wild)' : ''}`,
  );
}

describe('ideas', () => {
  it.each<[string, string[]]>([
    ['- Reason card: tick it at home', ['Reason card: tick it at home']],
    ['- Reason card - tick it at home', ['Reason card: tick it at home']],
    ['- *Reason card* – tick it at home', ['Reason card: tick it at home']],
    ['1. Buzzers\n2. Cards: tick at home', ['Buzzers', 'Cards: tick at home']],
    ['- Buzzers\n- 24/7 machine\n- QR-code: scan and go, no talking', ['Buzzers', '24/7 machine', 'QR-code: scan and go, no talking']],
    ['- At 8:00 doors open: people may sit', ['At 8:00 doors open: people may sit']],
    ['- Buzzers: https://example.com/buzzers', ['Buzzers: https://example.com/buzzers']],
    [
      '- A robot (wild)\n- A cat [wild card]\n- Wild: a dog\n- Wild card: a bird\n- A fish, wild\n- 🃏 a cow\n- [wild] a hen\n- A duck (wild one!)',
      ['A robot (wild)', 'A cat (wild)', 'a dog (wild)', 'a bird (wild)', 'A fish (wild)', 'a cow (wild)', 'a hen (wild)', 'A duck (wild)'],
    ],
    ['- A wild garden in the waiting room', ['A wild garden in the waiting room']],
    ['What if patients got a text with a number?', ['What if patients got a text with a number?']],
    ['What if we gave out buzzers? What if we sent a text?', ['What if we gave out buzzers?', 'What if we sent a text?']],
    ['We could give out buzzers', ['We could give out buzzers']],
    ['Idea: Buzzer\nHow: as in a burger place\n\nIdea: Card\nWild: yes', ['Buzzer: as in a burger place', 'Card (wild)']],
    ['Pick up patients at the door', ['Pick up patients at the door']],
    ['- Group therapy in the waiting room', ['Group therapy in the waiting room']],
    ["Let's put up a curtain", ["Let's put up a curtain"]],
    ['- Curtain\n  - between desk and chairs', ['Curtain: between desk and chairs']],
  ])('%j', (text, expected) => {
    expect(ideas(text)).toEqual(expected);
    expect(read('ideation', text).told).toEqual([]);
  });

  it('that are long keep every word, the title its beginning', () => {
    const [idea] = ideas(`- ${'We put a curtain between the desk and the chairs. '.repeat(6)}`);
    expect(idea?.replace(/:? +/g, ' ')).toBe('We put a curtain between the desk and the chairs. '.repeat(6).trim());
  });

  it('count from dashes alone', () => {
    expect(ideas('how about this\n- Curtain\nhaha', false)).toEqual(['Curtain']);
  });
});

describe('groups and picks of ideas', () => {
  const names = ['Reason card', 'Quiet corner', 'Tell the doctor', 'Colour tokens'];
  const draft = holding('ideas', 'title', names);
  const groups = (text: string | string[]) => {
    const after = read('ideation', text, { draft }).draft;
    return itemsOf(after, 'groups').map((group) => [
      group.values.theme,
      itemsOf(after, 'ideas')
        .flatMap((idea, index) => (idea.values.cluster === group.id ? [index + 1] : []))
        .join(),
    ]);
  };

  it.each([
    '- Group Nothing aloud: 1, 4',
    'Group Nothing aloud: 1 and 4',
    '- Group "Nothing aloud": 1, 4',
    'Group: Nothing aloud: 1, 4',
    'Group 1: Nothing aloud: 1, 4',
    'Group A - Nothing aloud: 1, 4',
    'Group Nothing aloud (1, 4)',
    'Group Nothing aloud = 1 + 4',
    '- Group Nothing aloud - 1, 4',
    'Cluster Nothing aloud: Reason card, Colour tokens',
    'Nothing aloud: 1, 4',
    '- Nothing aloud: 1, 4',
  ])('%j', (text) => {
    expect(groups(text)).toEqual([['Nothing aloud', '1,4']]);
    expect(read('ideation', text, { draft }).told).toEqual([]);
    expect(itemsOf(read('ideation', text, { draft }).draft, 'ideas')).toHaveLength(4);
  });

  it('are taken several at once, by their names, and added to', () => {
    expect(groups('Groups: Nothing aloud (1, 4), Elsewhere (2, 3)')).toEqual([
      ['Nothing aloud', '1,4'],
      ['Elsewhere', '2,3'],
    ]);
    expect(groups('Groups: Nothing aloud; Elsewhere')).toEqual([
      ['Nothing aloud', ''],
      ['Elsewhere', ''],
    ]);
    expect(groups(['Group Nothing aloud: 1', 'nothing aloud: 4'])).toEqual([['Nothing aloud', '1,4']]);
    expect(groups(['Group Nothing aloud: 1, 2', 'Group Elsewhere: 2'])).toEqual([
      ['Nothing aloud', '1'],
      ['Elsewhere', '2'],
    ]);
  });

  it.each([
    ['Pick: 1, 4'],
    ['- Pick: 1, 4'],
    ['Pick 1 and 4'],
    ['We pick: Reason card, Colour tokens'],
    ['Pick: reason card and colour tokens'],
    ['My picks: 1, 4'],
    ['Picked: 1 & 4 (most votes)'],
    ['Selected ideas: 1, 4'],
    ['I vote for 1 and 4'],
    ["Let's go with 1 and 4"],
    ['- We go with #1 and #4'],
    ['Top picks: 1, 4'],
    ['Pick: 1 - Reason card, 4 - Colour tokens'],
    ['Favourites: 1, 4'],
  ])('picked by %j', (text) => {
    expect(read('ideation', text, { draft })).toMatchObject({ artifact: { selected: ['Reason card', 'Colour tokens'] }, told: [] });
    expect(itemsOf(read('ideation', text, { draft }).draft, 'ideas')).toHaveLength(4);
  });

  it('say which number is none', () => {
    expect(read('ideation', 'Pick: 1, 9', { draft })).toMatchObject({
      artifact: { selected: ['Reason card'] },
      told: ['There is no idea number 9.'],
    });
    expect(read('ideation', 'Group Quiet: 2, 7', { draft }).told).toEqual(['There is no idea number 7.']);
  });

  it('may speak of ideas of the same message', () => {
    expect(read('ideation', '- Curtain\n- Music\n- Group Noise: 1, 2\n- Pick: Curtain').artifact).toMatchObject({
      clusters: [{ theme: 'Noise', ideas: [{ title: 'Curtain' }, { title: 'Music' }] }],
      selected: ['Curtain'],
    });
  });
});

describe('how to be proved wrong', () => {
  const plan = { assumption: 'patients fill in a card', test: 'hand out 50 cards', target: '30 come back', killThreshold: 'fewer than 10' };

  it.each([
    'Assumption: patients fill in a card\nTest: hand out 50 cards\nTarget: 30 come back\nStop if: fewer than 10',
    'Stop if: fewer than 10\nTarget: 30 come back\nTest: hand out 50 cards\nAssumption: patients fill in a card',
    'Hypothesis: patients fill in a card\nExperiment: hand out 50 cards\nSuccess: 30 come back\nKill if: fewer than 10',
    'We believe that: patients fill in a card\nSo we will: hand out 50 cards\nWe are right if: 30 come back\nWe stop if: fewer than 10',
    'We believe that patients fill in a card\nSo we will hand out 50 cards\nWe are right if 30 come back\nWe stop if fewer than 10',
    '- Assumption: patients fill in a card | Test: hand out 50 cards | Target: 30 come back | Kill threshold: fewer than 10',
    '*Assumption 1:* patients fill in a card\n*Test:* hand out 50 cards\n*Target:* 30 come back\n*Stop if:* fewer than 10',
    'What must be true: patients fill in a card\nTest: hand out 50 cards\nTarget: 30 come back\nStop if: fewer than 10',
  ])('%j', (text) => {
    expect(read('validate', text)).toMatchObject({ artifact: { validationPlans: [plan] }, told: [] });
  });

  it('has several tests, one after the other', () => {
    expect(read('validate', 'Assumption: a\nTest: b\nAssumption: c\nTest: d\nLens: does it pay').artifact).toEqual({
      validationPlans: [
        { assumption: 'a', test: 'b' },
        { assumption: 'c', test: 'd', lens: 'viability' },
      ],
    });
  });

  it('takes free words for what must be true, as it was asked', () => {
    expect(read('validate', 'Patients really look at a card').artifact).toEqual({
      validationPlans: [{ assumption: 'Patients really look at a card' }],
    });
  });

  it.each([
    'Confidence: 6 because we asked five people',
    'Confidence: 6/10 – we asked five people',
    'Confidence: 6 out of 10, we asked five people',
    'Confidence 6/10: we asked five people',
    'Confidence 6 because we asked five people',
    "I'd say 6 because we asked five people",
    "I'd say 6 out of 10, we asked five people",
    '6 because we asked five people',
    'Our confidence is 6 since we asked five people',
    'How sure: six, we asked five people',
    'Confidence: about a 6, we asked five people',
    'Confidence: 6\nbecause we asked five people',
  ])('%j', (text) => {
    expect(read('validate', text)).toMatchObject({ artifact: { confidence: { score: 6, rationale: 'we asked five people' } }, told: [] });
  });

  it('wants a number and a reason', () => {
    expect(read('validate', 'Confidence: 6')).toMatchObject({ artifact: {}, told: [expect.stringContaining('needs its reason')] });
    expect(read('validate', 'We are fairly sure')).toMatchObject({
      artifact: {},
      told: [expect.stringContaining('needs a number from 1 to 10')],
    });
    expect(read('validate', 'Confidence: 11 because')).toMatchObject({ artifact: {} });
  });

  it.each(['Research: thin', 'Our research is thin', 'Research quality: thin, five people', 'Evidence: weak'])('%j', (text) => {
    expect(read('validate', text)).toMatchObject({ artifact: { confidence: { researchQuality: 'thin' } }, told: [] });
  });

  it.each<[string, string[]]>([
    ['- Tom prints cards by Monday\n- Ana asks two clinics', ['Tom prints cards by Monday', 'Ana asks two clinics']],
    ['- [ ] Tom prints cards\n- [x] Ana asks', ['Tom prints cards', 'Ana asks']],
    ['Next steps: Tom prints cards; Ana asks', ['Tom prints cards', 'Ana asks']],
    ['Next steps:\n1. Tom prints cards\n2. Ana asks', ['Tom prints cards', 'Ana asks']],
    ['Next steps: 1) Tom prints cards 2) Ana asks', ['Tom prints cards', 'Ana asks']],
    ['Todo: Tom prints cards, posters and flyers', ['Tom prints cards, posters and flyers']],
    ['Tom will print the cards by Monday', ['Tom will print the cards by Monday']],
    ['- <@U2> prints cards by Monday', ['<@U2> prints cards by Monday']],
  ])('next steps: %j', (text, recommendedNextSteps) => {
    expect(read('validate', text)).toMatchObject({ artifact: { recommendedNextSteps }, told: [] });
    expect(read('validate', text).artifact).not.toHaveProperty('validationPlans');
  });

  it('keeps everything apart in one long message', () => {
    const text =
      'Assumption: a\nTest: b\nBy: 1 December\n\nConfidence: 6 because few\nResearch: thin\n- Tom prints\n- Ana asks\n\nConcern: too fast';
    expect(read('validate', text)).toMatchObject({
      artifact: {
        validationPlans: [{ assumption: 'a', test: 'b', dueDate: '1 December' }],
        confidence: { score: 6, researchQuality: 'thin' },
        recommendedNextSteps: ['Tom prints', 'Ana asks'],
      },
      concerns: ['too fast'],
      told: [],
    });
  });
});
