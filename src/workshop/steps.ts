import { type StepId, stepIds } from './ids.ts';
import { openings } from './openings.ts';
import type { Field, FieldOf, StepDefinition, TemplateDefinition } from './step-definition.ts';

/**
 * The ten steps of the built-in template: every number, name, question and rule of the method is here, its first words of each
 * step in `openings.ts`, and nothing of it anywhere else.
 * Schemas, gates, modals, cards, prompts, documents and tests are made from it.
 */

const ratings = ['high', 'medium', 'low'] as const;
const ratingWords = {
  high: ['h', 'hi', 'very high'],
  medium: ['m', 'med', 'mid', 'middle', 'moderate', 'average'],
  low: ['l', 'lo', 'very low'],
};
const shortChars = 200;
const longChars = 3_000;

const text = (key: string, label: string, more: Partial<FieldOf<'text'>> = {}): Field => ({
  kind: 'text',
  key,
  label,
  maxChars: longChars,
  ...more,
});
const short = (key: string, label: string, more: Partial<FieldOf<'text'>> = {}): Field => ({
  kind: 'text',
  key,
  label,
  maxChars: shortChars,
  ...more,
});
const texts = (key: string, label: string, singular: string, max: number, more: Partial<FieldOf<'texts'>> = {}): Field => ({
  kind: 'texts',
  key,
  label,
  singular,
  min: 1,
  max,
  ...more,
});
const choice = (key: string, label: string, options: readonly string[], more: Partial<FieldOf<'choice'>> = {}): Field => ({
  kind: 'choice',
  key,
  label,
  options,
  ...more,
});
const three = (key: string, label: string, singular: string, more: Partial<FieldOf<'texts'>> = {}): Field =>
  texts(`swot.${key}`, label, singular, 3, { min: 3, commas: true, aliases: [key], ...more });
const fit = (key: string, label: string, aliases: readonly string[]): Field => ({
  kind: 'rated',
  key: `feasibility.${key}`,
  label,
  min: 1,
  max: 5,
  aliases,
});

/** The parts of a “Given that …, how might we help … to … so that …?” as people write it; after a name there is no need of a “to”. */
const given = '[Gg]iven(?: that)? (?<givenThat>.+?)';
const we = '[Hh]ow (?:might|can|could) we';
const help =
  '(?:(?:help|let|enable|allow|support|get|make|have) (?<name>\\p{Lu}[^\\s,]*(?: \\p{Lu}[^\\s,]*)*)(?! \\p{Lu}| and | or | who )(?: to)?|(?:help|enable|allow|support|get|invite) (?<persona>[^,]{2,120}?) to)';
const soThat =
  '(?:so that|in order to|such that|so(?= (?:nobody|no|she|he|they|it|we|her|his|their|everyone|everybody|the)\\b)) (?<deeperGoal>.+?)';

const definitions: Record<StepId, Omit<StepDefinition, 'id'>> = {
  challenge: {
    name: 'Challenge',
    purpose: 'Turn a vague idea into one clear question.',
    minutes: 8,
    reads: [],
    headline: 'hmwStatement',
    fields: [
      text('problemStatement', 'Problem', {
        minChars: 10,
        ask: 'What goes wrong today?',
        hint: 'One or two sentences, without a solution in it.',
        aliases: ['problem statement', 'issue', 'what goes wrong today'],
        cues: [
          'the problem is…',
          'the problem today is…',
          'our problem is…',
          'the real problem is…',
          'the real problem',
          'the issue is…',
          'the trouble is…',
          'what goes wrong is…',
          'today,',
          'right now,',
          'at the moment,',
        ],
      }),
      text('targetUser', 'Who it is for', {
        ask: 'Who feels it most?',
        hint: 'A group you could go and meet.',
        aliases: [
          'target user',
          'target users',
          'user',
          'users',
          'who',
          'for',
          'audience',
          'target group',
          'for whom',
          'who feels it',
          'who feels it most',
          'people',
        ],
        cues: [
          'our users are…',
          'our user is…',
          'the users are…',
          'the user is…',
          'the people who feel it most are…',
          'the people who feel it are…',
          'it is for…',
          "it's for…",
          'this is for…',
          'mostly it hits…',
          'it mostly hits…',
          'it hits…',
          'it affects…',
        ],
      }),
      text('desiredOutcome', 'What should be better', {
        ask: 'If this worked, what would be different for them?',
        hint: 'What changes in their day.',
        aliases: ['desired outcome', 'outcome', 'goal', 'better', 'success', 'ideal', 'result'],
        cues: [
          'we want',
          'i want',
          "we'd like",
          "i'd like",
          'success is…',
          'success looks like',
          'success would be…',
          'success means',
          'if this worked',
          'if it worked',
          'ideally',
          'it would be better if',
          'they should',
          'they would',
          'they could',
          "they'd",
          'then they',
        ],
      }),
      text('hmwStatement', 'Our question', {
        ask: 'Now put it in one question: “How might we …?”',
        hint: 'Under 25 words, names the people, no solution in it.',
        aliases: ['hmw', 'how might we', 'hmw statement', 'question'],
        cues: ['how might we', 'how can we', 'how could we', 'hmw:…', 'hmw'],
      }),
      choice('altitude', 'How wide the question is', ['specific', 'balanced', 'broad'], {
        optional: true,
        aliases: ['width'],
        synonyms: { specific: ['narrow'], broad: ['wide'] },
      }),
    ],
    gate: [
      { rule: 'given', field: 'problemStatement', says: 'what goes wrong today' },
      { rule: 'given', field: 'targetUser', says: 'who it is for' },
      { rule: 'given', field: 'desiredOutcome', says: 'what should be better' },
      { rule: 'given', field: 'hmwStatement', says: 'the “How might we” question' },
    ],
    criteria: ['names a user', 'one sentence under 25 words', 'no solution, method word or KPI baked in'],
    carries: [],
    opening: openings.challenge,
    followUps: 3,
    forms: [
      {
        id: 'challenge',
        kind: 'fields',
        label: 'Fill in',
        fields: ['problemStatement', 'targetUser', 'desiredOutcome', 'hmwStatement', 'altitude'],
      },
    ],
  },

  'stakeholder-mapping': {
    name: 'Stakeholders',
    purpose: 'See who is affected and who decides.',
    minutes: 8,
    reads: ['challenge'],
    lines: 'stakeholders',
    fields: [
      {
        kind: 'items',
        key: 'stakeholders',
        label: 'Stakeholders',
        singular: 'stakeholder',
        min: 1,
        max: 60,
        nameProp: 'name',
        splitsNames: true,
        ask: 'Who is affected by this, and who gets to decide?',
        props: [
          short('name', 'Who', { hint: 'A group you could name to their face: “receptionists”, not “everybody”.' }),
          choice('category', 'How close', ['core', 'direct', 'indirect'], {
            aliases: ['category', 'circle', 'closeness'],
            means: { core: 'uses it', direct: 'is touched by it', indirect: 'has a say, or feels it later' },
          }),
          choice('power', 'Power', ratings, {
            hint: 'How much they can help or stop it.',
            aliases: ['influence', 'say'],
            synonyms: ratingWords,
          }),
          choice('interest', 'Interest', ratings, { hint: 'How much they care.', aliases: ['stake'], synonyms: ratingWords }),
          text('notes', 'Notes', { optional: true, aliases: ['note', 'because', 'comment'] }),
        ],
      },
    ],
    gate: [
      {
        rule: 'count',
        field: 'stakeholders',
        atLeast: 4,
        says: 'at least four people or groups',
        ask: 'Who else? Think of whoever signs it off, whoever keeps the rules, and whoever feels it without being asked.',
      },
      {
        rule: 'each',
        field: 'stakeholders',
        props: ['category', 'power', 'interest'],
        says: 'how close they are, their power and their interest',
        askAbout: 'How close to it are {items}, and how much power and interest do they have?',
        form: 'rate',
      },
    ],
    criteria: [
      'all three circles: core, direct, indirect',
      'users, deciders, influencers, regulators, the internal team and the silently affected were each thought of',
    ],
    carries: [
      { step: 'challenge', field: 'hmwStatement', lead: 'Our question' },
      { step: 'challenge', field: 'targetUser', lead: 'It is for' },
    ],
    opening: openings['stakeholder-mapping'],
    followUps: 1,
    forms: [
      { id: 'stakeholder', kind: 'item', label: 'Add someone', list: 'stakeholders' },
      {
        id: 'rate',
        kind: 'assign',
        label: 'Rate',
        list: 'stakeholders',
        props: ['category', 'power', 'interest'],
        intro: 'Those with something missing. “Fix” changes the others.',
      },
    ],
  },

  'user-research': {
    name: 'Research',
    purpose: 'Learn from real people.',
    minutes: 12,
    reads: ['challenge', 'stakeholder-mapping'],
    lines: 'insights',
    headline: 'insights',
    fields: [
      texts('interviewQuestions', 'Interview questions', 'question', 8, {
        ask: 'What would you ask them?',
        hint: 'Open questions about what they did, not what they would like.',
        aliases: ['interview question', 'question', 'questions', 'ask', 'ask them', 'q'],
        cues: ['i would ask…', "i'd ask…", 'we should ask…', 'we could ask…', 'ask them…'],
      }),
      {
        kind: 'items',
        key: 'insights',
        label: 'Insights',
        singular: 'insight',
        min: 1,
        max: 80,
        nameProp: 'finding',
        ask: 'What have you seen or heard from real people?',
        hint: 'What they did or said, and who it was.',
        aliases: ['insight', 'finding', 'findings', 'learning', 'learnings', 'observation', 'observations'],
        cues: [
          'i saw',
          'i watched',
          'i noticed',
          'i observed',
          'we saw',
          'we watched',
          'we noticed',
          'we observed',
          'i heard',
          'we heard',
          'someone told',
          'somebody told',
          'one of them told',
        ],
        props: [
          text('finding', 'What we learnt', { hint: 'What they did or said.', aliases: ['insight', 'learning', 'observation'] }),
          short('source', 'Heard from', {
            optional: true,
            hint: 'A person, a role, a place.',
            aliases: ['who or where from', 'from', 'who', 'by', 'heard from'],
          }),
          text('quote', 'In their words', { optional: true, aliases: ['said', 'verbatim', 'words', 'in his words', 'in her words'] }),
        ],
      },
    ],
    gate: [
      {
        rule: 'count',
        field: 'interviewQuestions',
        atLeast: 1,
        says: 'at least one interview question',
        ask: 'What would you ask them, if you met one tomorrow?',
        form: 'questions',
      },
      {
        rule: 'count',
        field: 'insights',
        atLeast: 5,
        says: 'at least five insights',
        ask: 'What else have you seen or heard? Five make a start.',
        form: 'insight',
      },
    ],
    criteria: ['questions are open, not leading', 'insights say who they came from and what people did', 'several stakeholders are heard'],
    carries: [
      { step: 'challenge', field: 'hmwStatement', lead: 'Our question' },
      { step: 'stakeholder-mapping', field: 'stakeholders', prop: 'name', lead: 'People to hear from', limit: 6 },
    ],
    opening: openings['user-research'],
    followUps: 1,
    forms: [
      { id: 'insight', kind: 'item', label: 'Add an insight', list: 'insights' },
      { id: 'questions', kind: 'fields', label: 'Questions', fields: ['interviewQuestions'] },
    ],
  },

  'sense-making': {
    name: 'Sense-making',
    purpose: 'Find the patterns in what we heard.',
    minutes: 10,
    reads: ['challenge', 'user-research'],
    lines: 'themes',
    fields: [
      {
        kind: 'items',
        key: 'insights',
        label: 'Insights',
        singular: 'insight',
        max: 80,
        nameProp: 'finding',
        internal: true,
        seededFrom: { step: 'user-research', list: 'insights' },
        props: [text('finding', 'Insight'), { kind: 'link', key: 'theme', label: 'Theme', list: 'themes', parkable: true }],
      },
      {
        kind: 'items',
        key: 'themes',
        label: 'Themes',
        singular: 'theme',
        min: 2,
        max: 5,
        nameProp: 'name',
        ask: 'Which of these belong together, and what would you call that?',
        aliases: ['theme', 'pattern', 'cluster'],
        props: [
          short('name', 'Theme', { aliases: ['theme', 'pattern'] }),
          texts('evidence', 'Evidence', 'insight', 80, { gathers: { list: 'insights', by: 'theme', prop: 'finding' } }),
        ],
      },
      texts('pains', 'Pains', 'pain', 5, {
        commas: true,
        ask: 'What hurts most?',
        aliases: ['pain', 'pain point', 'pain points', 'what hurts'],
        cues: ['what hurts most is…', 'what hurts is…', 'it hurts that…', 'it hurts when'],
      }),
      texts('gains', 'Gains', 'gain', 5, {
        commas: true,
        ask: 'What would be a relief?',
        aliases: ['gain', 'gain point', 'relief', 'hope'],
        cues: ['it would be a relief', 'a relief would be…', 'what would help is…'],
      }),
    ],
    gate: [
      {
        rule: 'complete',
        field: 'themes',
        atLeast: 2,
        props: ['name', 'evidence'],
        says: 'at least two themes with an insight in each',
        ask: 'What else belongs together, and what would you call that?',
        askAbout: '{items} yet. What belongs there?',
        form: 'sort',
      },
      { rule: 'count', field: 'pains', atLeast: 1, says: 'one pain', ask: 'What hurts most?', form: 'pains-gains' },
      { rule: 'count', field: 'gains', atLeast: 1, says: 'one gain', ask: 'And what would be a relief?', form: 'pains-gains' },
    ],
    criteria: ['five pains and five gains', 'every insight is placed or parked'],
    carries: [
      { step: 'challenge', field: 'hmwStatement', lead: 'Our question' },
      { step: 'user-research', field: 'insights', prop: 'finding', lead: 'What we heard', limit: 20 },
    ],
    opening: openings['sense-making'],
    followUps: 1,
    forms: [
      {
        id: 'theme',
        kind: 'item',
        label: 'Name a theme',
        list: 'themes',
        intro: 'A pattern that you see in what we heard. “Sort” then puts the insights into it.',
      },
      { id: 'sort', kind: 'assign', label: 'Sort', list: 'insights', props: ['theme'] },
      { id: 'pains-gains', kind: 'fields', label: 'Pains and gains', fields: ['pains', 'gains'] },
    ],
  },

  persona: {
    name: 'Persona',
    purpose: 'Make the user concrete, from evidence only.',
    minutes: 8,
    reads: ['stakeholder-mapping', 'user-research', 'sense-making'],
    fields: [
      {
        kind: 'items',
        key: 'personas',
        label: 'Personas',
        singular: 'persona',
        min: 1,
        max: 3,
        nameProp: 'name',
        lineOrder: ['name', 'role', 'bio'],
        ask: 'Give them a name: who is the one person we must get this right for?',
        aliases: ['persona'],
        props: [
          short('name', 'Name', {
            aliases: ['persona', 'called', 'persona name'],
            cues: [
              "let's call her…",
              "let's call him…",
              "let's call them…",
              'call her…',
              'call him…',
              'her name is…',
              'his name is…',
              'their name is…',
              'she is called…',
              'he is called…',
              'meet…',
            ],
          }),
          short('role', 'Role', {
            aliases: ['job', 'who they are', 'is a', 'occupation'],
            cues: [
              'she works as…',
              'he works as…',
              'they work as…',
              'she is a…',
              'he is a…',
              "she's a…",
              "he's a…",
              'she is the…',
              'he is the…',
              "she's the…",
              "he's the…",
            ],
          }),
          text('bio', 'Story', {
            long: true,
            hint: 'Who they are, in two sentences.',
            aliases: ['in two sentences', 'bio', 'about', 'background', 'story', 'who is she', 'who is he'],
          }),
          text('quote', 'Quote', {
            hint: 'Their own words, from the research.',
            aliases: ['in their words', 'says', 'said', 'in her words', 'in his words'],
            cues: ['she says…', 'he says…', 'they say…', 'she said…', 'he said…', 'she would say…', 'he would say…'],
          }),
          texts('goals', 'Goals', 'goal', 5, {
            commas: true,
            aliases: ['goal', 'wants', 'needs'],
            cues: ['she wants…', 'he wants…', 'they want…', 'she needs…', 'he needs…'],
          }),
          texts('pains', 'Pains', 'pain', 5, {
            commas: true,
            aliases: ['pain', 'pain points', 'hurts'],
            cues: ['what hurts her is…', 'what hurts him is…', 'she hates…', 'he hates…'],
          }),
          texts('gains', 'Gains', 'gain', 5, {
            commas: true,
            aliases: ['gain', 'relief'],
            cues: ['what would help her is…', 'what would help him is…'],
          }),
          { kind: 'number', key: 'age', label: 'Age', min: 18, max: 100, optional: true },
          short('location', 'Lives in', {
            optional: true,
            aliases: ['location', 'place', 'home'],
            cues: ['she lives in…', 'he lives in…'],
          }),
          text('motivations', 'Motivations', { optional: true, aliases: ['motivation'] }),
          text('frustrations', 'Frustrations', { optional: true, aliases: ['frustration'] }),
          text('dayInTheLife', 'A day', { optional: true, long: true, aliases: ['day in the life', 'day', 'a day in the life'] }),
          text('behaviors', 'Habits', {
            optional: true,
            aliases: ['behaviors', 'behaviours', 'behavior', 'behaviour', 'habit', 'routine'],
          }),
        ],
      },
    ],
    gate: [
      {
        rule: 'complete',
        field: 'personas',
        atLeast: 1,
        props: ['name', 'role', 'bio', 'quote', 'goals', 'pains', 'gains'],
        says: 'one complete persona',
        askAbout: '{items} yet. What did people tell us? “Unknown” is an honest answer.',
      },
    ],
    criteria: ['grounded in insights', 'specific', 'consistent', 'traceable; what nobody knows stays “unknown”'],
    carries: [
      { step: 'sense-making', field: 'themes', prop: 'name', lead: 'Patterns', limit: 5 },
      { step: 'sense-making', field: 'pains', lead: 'Pains', limit: 5 },
      { step: 'sense-making', field: 'gains', lead: 'Gains', limit: 5 },
    ],
    opening: openings.persona,
    followUps: 1,
    forms: [
      {
        id: 'persona',
        kind: 'item',
        label: 'Write the persona',
        list: 'personas',
        intro: 'Only what people told us. Write “unknown” where nobody knows.',
      },
    ],
  },

  'journey-mapping': {
    name: 'Journey',
    purpose: 'Find where it hurts.',
    minutes: 10,
    reads: ['challenge', 'user-research', 'sense-making', 'persona'],
    lines: 'stages',
    headline: 'dipSummary',
    fields: [
      short('personaName', 'Whose journey', {
        from: { step: 'persona', field: 'personas', prop: 'name' },
        aliases: ['persona', 'journey of'],
      }),
      {
        kind: 'items',
        key: 'stages',
        label: 'Stages',
        singular: 'stage',
        min: 4,
        max: 8,
        nameProp: 'name',
        ask: 'What happens first, and how does it feel?',
        aliases: ['stage', 'phase'],
        props: [
          short('name', 'Stage', { aliases: ['stage', 'phase'] }),
          text('action', 'What they do', { aliases: ['action', 'actions', 'do', 'does', 'doing'] }),
          text('goals', 'What they want', { aliases: ['goals', 'goal', 'wants', 'want', 'needs', 'need'] }),
          text('barriers', 'What is in the way', { aliases: ['barriers', 'barrier', 'obstacle', 'obstacles', 'in the way', 'blocker'] }),
          text('touchpoints', 'What they touch', {
            hint: 'Things, places, people.',
            aliases: ['touchpoints', 'touchpoint', 'touches', 'touch', 'with'],
          }),
          choice('emotion', 'Feeling', ['positive', 'neutral', 'negative'], {
            aliases: ['emotion', 'feels', 'mood'],
            synonyms: {
              positive: ['pos', 'good', 'happy', 'relieved', '🙂', '😊', '😀', '😃', '👍', 'slightly_smiling_face', 'smile'],
              neutral: ['neu', 'ok', 'okay', 'so-so', 'mixed', 'meh', '😐', 'neutral_face'],
              negative: [
                'neg',
                'bad',
                'sad',
                'angry',
                'annoyed',
                'frustrated',
                'stressed',
                'anxious',
                '🙁',
                '☹️',
                '😞',
                '😟',
                '😡',
                '😠',
                '👎',
                'disappointed',
                'slightly_frowning_face',
              ],
            },
          }),
          text('momentOfTruth', 'Moment of truth', { optional: true }),
          text('opportunity', 'Opportunity', { optional: true }),
          {
            kind: 'flag',
            key: 'isDip',
            label: 'The dip',
            hint: 'Where it hurts most: one stage only.',
            mark: ['dip', 'the dip', 'it hurts here'],
          },
        ],
      },
      text('dipSummary', 'Why it hurts there', {
        marks: { list: 'stages', prop: 'isDip' },
        ask: 'Where does it hurt most, and why there?',
        aliases: ['dip', 'dip summary', 'it hurts most', 'where it hurts', 'where it hurts most', 'why', 'low point', 'lowest point'],
        cues: [
          'the dip is…',
          'our dip is…',
          'dip is…',
          'it hurts most',
          'it hurts the most',
          'it hurts',
          'the low point',
          'the lowest point',
          'the worst',
        ],
      }),
      text('dipRationale', 'What tells us so', {
        optional: true,
        aliases: ['dip rationale', 'rationale', 'evidence', 'proof'],
        cues: ['what tells us so is…', 'we know because'],
      }),
    ],
    gate: [
      {
        rule: 'complete',
        field: 'stages',
        atLeast: 4,
        props: ['name', 'action', 'goals', 'barriers', 'touchpoints', 'emotion'],
        says: 'at least four complete stages',
        ask: 'What happens next, and how does it feel?',
        askAbout: '{items} yet. What is it like there?',
        form: 'stage',
      },
      {
        rule: 'exactly-one',
        field: 'stages',
        prop: 'isDip',
        says: 'the one stage where it hurts most',
        ask: 'Where does it hurt most, and why there?',
        form: 'dip',
      },
    ],
    criteria: ['feelings vary along the way', 'the dip has evidence'],
    carries: [
      { step: 'persona', field: 'personas', prop: 'name', lead: 'Whose journey', limit: 3 },
      { step: 'sense-making', field: 'pains', lead: 'Pains', limit: 5 },
    ],
    opening: openings['journey-mapping'],
    followUps: 1,
    forms: [
      { id: 'stage', kind: 'item', label: 'Add a stage', list: 'stages' },
      { id: 'dip', kind: 'pick', label: 'Where it hurts most', list: 'stages', prop: 'isDip', max: 1 },
      { id: 'why', kind: 'fields', label: 'Why it hurts', fields: ['personaName', 'dipSummary', 'dipRationale'] },
    ],
  },

  reframe: {
    name: 'Reframe',
    purpose: 'Ask a sharper question, from evidence.',
    minutes: 6,
    reads: ['challenge', 'sense-making', 'persona', 'journey-mapping'],
    lines: 'hmwStatements',
    headline: 'selectedForIdeation',
    fields: [
      text('originalHmw', 'The question we began with', { from: { step: 'challenge', field: 'hmwStatement' } }),
      {
        kind: 'items',
        key: 'hmwStatements',
        label: 'Sharper questions',
        singular: 'question',
        min: 1,
        max: 10,
        nameProp: 'fullStatement',
        compose: {
          prop: 'fullStatement',
          template: 'Given that {givenThat}, how might we help {persona} to {immediateGoal} so that {deeperGoal}?',
          shapes: [
            `${given}[,;:.]? ${we} ${help} (?<immediateGoal>.+?),? ${soThat}`,
            `${we} ${help} (?<immediateGoal>.+?),? ${soThat}[,;]? (?:given(?: that)?|because|since) (?<givenThat>.+?)`,
            `${given}[,;:.]? ${we} ${help} (?<immediateGoal>.+?)`,
            `${given}[,;:.]? ${we} (?<immediateGoal>.+?),? ${soThat}`,
            `${we} ${help} (?<immediateGoal>.+?),? ${soThat}`,
          ],
        },
        ask: 'Knowing what we know now, how would you ask it?',
        aliases: ['statement', 'statements', 'how might we'],
        cues: ['given that'],
        props: [
          text('givenThat', 'Given that', {
            suggests: { step: 'journey-mapping', field: 'dipSummary', after: 'because' },
            aliases: ['given', 'because'],
          }),
          short('persona', 'How might we help', {
            suggests: { step: 'persona', field: 'personas', prop: 'name' },
            aliases: ['persona', 'help', 'who'],
          }),
          text('immediateGoal', 'To', {
            suggests: { step: 'persona', field: 'personas', prop: 'goals' },
            aliases: ['immediate goal', 'do', 'goal'],
          }),
          text('deeperGoal', 'So that', { aliases: ['deeper goal', 'so', 'why'] }),
          text('fullStatement', 'The whole question', { aliases: ['full statement', 'question', 'hmw'] }),
        ],
      },
      text('selectedForIdeation', 'The question we go on with', {
        ask: 'Which one do we go on with?',
        picksFrom: { list: 'hmwStatements', prop: 'fullStatement' },
        aliases: ['selected', 'selected question', 'we go with', 'chosen', 'our question', 'pick', 'picked', 'winner'],
        cues: [
          'we go with…',
          "let's go with…",
          'we take…',
          "let's take…",
          'we choose…',
          'we pick…',
          "let's pick…",
          'i vote for…',
          'my vote is…',
          'i pick…',
          'pick…',
          'choose…',
          'i like…',
        ],
      }),
      texts('insightsApplied', 'Insights behind it', 'insight', 20, {
        ask: 'Which insights does it rest on?',
        aliases: ['insight', 'insights', 'rests on', 'it rests on', 'based on', 'insights applied'],
        cues: ['it rests on…', 'it is based on…', 'this rests on…'],
      }),
      text('evolution', 'What changed', { optional: true, aliases: ['changed', 'what is new'], cues: ['what changed is…'] }),
    ],
    gate: [
      {
        rule: 'complete',
        field: 'hmwStatements',
        atLeast: 1,
        props: ['givenThat', 'persona', 'immediateGoal', 'deeperGoal'],
        says: 'one question with all four parts',
        askAbout: '{items} yet. How would you complete it?',
        form: 'question',
      },
      {
        rule: 'given',
        field: 'selectedForIdeation',
        says: 'which question we go on with',
        ask: 'Which one do we go on with?',
        form: 'choose',
      },
      {
        rule: 'differs',
        field: 'selectedForIdeation',
        from: { step: 'challenge', field: 'hmwStatement' },
        says: 'a question that differs from the one we began with',
        ask: 'That is the question we began with. What have we learnt that it does not say yet?',
      },
    ],
    criteria: ['differs from the first question', 'is narrower', 'traceable to the dip'],
    carries: [
      { step: 'challenge', field: 'hmwStatement', lead: 'We began with' },
      { step: 'journey-mapping', field: 'dipSummary', lead: 'Where it hurts' },
      { step: 'persona', field: 'personas', prop: 'name', lead: 'For', limit: 3 },
    ],
    opening: openings.reframe,
    followUps: 1,
    forms: [
      {
        id: 'question',
        kind: 'item',
        label: 'Write a question',
        list: 'hmwStatements',
        intro: 'Four blanks make one question. What is there comes from your earlier steps; change it as you like.',
      },
      { id: 'choose', kind: 'fields', label: 'Choose one', fields: ['selectedForIdeation', 'insightsApplied', 'evolution'] },
    ],
  },

  ideation: {
    name: 'Ideas',
    purpose: 'Go wide, then pick.',
    minutes: 12,
    reads: ['sense-making', 'persona', 'journey-mapping', 'reframe'],
    lines: 'ideas',
    headline: 'selected',
    fields: [
      text('reframedHmw', 'The question', { from: { step: 'reframe', field: 'selectedForIdeation' } }),
      {
        kind: 'items',
        key: 'ideas',
        label: 'Ideas',
        singular: 'idea',
        max: 120,
        nameProp: 'title',
        internal: true,
        ask: 'What could we do? Wild ones too.',
        aliases: ['idea'],
        cues: [
          'what if',
          'we could',
          'they could',
          'how about',
          'let us',
          "let's",
          'imagine',
          'why not',
          'my idea is…',
          'one idea is…',
          'another idea is…',
        ],
        props: [
          short('title', 'Idea', { aliases: ['idea', 'name'] }),
          text('description', 'How it would work', { aliases: ['how', 'how it works', 'description'] }),
          { kind: 'flag', key: 'isWildCard', label: 'Wild card', mark: ['wild card', 'wildcard', 'wild', '🃏'] },
          { kind: 'link', key: 'cluster', label: 'Group', list: 'groups' },
          { kind: 'flag', key: 'isSelected', label: 'Picked', mark: ['picked', 'selected'] },
        ],
      },
      {
        kind: 'items',
        key: 'groups',
        label: 'Groups of ideas',
        singular: 'group',
        max: 8,
        nameProp: 'theme',
        internal: true,
        aliases: ['group', 'cluster', 'clusters'],
        props: [short('theme', 'Group', { aliases: ['group', 'cluster'] })],
      },
      {
        kind: 'items',
        key: 'clusters',
        label: 'Groups of ideas',
        ask: 'Which of these belong together?',
        singular: 'group',
        min: 2,
        max: 8,
        nameProp: 'theme',
        props: [
          short('theme', 'Group'),
          {
            kind: 'projected',
            key: 'ideas',
            label: 'Ideas',
            list: 'ideas',
            by: 'cluster',
            props: ['title', 'description', 'isWildCard'],
            min: 2,
            max: 120,
          },
        ],
      },
      {
        kind: 'projected',
        key: 'selected',
        label: 'Picked',
        ask: 'Which ones do we take on?',
        list: 'ideas',
        where: 'isSelected',
        props: ['title'],
        min: 1,
        max: 8,
        aliases: ['pick', 'picks', 'picked', 'selected', 'selected ideas', 'we pick', 'i pick', 'vote', 'votes', 'winners'],
        cues: [
          'we pick…',
          'i pick…',
          "let's pick…",
          'pick…',
          'we choose…',
          'we take…',
          "let's take…",
          'we go with…',
          "let's go with…",
          'i vote for…',
          'my vote is…',
          'take…',
        ],
      },
    ],
    gate: [
      {
        rule: 'complete',
        field: 'clusters',
        atLeast: 2,
        props: ['theme', 'ideas'],
        says: 'two groups with at least two ideas each',
        ask: 'Which of these belong together, and what would you call that?',
        askAbout: '{items}. What else belongs there?',
        form: 'sort',
      },
      { rule: 'count', field: 'selected', atLeast: 1, says: 'the ideas to take on', ask: 'Which ones do we take on?', form: 'pick' },
    ],
    criteria: ['some wild cards', 'everyone contributed', 'picked by a vote'],
    carries: [
      { step: 'reframe', field: 'selectedForIdeation', lead: 'The question' },
      { step: 'journey-mapping', field: 'dipSummary', lead: 'Where it hurts' },
    ],
    opening: openings.ideation,
    followUps: 1,
    forms: [
      {
        id: 'eights',
        kind: 'lines',
        label: 'Eight ideas',
        list: 'ideas',
        slots: 8,
        timerMinutes: 8,
        intro: 'Eight minutes, eight ideas, no polishing. “Name: how it would work”, or only a name. Nobody sees them before you save.',
      },
      { id: 'group', kind: 'item', label: 'Name a group', list: 'groups', intro: '“Group” then puts the ideas into it.' },
      { id: 'sort', kind: 'assign', label: 'Group', list: 'ideas', props: ['cluster'] },
      { id: 'pick', kind: 'pick', label: 'Pick', list: 'ideas', prop: 'isSelected', max: 8 },
    ],
  },

  concept: {
    name: 'Concepts',
    purpose: 'Make the picked ideas testable.',
    minutes: 8,
    reads: ['challenge', 'stakeholder-mapping', 'user-research', 'sense-making', 'persona', 'journey-mapping', 'reframe', 'ideation'],
    fields: [
      {
        kind: 'items',
        key: 'concepts',
        label: 'Concepts',
        singular: 'concept',
        min: 1,
        max: 8,
        nameProp: 'ideaSource',
        titleProp: 'name',
        lineOrder: ['name', 'elevatorPitch'],
        ask: 'What is it called, and how would you explain it in a lift?',
        aliases: ['concept'],
        props: [
          short('ideaSource', 'From the idea', {
            offers: { step: 'ideation', field: 'selected' },
            aliases: ['idea', 'idea source', 'source', 'from'],
          }),
          short('name', 'Name', {
            hint: 'Two to four words.',
            aliases: ['concept', 'called', 'concept name', 'title'],
            cues: ['it is called…', "it's called…", 'we call it…', "let's call it…", 'the name is…'],
          }),
          text('elevatorPitch', 'Pitch', {
            aliases: ['elevator pitch', 'lift pitch', 'pitch', 'in a sentence', 'in a lift', 'one-liner'],
            cues: ['the pitch is…', 'in a sentence,…', 'in a lift,…'],
          }),
          text('usp', 'What only this does', {
            aliases: ['usp', 'unique', 'different', 'what makes it different', 'unique selling point'],
          }),
          three('strengths', 'Strengths', 'strength', { aliases: ['strengths', 'strength', 's'] }),
          three('weaknesses', 'Weaknesses', 'weakness', { aliases: ['weaknesses', 'weakness', 'w'] }),
          three('opportunities', 'Opportunities', 'opportunity', { aliases: ['opportunities', 'opportunity', 'o'] }),
          three('threats', 'Threats', 'threat', { aliases: ['threats', 'threat', 'risks', 'risk', 't'] }),
          fit('technical', 'Can we build it', ['technical', 'technical feasibility', 'technically', 'feasibility', 'build', 'feasible']),
          fit('business', 'Does it pay', ['business', 'business viability', 'viability', 'viable', 'pays']),
          fit('userDesirability', 'Do they want it', ['desirability', 'user desirability', 'desirable', 'user', 'want', 'they want it']),
        ],
      },
    ],
    gate: [
      {
        rule: 'complete',
        field: 'concepts',
        atLeast: 1,
        props: ['name', 'elevatorPitch'],
        says: 'one concept with a name and a pitch',
        ask: 'What would you call it, and how would you explain it in one breath?',
        askAbout: '{items} yet. How would you put it?',
        form: 'concept',
      },
      {
        rule: 'covers',
        field: 'concepts',
        prop: 'ideaSource',
        from: { step: 'ideation', field: 'selected' },
        says: 'a concept for every picked idea',
        askAbout: 'Next is {items}: what would you call it, and how would you explain it in one breath?',
        form: 'concept',
      },
    ],
    criteria: ['scores have reasons', 'the dip is addressed', 'three of each in the SWOT'],
    carries: [
      { step: 'ideation', field: 'selected', lead: 'Picked ideas', limit: 8 },
      { step: 'journey-mapping', field: 'dipSummary', lead: 'Where it hurts' },
      { step: 'reframe', field: 'selectedForIdeation', lead: 'The question' },
    ],
    opening: openings.concept,
    followUps: 1,
    forms: [
      {
        id: 'concept',
        kind: 'item',
        label: 'Write a concept',
        list: 'concepts',
        intro: 'A name and a pitch make a start. “Fix” adds the rest later.',
      },
    ],
  },

  validate: {
    name: 'Validation',
    purpose: 'Say what would prove us wrong.',
    minutes: 8,
    reads: [
      'challenge',
      'stakeholder-mapping',
      'user-research',
      'sense-making',
      'persona',
      'journey-mapping',
      'reframe',
      'ideation',
      'concept',
    ],
    lines: 'recommendedNextSteps',
    headline: 'validationPlans',
    fields: [
      text('narrativeIntro', 'In a few words', { optional: true, long: true, aliases: ['intro', 'story'] }),
      texts('stepSummaries', 'What each step decided', 'summary', 10, { min: 3, derived: 'step-summaries' }),
      {
        kind: 'rated',
        key: 'confidence',
        label: 'Confidence',
        min: 1,
        max: 10,
        ask: 'From 1 to 10, how sure are we, and why?',
        aliases: ['how sure', 'sure'],
        cues: [
          "i'd say…",
          'i would say…',
          "i'm at…",
          'i am at…',
          "we're at…",
          'we are at…',
          'our confidence is…',
          'my confidence is…',
          'confidence is…',
          'we are fairly sure',
          'we are quite sure',
          "we're fairly sure",
          'confidence…',
        ],
        looksLike: '^(?:about |around |maybe |roughly |an? )*\\d{1,2}(?: ?(?:/|out of|of) ?10)?(?: ?[,:;–—-]| (?:because|since|as)\\b)',
      },
      choice('confidence.researchQuality', 'Our research is', ['thin', 'moderate', 'strong'], {
        aliases: ['research', 'research quality', 'evidence'],
        cues: ['our research is…', 'the research is…', 'our evidence is…', 'the evidence is…'],
        synonyms: { thin: ['weak'], moderate: ['medium', 'ok', 'okay'], strong: ['solid'] },
      }),
      texts('recommendedNextSteps', 'Next steps', 'next step', 5, {
        min: 3,
        ask: 'Who does what next, by when?',
        aliases: ['next step', 'next', 'action', 'actions', 'to do', 'todo', 'todos', 'next steps'],
        looksLike:
          "^(?:\\p{Lu}[\\p{L}’'-]*|<@[UW][A-Z0-9]+>|i|we) (?:will|is going to|are going to|to|[\\p{Ll}]+s)\\b.{0,200}\\b(?:by|until|before|on|this|next) (?:the |end |mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|month|tomorrow|tonight|\\d)",
      }),
      short('outputType', 'What comes next', {
        optional: true,
        aliases: ['output', 'output type', 'we build'],
        hint: 'A prototype, a pilot, a first version …',
      }),
      {
        kind: 'items',
        key: 'validationPlans',
        label: 'Tests',
        singular: 'test',
        min: 1,
        max: 10,
        nameProp: 'assumption',
        ask: 'What must be true for this to work, and how could we find out cheaply?',
        aliases: ['test', 'tests', 'plan', 'plans', 'validation plan'],
        props: [
          text('assumption', 'We believe that', {
            aliases: ['assumption', 'hypothesis', 'we assume', 'we believe', 'believe', 'if'],
            cues: [
              'we believe…',
              'we assume…',
              'it must be true…',
              'what must be true is…',
              'our assumption is…',
              'the assumption is…',
              'our riskiest assumption is…',
            ],
          }),
          choice('lens', 'It is about', ['desirability', 'feasibility', 'viability'], {
            aliases: ['lens'],
            means: { desirability: 'do they want it', feasibility: 'can we build it', viability: 'does it pay' },
            synonyms: {
              desirability: ['do they want it', 'desirable'],
              feasibility: ['can we build it', 'feasible'],
              viability: ['does it pay', 'viable'],
            },
          }),
          text('test', 'So we will', {
            aliases: ['test', 'we will', 'experiment', 'how', 'how we test it'],
            cues: ['so we will…', 'we will…', "we'll…", 'the test is…', 'to find out we will…'],
          }),
          short('metric', 'And measure', {
            aliases: ['metric', 'measure', 'we measure'],
            cues: ['and measure…', 'we measure…', 'we will measure…'],
          }),
          short('target', 'We are right if', {
            aliases: ['target', 'right if', 'goal', 'success', 'success if'],
            cues: ['we are right if…', "we're right if…", 'it is true if…', 'success is if…'],
          }),
          short('sampleSize', 'With how many', { aliases: ['sample size', 'sample', 'participants', 'with', 'n'] }),
          short('killThreshold', 'We stop if', {
            aliases: ['kill threshold', 'stop if', 'kill', 'kill if', 'stop', 'threshold', 'fail if'],
            cues: ['we stop if…', 'we are wrong if…', "we're wrong if…"],
          }),
          short('dueDate', 'By', { aliases: ['due date', 'due', 'by when', 'when', 'until', 'date', 'deadline'] }),
          text('result', 'Result', { optional: true }),
        ],
      },
    ],
    gate: [
      {
        rule: 'complete',
        field: 'validationPlans',
        atLeast: 1,
        props: ['assumption', 'test'],
        says: 'one test of what must be true',
        ask: 'What must be true for this to work, and how could we find out cheaply?',
        askAbout: '{items} yet. How could we find out cheaply?',
        form: 'plan',
      },
      {
        rule: 'given',
        field: 'confidence',
        says: 'how sure we are, from 1 to 10, and why',
        ask: 'From 1 to 10, how sure are we, and why?',
        form: 'confidence',
      },
    ],
    criteria: ['honest about what we do not know', 'next steps say who and by when'],
    carries: [
      { step: 'concept', field: 'concepts', prop: 'name', lead: 'Concepts', limit: 8 },
      { step: 'reframe', field: 'selectedForIdeation', lead: 'The question' },
      { step: 'concept', field: 'concepts', prop: 'elevatorPitch', lead: 'In a sentence', limit: 3 },
    ],
    opening: openings.validate,
    followUps: 1,
    forms: [
      {
        id: 'plan',
        kind: 'item',
        label: 'Plan a test',
        list: 'validationPlans',
        intro: 'One thing that must be true, and the cheapest way to find out.',
      },
      {
        id: 'confidence',
        kind: 'fields',
        label: 'How sure are we',
        fields: ['confidence', 'confidence.researchQuality', 'recommendedNextSteps', 'outputType', 'narrativeIntro'],
      },
    ],
  },
};

export const designThinking: TemplateDefinition = {
  id: 'design-thinking',
  version: 1,
  name: 'Design thinking',
  steps: stepIds.map((id) => ({ id, ...definitions[id] })),
};

export const stepIdsInOrder: readonly StepId[] = designThinking.steps.map((step) => step.id);

export function stepDefinition(id: StepId): StepDefinition {
  return { id, ...definitions[id] };
}

/** 1 to 10, for display only. */
export function stepPosition(id: StepId): number {
  return stepIds.indexOf(id) + 1;
}

export function nextStepId(id: StepId): StepId | undefined {
  return stepIds[stepIds.indexOf(id) + 1];
}

/**
 * The steps that read this one, directly or through others, in their order: they become stale when it is revised.
 * @public
 */
export function dependentsOf(id: StepId): StepId[] {
  const found = new Set<StepId>([id]);
  for (const step of designThinking.steps) if (step.reads.some((read) => found.has(read))) found.add(step.id);
  found.delete(id);
  return stepIds.filter((one) => found.has(one));
}
