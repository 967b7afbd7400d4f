import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

describe('a persona', () => {
  const rosa = { name: 'Rosa', role: 'patient', goals: ['be seen quickly', 'be left alone'], age: 54 };

  it.each([
    'Name: Rosa\nRole: patient\nGoals: be seen quickly; be left alone\nAge: 54',
    'Age: 54\nGoals: be seen quickly, be left alone\nRole: patient\nName: Rosa',
    '*Name:* Rosa\n*Role:* patient\n*Goals:*\n- be seen quickly\n- be left alone\n*Age:* 54',
    'NAME: Rosa\nROLE: patient\nGOALS:\nbe seen quickly\nbe left alone\nAGE: around 54',
    '- Name: Rosa\n- Role: patient\n- Goals: be seen quickly / be left alone\n- Age: 54 years',
    'Name: Rosa, Role: patient, Age: 54, Goals: be seen quickly; be left alone',
    'Name: Rosa | Role: patient | Age: 54 | Goals: be seen quickly; be left alone',
    'Name - Rosa\nRole - patient\nAge - 54\nGoals - 1) be seen quickly 2) be left alone',
    'Persona: Rosa, patient, 54\nWants: be seen quickly; be left alone',
    'Rosa, 54, patient\nGoals: be seen quickly; be left alone',
    'Rosa (54), patient\nGoals: be seen quickly; be left alone',
    'Name: Rosa\nRole: patient\nAge: 54\nGoal: be seen quickly\nGoal: be left alone',
  ])('%j', (text) => {
    expect(read('persona', text)).toMatchObject({ artifact: { personas: [rosa] }, told: [] });
    expect(read('persona', text).artifact).toEqual({ personas: [rosa] });
  });

  it('grows over several messages, by its name or as the one that was talked about last', () => {
    const messages = [
      'Rosa, a patient',
      'Quote: “not so loud”',
      "Rosa's goals: be seen quickly",
      'Rosa: pains: everyone hears it',
      'Rosa\nGains: unknown',
      'Goals: be left alone',
    ];
    expect(read('persona', messages)).toMatchObject({
      artifact: {
        personas: [
          {
            name: 'Rosa',
            role: 'a patient',
            quote: 'not so loud',
            goals: ['be seen quickly', 'be left alone'],
            pains: ['everyone hears it'],
            gains: ['unknown'],
          },
        ],
      },
      told: [],
    });
  });

  it('is told from another', () => {
    const { personas } = read('persona', ['Name: Rosa\nRole: patient\n\nName: Tom\nRole: receptionist', 'Rosa: goals: quiet']).artifact as {
      personas: { name: string; goals?: string[] }[];
    };
    expect(personas.map((one) => [one.name, one.goals])).toEqual([
      ['Rosa', ['quiet']],
      ['Tom', undefined],
    ]);
  });

  it.each<[string, object]>([
    [
      "Let's call her Fatima. She's a night nurse. She wants to go home on time. She says “I just hope”.",
      { name: 'Fatima', role: 'night nurse', goals: ['to go home on time.'], quote: 'I just hope' },
    ],
    [
      'Rosa is a 54 year old patient. She lives next door.',
      { name: 'Rosa', role: 'a 54 year old patient', bio: 'She lives next door.', age: 54 },
    ],
    ['Her name is Fatima and she is a night nurse', { name: 'Fatima', role: 'a night nurse' }],
    ['Fatima – night nurse', { name: 'Fatima', role: 'night nurse' }],
    [
      'Name: Anne-Marie O’Neill\nA day: gets up at 5:30, works until 14:00\nLives in: Saint-Denis',
      { name: 'Anne-Marie O’Neill', dayInTheLife: 'gets up at 5:30, works until 14:00', location: 'Saint-Denis' },
    ],
    ['Name: Rosa\nBio: Lives next door.\nKnows everybody.', { name: 'Rosa', bio: 'Lives next door.\nKnows everybody.' }],
    ["Quote: 'not so loud'", { quote: 'not so loud' }],
  ])('in sentences and names: %j', (text, persona) => {
    expect(read('persona', text)).toMatchObject({ artifact: { personas: [persona] }, told: [] });
  });

  it('is not made of words that name nobody', () => {
    for (const text of ['we should be careful with the bio', 'She lives next door', 'Age: unknown', 'hm, let me think about that one'])
      expect(read('persona', text).artifact).toEqual({});
    expect(read('persona', ['Name: Rosa', 'she is very nice though']).artifact).toEqual({ personas: [{ name: 'Rosa' }] });
    expect(read('persona', ['Name: Rosa', 'she is very nice though']).told).toEqual([expect.stringContaining('“Name: …”, “Role: …”')]);
  });

  it('is said back where a label is unknown, instead of going somewhere', () => {
    const { artifact, told } = read('persona', 'Name: Rosa\nRole: patient\nShoe size: 39');
    expect(artifact).toEqual({ personas: [{ name: 'Rosa', role: 'patient' }] });
    expect(told).toHaveLength(1);
  });
});

describe('a concept', () => {
  const swot = { strengths: ['cheap', 'quick', 'known'], weaknesses: ['paper', 'loss', 'reading'] };

  it.each([
    'Strengths: cheap; quick; known\nWeaknesses: paper; loss; reading',
    'Strengths: cheap, quick, known\nWeaknesses: paper, loss and reading',
    'Strengths: 1. cheap 2. quick 3. known\nWeaknesses: paper / loss / reading',
    'Strengths:\n- cheap\n- quick\n- known\nWeaknesses:\n- paper\n- loss\n- reading',
    'S: cheap; quick; known\nW: paper; loss; reading',
    'SWOT:\nS: cheap; quick; known\nW: paper; loss; reading',
    'SWOT – Strengths: cheap, quick, known; Weaknesses: paper, loss, reading',
    'SWOT: Strengths: cheap; quick; known. Weaknesses: paper; loss; reading',
    'Strength: cheap\nStrength: quick\nStrength: known\nWeakness: paper\nWeakness: loss\nWeakness: reading',
  ])('has its SWOT in many ways of writing: %j', (text) => {
    expect(read('concept', text)).toMatchObject({ artifact: { concepts: [{ swot }] }, told: [] });
  });

  it.each([
    'Technical: 4 because it is paper',
    'Technical: 4/5 – it is paper',
    'Technical: 4, it is paper',
    'Technical: 4. it is paper',
    'Technical: 4 (it is paper)',
    'Technical: four, since it is paper',
    'Technical feasibility 4/5: it is paper',
    'Technical 4 because it is paper',
    'Can we build it? 4 because it is paper',
    'Feasibility: 4 out of 5 because it is paper',
    'Technical: 4\nbecause it is paper',
  ])('has scores with a reason: %j', (text) => {
    expect(read('concept', text)).toMatchObject({
      artifact: { concepts: [{ feasibility: { technical: { score: 4, rationale: 'it is paper' } } }] },
      told: [],
    });
  });

  it('takes no score without a reason, and none that is out of bounds', () => {
    expect(read('concept', 'Technical: 4')).toMatchObject({
      artifact: {},
      told: ['“Can we build it” needs its reason too: “Can we build it: 4 because …”.'],
    });
    expect(read('concept', 'Technical: 9 because')).toMatchObject({ artifact: {} });
    expect(read('concept', 'Technical: great')).toMatchObject({
      artifact: {},
      told: [expect.stringContaining('needs a number from 1 to 5')],
    });
  });

  it('takes three scores in one line', () => {
    expect(
      read('concept', 'Technical 4 because simple, business 3 because nobody pays, desirability 5 because they asked').artifact,
    ).toEqual({
      concepts: [
        {
          feasibility: {
            technical: { score: 4, rationale: 'simple' },
            business: { score: 3, rationale: 'nobody pays' },
            userDesirability: { score: 5, rationale: 'they asked' },
          },
        },
      ],
    });
  });

  it.each<[string, object[]]>([
    ['Idea: Reason card\nName: Silent Slip\nPitch: a card', [{ ideaSource: 'Reason card', name: 'Silent Slip', elevatorPitch: 'a card' }]],
    [
      'Pitch: a card\nName: Silent Slip\nIdea: Reason card (1)',
      [{ ideaSource: 'Reason card', name: 'Silent Slip', elevatorPitch: 'a card' }],
    ],
    [
      'Concept: Silent Slip\nElevator pitch: For patients who …, a card.',
      [{ name: 'Silent Slip', elevatorPitch: 'For patients who …, a card.' }],
    ],
    [
      'Idea: Reason card. Name: Silent Slip. Pitch: a card that says it.',
      [{ ideaSource: 'Reason card', name: 'Silent Slip', elevatorPitch: 'a card that says it.' }],
    ],
    ['Silent Slip: a card that says it for you', [{ name: 'Silent Slip', elevatorPitch: 'a card that says it for you' }]],
    ['It is called Silent Slip: a card that says it', [{ name: 'Silent Slip', elevatorPitch: 'a card that says it' }]],
    [
      'Concept 1: Silent Slip\nPitch: a card\nConcept 2: Buzzer\nPitch: a buzzer',
      [
        { name: 'Silent Slip', elevatorPitch: 'a card' },
        { name: 'Buzzer', elevatorPitch: 'a buzzer' },
      ],
    ],
    [
      'Idea: Card\nName: Slip\n\nIdea: Corner\nName: Plant Desk',
      [
        { ideaSource: 'Card', name: 'Slip' },
        { ideaSource: 'Corner', name: 'Plant Desk' },
      ],
    ],
  ])('%j', (text, concepts) => {
    expect(read('concept', text)).toMatchObject({ artifact: { concepts }, told: [] });
  });

  it('grows over several messages', () => {
    const { artifact, told } = read('concept', [
      'Silent Slip: a card',
      'Idea: Reason card',
      'USP: no screen',
      'Reason card: strengths: cheap',
      'Silent Slip\nStrengths: quick',
      'Idea: reason card\nThreats: apps',
    ]);
    expect(artifact).toEqual({
      concepts: [
        {
          ideaSource: 'Reason card',
          name: 'Silent Slip',
          elevatorPitch: 'a card',
          usp: 'no screen',
          swot: { strengths: ['cheap', 'quick'], threats: ['apps'] },
        },
      ],
    });
    expect(told).toEqual([]);
  });

  it('wants the idea’s name and not a number', () => {
    expect(read('concept', 'Idea: 1\nName: Silent Slip')).toMatchObject({
      artifact: { concepts: [{ name: 'Silent Slip' }] },
      told: ['“From the idea: 1” is only a number. Write its name, please.'],
    });
  });
});
