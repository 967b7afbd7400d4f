import { describe, expect, it } from 'vitest';
import { holding, read } from './read.ts';

type Insight = { finding: string; source?: string; quote?: string };

describe('insights', () => {
  it.each<[string, Insight]>([
    ['- People whisper at the desk', { finding: 'People whisper at the desk' }],
    ['- People whisper | Rosa, patient | “not so loud”', { finding: 'People whisper', source: 'Rosa, patient', quote: 'not so loud' }],
    ['- People whisper - a patient said “not so loud”', { finding: 'People whisper', source: 'a patient', quote: 'not so loud' }],
    ['- People whisper (Rosa, patient): "not so loud"', { finding: 'People whisper', source: 'Rosa, patient', quote: 'not so loud' }],
    ['- People whisper — Rosa, patient: "not so loud"', { finding: 'People whisper', source: 'Rosa, patient', quote: 'not so loud' }],
    ['- "I always whisper" — Rosa, 54', { finding: 'I always whisper', source: 'Rosa, 54', quote: 'I always whisper' }],
    ['- Rosa said: "I always whisper"', { finding: 'I always whisper', source: 'Rosa', quote: 'I always whisper' }],
    [
      '- Nurse on ward 3: "I write on my hand."',
      { finding: 'I write on my hand.', source: 'Nurse on ward 3', quote: 'I write on my hand.' },
    ],
    ['- Mr. O\'Neill, 71: "I can\'t read it."', { finding: "I can't read it.", source: "Mr. O'Neill, 71", quote: "I can't read it." }],
    ['- Anna, nurse: patients hide by the toilets', { finding: 'patients hide by the toilets', source: 'Anna, nurse' }],
    ['- From Sara, ward manager: it takes 25 min', { finding: 'it takes 25 min', source: 'Sara, ward manager' }],
    ['- It takes 25 min instead of 10, Sara (ward manager)', { finding: 'It takes 25 min instead of 10', source: 'Sara (ward manager)' }],
    [
      '- Sara, ward manager, said that it takes 25 min',
      { finding: 'Sara, ward manager, said that it takes 25 min', source: 'Sara, ward manager' },
    ],
    ['- People whisper [Rosa]', { finding: 'People whisper', source: 'Rosa' }],
    ['- People whisper, says Rosa, a patient', { finding: 'People whisper', source: 'Rosa, a patient' }],
    ['- People whisper. Source: reception at Elm Street', { finding: 'People whisper', source: 'reception at Elm Street' }],
    ['- Half of them come early; source: our data', { finding: 'Half of them come early', source: 'our data' }],
    ['- 3 of 5 would rather not say it (interviews, 12 Nov)', { finding: '3 of 5 would rather not say it', source: 'interviews, 12 Nov' }],
    ['- Half of them left (9 of 14)', { finding: 'Half of them left (9 of 14)' }],
    [
      "- Patients don't read the sign: they go straight to the desk",
      { finding: "Patients don't read the sign: they go straight to the desk" },
    ],
    ['- 9:00 to 10:00 is the worst hour', { finding: '9:00 to 10:00 is the worst hour' }],
    ['- Patients book – then they forget', { finding: 'Patients book – then they forget' }],
    ['- Guess: young people book online', { finding: 'Guess: young people book online' }],
    ['- Young people book online (a guess, not verified)', { finding: 'Young people book online', source: 'a guess, not verified' }],
    ['- Families would read it (not verified)', { finding: 'Families would read it (not verified)' }],
    ['I saw two people leave before their turn.', { finding: 'I saw two people leave before their turn.' }],
    ['I watched the desk on Tuesday: 14 people came.', { finding: 'I watched the desk on Tuesday: 14 people came.' }],
    ['Insight: patients hide (nurse)', { finding: 'patients hide', source: 'nurse' }],
    [
      'Finding: patients hide\nSource: nurse\nQuote: "by the toilets"',
      { finding: 'patients hide', source: 'nurse', quote: 'by the toilets' },
    ],
    [
      '- People whisper\n  - Rosa, patient\n  - “not so loud”',
      { finding: 'People whisper', source: 'Rosa, patient', quote: 'not so loud' },
    ],
  ])('%j', (text, insight) => {
    expect(read('user-research', text)).toMatchObject({ artifact: { insights: [insight] }, told: [] });
    expect(read('user-research', text).artifact).toEqual({ insights: [insight] });
  });

  it.each<[string, string[]]>([
    ['1) People whisper\n2) Two left\n3) Notes are common', ['People whisper', 'Two left', 'Notes are common']],
    ['We talked to four patients.\n- People whisper\n- Two left', ['People whisper', 'Two left']],
    ['Here is what I heard:\n- People whisper\n\n- Two left', ['People whisper', 'Two left']],
    ['- Insight: people whisper\n- Insight: two left', ['people whisper', 'two left']],
    ['Insight 1: people whisper\nInsight 2: two left', ['people whisper', 'two left']],
    ['People whisper.\nTwo left.', ['People whisper.', 'Two left.']],
  ])('several: %j', (text, findings) => {
    expect((read('user-research', text).artifact.insights as Insight[]).map((one) => one.finding)).toEqual(findings);
  });
});

describe('interview questions', () => {
  it.each<[string, string[]]>([
    ['- Q: Tell me about the last time.', ['Tell me about the last time.']],
    ['- Q. What happened?\n- Q2: What then?\n- Q - And now?', ['What happened?', 'What then?', 'And now?']],
    ['What did you do the last time you were ill?', ['What did you do the last time you were ill?']],
    ['- How do you decide when to come?', ['How do you decide when to come?']],
    ['Questions: What happened last night? What did you miss?', ['What happened last night?', 'What did you miss?']],
    ['Interview questions: Tell me about it; What then?', ['Tell me about it', 'What then?']],
    ['I would ask: what was hard?', ['What was hard?']],
    ['Questions:\n- Tell me about it\n- What then?', ['Tell me about it', 'What then?']],
  ])('%j', (text, interviewQuestions) => {
    expect(read('user-research', text)).toMatchObject({ artifact: { interviewQuestions }, told: [] });
    expect(read('user-research', text).artifact).not.toHaveProperty('insights');
  });

  it('stand beside insights in one message', () => {
    expect(read('user-research', 'Questions:\n- Tell me about it\nInsights:\n- People whisper\n- Two left').artifact).toEqual({
      interviewQuestions: ['Tell me about it'],
      insights: [{ finding: 'People whisper' }, { finding: 'Two left' }],
    });
  });
});

describe('a pasted transcript', () => {
  it.each([
    'Interviewer: What happened?\nRosa: I stood in the queue.\nInterviewer: And then?\nRosa: I whispered.',
    'Transcript, 12 November\n*Interviewer:* What happened?\n*Rosa:* I stood in the queue.\n*Interviewer:* And then?\n*Rosa:* I whispered.',
    '[00:01] Interviewer: What happened?\n[00:05] Rosa: I stood in the queue.\n[00:09] Interviewer: And then?\n[00:12] Rosa: I whispered.',
    'Interviewer: What happened?\nRosa (54): I stood\nin the queue.\nInterviewer: And then?\nRosa (54): I whispered.',
  ])('is kept verbatim, by speaker, without the questions: %j', (text) => {
    expect(read('user-research', text).artifact).toEqual({
      insights: [
        { finding: 'I stood in the queue.', source: 'Rosa', quote: 'I stood in the queue.' },
        { finding: 'I whispered.', source: 'Rosa', quote: 'I whispered.' },
      ],
    });
  });

  it('may be one of three people who speak once each', () => {
    const { artifact } = read('user-research', 'Rosa: I whisper.\nTom: I write it down.\nEva: My back, I say.');
    expect((artifact.insights as Insight[]).map((one) => one.source)).toEqual(['Rosa', 'Tom', 'Eva']);
  });

  it('is not seen in a list of topics', () => {
    const { artifact } = read('user-research', 'Privacy: people whisper\nSpeed: it takes long\nNoise: the phone rings');
    expect((artifact.insights as Insight[]).map((one) => one.finding)).toEqual([
      'Privacy: people whisper',
      'Speed: it takes long',
      'Noise: the phone rings',
    ]);
  });

  it('is not captured when nobody gave it to the facilitator', () => {
    expect(read('user-research', 'Interviewer: And?\nRosa: I whisper.\nRosa: Always.', { whole: false }).artifact).toEqual({});
  });
});

describe('sorting insights into themes', () => {
  const draft = holding('insights', 'finding', ['People whisper', 'It is asked twice', 'Two left', 'Notes are common', 'The phone rings']);
  const privacy = { name: 'Privacy', evidence: ['People whisper', 'Notes are common'] };

  it.each([
    '- Privacy: 1, 4',
    'Privacy: 1 and 4',
    '- Privacy (1, 4)',
    '- Privacy = 1+4',
    '- Privacy → 1, 4',
    '- Privacy - 1, 4',
    '- Privacy: #1 & #4',
    '- Privacy: insights 1 and 4',
    '- *Privacy*: 1, 4',
    '- “Privacy”: 1, 4',
    '- Theme: Privacy: 1, 4',
    '- Theme 1: Privacy (1, 4)',
    'Theme 2 – Privacy: 1, 4',
    'Theme "Privacy": 1 4',
    'Theme Privacy: 1, 4',
    'Theme: Privacy\nEvidence: 1, 4',
    '- Privacy\n  - 1\n  - 4',
    '1, 4 = Privacy',
    '1 and 4 belong together: Privacy',
    "I'd group 1 and 4 as Privacy",
    '1 and 4 go into Privacy',
    '1 -> Privacy\n4 -> Privacy',
    'Privacy: People whisper, Notes are common',
    'The first theme is Privacy (1, 4).',
  ])('%j', (text) => {
    expect(read('sense-making', text, { draft })).toMatchObject({ artifact: { themes: [privacy] }, told: [] });
  });

  it.each([
    'Privacy (1, 4), Noise (2, 5)',
    'Privacy: 1, 4; Noise: 2, 5',
    'The first theme is Privacy (1, 4). The second one is Noise (2, 5).',
    'Themes:\n- Privacy: 1, 4\n- Noise: 2, 5',
  ])('two at once: %j', (text) => {
    expect(read('sense-making', text, { draft }).artifact.themes).toEqual([
      privacy,
      { name: 'Noise', evidence: ['It is asked twice', 'The phone rings'] },
    ]);
  });

  it('takes ranges, words as evidence, and the beginning of a name for the name', () => {
    expect(read('sense-making', '- Privacy: 1-3', { draft }).artifact.themes).toEqual([
      { name: 'Privacy', evidence: ['People whisper', 'It is asked twice', 'Two left'] },
    ]);
    expect(read('sense-making', '- Privacy: nobody, and I mean nobody, wants it', { draft }).artifact.themes).toEqual([
      { name: 'Privacy', evidence: ['nobody, and I mean nobody, wants it'] },
    ]);
    expect(read('sense-making', ['- Privacy at the desk\n- Noise', 'privacy: 1, 4'], { draft }).artifact.themes).toEqual([
      { ...privacy, name: 'Privacy at the desk' },
      { name: 'Noise' },
    ]);
  });

  it('says which number is none', () => {
    expect(read('sense-making', '- Privacy: 1, 9', { draft })).toMatchObject({
      artifact: { themes: [{ name: 'Privacy', evidence: ['People whisper'] }] },
      told: ['There is no insight number 9.'],
    });
  });

  it.each(['Park: 3', '- Parked: 3', 'park 3', 'Leave out 3'])('“%s” puts an insight aside on purpose', (text) => {
    const { artifact, draft: after } = read('sense-making', text, { draft });
    expect(artifact).toEqual({});
    expect(after.items.insights?.[2]?.values.theme).toBe('parked');
  });

  it.each<[string, Record<string, string[]>]>([
    ['- Pain: everyone hears it\n- Gain: arriving unnoticed', { pains: ['everyone hears it'], gains: ['arriving unnoticed'] }],
    ['Pains: everyone hears it; waiting\nGains: quiet', { pains: ['everyone hears it', 'waiting'], gains: ['quiet'] }],
    ['Pains:\n- everyone hears it\n- waiting\nGains:\n- quiet', { pains: ['everyone hears it', 'waiting'], gains: ['quiet'] }],
    ['Pain 1: waiting\nPain 2: noise\nGain 1: quiet', { pains: ['waiting', 'noise'], gains: ['quiet'] }],
    ['Biggest pain - waiting\nGain - quiet', { pains: ['waiting'], gains: ['quiet'] }],
    ['Pains: waiting, noise, no privacy', { pains: ['waiting', 'noise', 'no privacy'] }],
    [
      'Pain: everyone hears it, and nobody is told how long it takes',
      { pains: ['everyone hears it, and nobody is told how long it takes'] },
    ],
    [
      'What hurts most is that everyone hears it. It would be a relief to arrive unnoticed.',
      { pains: ['Everyone hears it.'], gains: ['It would be a relief to arrive unnoticed.'] },
    ],
  ])('pains and gains: %j', (text, artifact) => {
    expect(read('sense-making', text, { draft })).toMatchObject({ artifact, told: [] });
    expect(read('sense-making', text, { draft }).artifact).not.toHaveProperty('themes');
  });
});
