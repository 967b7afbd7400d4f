import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

describe('a stage of the journey', () => {
  const stage = {
    name: 'Entering',
    action: 'opens the door',
    goals: 'find the desk',
    barriers: 'a full room',
    touchpoints: 'door, sign',
    emotion: 'negative',
    isDip: false,
  };

  it.each([
    '- Entering | opens the door | find the desk | a full room | door, sign | negative',
    'Entering | opens the door | find the desk | a full room | door, sign | negative',
    '| Entering | opens the door | find the desk | a full room | door, sign | negative |',
    '1. Entering | opens the door | find the desk | a full room | door, sign | Negative 😞',
    '- 1. Entering | opens the door | find the desk | a full room | door, sign | neg',
    '- Stage 1: Entering | opens the door | find the desk | a full room | door, sign | feels negative',
    '- Stage 1 – Entering | opens the door | find the desk | a full room | door, sign | stressed',
    '- Entering: opens the door | find the desk | a full room | door, sign | negative',
    '- Entering - opens the door - find the desk - a full room - door, sign - negative',
    '- Entering; opens the door; find the desk; a full room; door, sign; negative',
    '- Entering: opens the door; find the desk; a full room; door, sign; negative',
    '- Entering / opens the door / find the desk / a full room / door, sign / negative',
    '- Stage: Entering | Action: opens the door | Goals: find the desk | Barriers: a full room | Touchpoints: door, sign | Feeling: negative',
    '- Stage: Entering | Feeling: negative | Barriers: a full room | Action: opens the door | Touchpoints: door, sign | Goals: find the desk',
    'Stage: Entering\nAction: opens the door\nGoal: find the desk\nBarrier: a full room\nTouchpoints: door, sign\nEmotion: negative',
    'Stage: Entering\nDoes: opens the door\nWants: find the desk\nIn the way: a full room\nTouches: door, sign\nFeels: angry',
    '- Entering\topens the door\tfind the desk\ta full room\tdoor, sign\tnegative',
  ])('%j', (text) => {
    expect(read('journey-mapping', text)).toMatchObject({ artifact: { stages: [stage] }, told: [] });
  });

  it('keeps commas, hyphens and brackets inside its cells', () => {
    expect(
      read('journey-mapping', '- Drop-off (by car) | drives in, parks | find a space - any | no spaces (9:00–10:00) | car park | ok')
        .artifact,
    ).toEqual({
      stages: [
        {
          name: 'Drop-off (by car)',
          action: 'drives in, parks',
          goals: 'find a space - any',
          barriers: 'no spaces (9:00–10:00)',
          touchpoints: 'car park',
          emotion: 'neutral',
          isDip: false,
        },
      ],
    });
  });

  it('may leave cells empty or out', () => {
    expect(read('journey-mapping', '- Entering | opens the door | | a full room').artifact).toEqual({
      stages: [{ name: 'Entering', action: 'opens the door', barriers: 'a full room', isDip: false }],
    });
    expect(read('journey-mapping', '- Entering\n- Waiting').artifact).toMatchObject({
      stages: [{ name: 'Entering' }, { name: 'Waiting' }],
    });
  });

  it('is told when a feeling is none, and keeps the rest', () => {
    const { artifact, told } = read('journey-mapping', '- Leave | a | b | c | d | hopeful');
    expect(artifact).toEqual({ stages: [{ name: 'Leave', action: 'a', goals: 'b', barriers: 'c', touchpoints: 'd', isDip: false }] });
    expect(told).toEqual(['“Feeling” is one of positive, neutral, negative.']);
  });

  it('is completed later by its name', () => {
    expect(read('journey-mapping', ['- Entering | opens the door', 'Stage: entering\nWants: find the desk']).artifact).toMatchObject({
      stages: [{ name: 'Entering', action: 'opens the door', goals: 'find the desk' }],
    });
  });
});

describe('the dip', () => {
  const stages =
    '- Entering | a | b | c | d | neutral\n- Telling | a | b | c | d | negative\n- Waiting | a | b | c | d | negative\n- At the desk | a | b | c | d | negative';
  const dips = (...messages: string[]) =>
    ((read('journey-mapping', [stages, ...messages]).artifact.stages ?? []) as { name: string; isDip: boolean }[])
      .filter((one) => one.isDip)
      .map((one) => one.name);

  it.each([
    'Dip: Waiting, because nobody knows how long',
    '- Dip: waiting because nobody knows how long',
    '- The dip: stage 3, because nobody knows how long',
    'Dip: 3, nobody knows how long',
    '- Dip = Waiting – nobody knows how long',
    'The dip is Waiting - nobody knows how long',
    'The dip: stage 3 Waiting, nobody knows how long',
    'Dip is at the Waiting stage: nobody knows',
    'It hurts most while waiting, nobody knows how long',
    'The worst part is the waiting, nobody knows how long it takes',
    'I think the dip is Waiting',
    'The low point: Waiting',
    'It hurts when they wait because nobody knows',
  ])('%j', (text) => {
    expect(dips(text)).toEqual(['Waiting']);
    expect(read('journey-mapping', [stages, text]).told).toEqual([]);
    expect(read('journey-mapping', [stages, text]).artifact.dipSummary).toBeTruthy();
  });

  it('is found by the one word that names a stage', () => {
    expect(dips('It hurts most at the front desk, where everybody listens')).toEqual(['At the desk']);
  });

  it('may be marked in its line, and moves when people change their mind', () => {
    expect(
      (read('journey-mapping', '- Telling (the dip) | a | b | c | d | negative').artifact.stages as { isDip: boolean }[])[0]?.isDip,
    ).toBe(true);
    expect(dips('Dip: Telling', 'Dip: Waiting, on second thought')).toEqual(['Waiting']);
  });

  it('asks which one when no stage is called that', () => {
    const { told, artifact } = read('journey-mapping', [stages, 'Dip: Leaving, because it rains']);
    expect(told).toEqual([expect.stringContaining('Which one do you mean?')]);
    expect(artifact.dipSummary).toBe('Leaving, because it rains');
    expect(dips('Dip: Leaving, because it rains')).toEqual([]);
  });

  it('has what tells us so, and whose journey it is', () => {
    expect(read('journey-mapping', 'Whose journey: Rosa\nEvidence: 4 of 5 whispered').artifact).toEqual({
      personaName: 'Rosa',
      dipRationale: '4 of 5 whispered',
    });
  });
});

describe('a sharper question', () => {
  const parts = { givenThat: 'everybody hears it', persona: 'Rosa', immediateGoal: 'say why she came', deeperGoal: 'nobody learns it' };

  it.each([
    '- Given that everybody hears it, how might we help Rosa to say why she came so that nobody learns it?',
    'Given that everybody hears it, how might we help Rosa to say why she came so that nobody learns it?',
    'HMW: Given that everybody hears it, how might we help Rosa to say why she came so that nobody learns it?',
    '- Given everybody hears it how might we help Rosa say why she came, so nobody learns it',
    '- Given that everybody hears it: how could we let Rosa say why she came so that nobody learns it?',
    '- Given that everybody hears it, HMW help Rosa to say why she came so that nobody learns it?',
    '- How might we help Rosa to say why she came so that nobody learns it, given that everybody hears it?',
    'Given that everybody hears it\nhow might we help Rosa\nto say why she came\nso that nobody learns it?',
    'Given that: everybody hears it\nPersona: Rosa\nGoal: say why she came\nSo that: nobody learns it',
    'Given that: everybody hears it; How might we help: Rosa; To: say why she came; So that: nobody learns it',
    '- Given that everybody hears it | Rosa | say why she came'.replace(
      /.*/,
      '- Given that everybody hears it, how might we enable Rosa to say why she came so that nobody learns it?',
    ),
  ])('%j', (text) => {
    expect(read('reframe', text)).toMatchObject({ artifact: { hmwStatements: [parts] }, told: [] });
  });

  it('keeps names with dots and hyphens, and people who are no name', () => {
    expect(
      read(
        'reframe',
        "- Given that patients at St. Mary-Anne's wait, how might we help first-time visitors to get to the room so that they don't feel lost?",
      ).artifact,
    ).toMatchObject({
      hmwStatements: [
        {
          givenThat: "patients at St. Mary-Anne's wait",
          persona: 'first-time visitors',
          immediateGoal: 'get to the room',
          deeperGoal: "they don't feel lost",
        },
      ],
    });
  });

  it('has the parts that it has, and takes the others later', () => {
    expect(
      read('reframe', ['- How might we help Rosa to say why she came so that nobody learns it?', 'Given that: everybody hears it'])
        .artifact,
    ).toMatchObject({ hmwStatements: [parts] });
    expect(read('reframe', '- Something sharper').artifact).toEqual({ hmwStatements: [{ fullStatement: 'Something sharper' }] });
  });

  const first = 'Given that a, how might we help Rosa to b so that c?';
  const second = 'Given that d, how might we help Rosa to e so that f?';
  it.each<[string, string]>([
    ['We go with: 2', second],
    ['- We go with: 2', second],
    ['We go with 2!', second],
    ["Let's go with number two", second],
    ['We go with the second one', second],
    ['I vote for #2', second],
    ['Pick: 2', second],
    ['Selected question: 2', second],
    ['go with question 1', first],
    [`Our question: ${second}`, second],
    ['We go with: Given that d, how might we', second],
  ])('is chosen by %j', (text, chosen) => {
    expect(read('reframe', [`- ${first}\n- ${second}`, text])).toMatchObject({ artifact: { selectedForIdeation: chosen }, told: [] });
    expect(read('reframe', `- ${first}\n- ${second}\n${text}`).artifact.selectedForIdeation).toBe(chosen);
  });

  it('is not chosen by a number or words that mean none', () => {
    expect(read('reframe', [`- ${first}`, 'We go with: 4'])).toMatchObject({ told: ['There is no question number 4.'] });
    expect(read('reframe', [`- ${first}`, 'We go with: the other one'])).toMatchObject({
      told: [expect.stringContaining('Which one do you mean?')],
    });
    expect(read('reframe', [`- ${first}`, 'We go with: 4']).artifact).not.toHaveProperty('selectedForIdeation');
  });

  it('rests on insights, in words', () => {
    expect(read('reframe', '- Insights: People whisper; Two left').artifact).toEqual({ insightsApplied: ['People whisper', 'Two left'] });
    expect(read('reframe', 'Insights:\n- People whisper, often\n- Two left').artifact).toEqual({
      insightsApplied: ['People whisper, often', 'Two left'],
    });
    expect(read('reframe', 'Insights: 1, 3')).toMatchObject({ artifact: {}, told: [expect.stringContaining('is only a number')] });
  });
});
