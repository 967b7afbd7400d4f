import type { DocumentDefinition, DocumentSource } from './step-definition.ts';

/** Where people speak of what is to be built, and of what may become of it. */
const saidOfTheConcept: readonly DocumentSource[] = [
  { step: 'concept', field: 'concepts' },
  { step: 'journey-mapping', field: 'stages' },
  { step: 'validate', field: 'validationPlans' },
  { step: 'validate', field: 'recommendedNextSteps' },
];

/** The documents of the built-in template: which fields of which steps each of their sections is made from. */
export const documents: readonly DocumentDefinition[] = [
  {
    kind: 'prd',
    sections: [
      {
        heading: 'The problem',
        from: [
          { step: 'challenge', field: 'problemStatement' },
          { step: 'challenge', field: 'targetUser' },
          { step: 'challenge', field: 'desiredOutcome' },
        ],
      },
      { heading: 'The question we answer', from: [{ step: 'reframe', field: 'selectedForIdeation' }] },
      {
        heading: 'Who it is for',
        from: [{ step: 'persona', field: 'personas', props: ['role', 'goals', 'pains', 'quote'] }],
      },
      {
        heading: 'What we know',
        from: [
          { step: 'user-research', field: 'insights' },
          { step: 'sense-making', field: 'pains' },
        ],
      },
      {
        heading: 'Where it hurts most',
        from: [
          { step: 'journey-mapping', field: 'stages', only: 'isDip', props: ['action', 'barriers', 'momentOfTruth', 'opportunity'] },
          { step: 'journey-mapping', field: 'dipSummary' },
        ],
      },
      { heading: 'What we build', from: [{ step: 'concept', field: 'concepts', props: ['elevatorPitch', 'usp'] }] },
      {
        heading: 'How we know that it works',
        from: [{ step: 'validate', field: 'validationPlans', props: ['metric', 'target', 'killThreshold'] }],
      },
      {
        heading: 'Risks',
        from: [{ step: 'concept', field: 'concepts', props: ['swot.weaknesses', 'swot.threats'] }],
      },
      {
        heading: 'Who has a say',
        from: [{ step: 'stakeholder-mapping', field: 'stakeholders', props: ['category', 'power', 'interest'] }],
      },
      { heading: 'What else was on the table', from: [{ step: 'ideation', field: 'clusters' }] },
    ],
  },
  {
    kind: 'tech_spec',
    sections: [
      { heading: 'What is to be built', from: [{ step: 'concept', field: 'concepts', props: ['elevatorPitch', 'usp'] }] },
      {
        heading: 'Can it be built',
        from: [{ step: 'concept', field: 'concepts', props: ['feasibility.technical', 'swot.strengths', 'swot.weaknesses'] }],
      },
      {
        heading: 'The way through it',
        from: [{ step: 'journey-mapping', field: 'stages', props: ['action', 'goals', 'opportunity'] }],
      },
      { heading: 'What it touches', from: [{ step: 'journey-mapping', field: 'stages', props: ['touchpoints', 'barriers'] }] },
      { heading: 'Who works with it', from: [{ step: 'persona', field: 'personas', props: ['role', 'behaviors', 'location'] }] },
      { heading: 'What it must not break', from: [{ step: 'concept', field: 'concepts', props: ['swot.threats'] }] },
      {
        heading: 'What has to be found out first',
        from: [{ step: 'validate', field: 'validationPlans', props: ['lens', 'test', 'metric', 'target'] }],
      },
      // No step asks for these, so they hold whatever was said of them in passing; otherwise they are named as missing.
      {
        heading: 'Interfaces with other systems',
        from: saidOfTheConcept,
        about: [
          'interface*',
          'api',
          'apis',
          'integrat*',
          'webhook*',
          'plugin*',
          'sync*',
          'import*',
          'export*',
          'other systems',
          'our systems',
        ],
      },
      {
        heading: 'Data that is kept',
        from: saidOfTheConcept,
        about: [
          'database*',
          'records',
          'storage',
          'stored',
          'stores',
          'retention',
          'retain*',
          'keeps data',
          'personal data',
          'patient data',
        ],
      },
      {
        heading: 'Security and privacy',
        from: saidOfTheConcept,
        about: [
          'secur*',
          'privacy',
          'private',
          'confidential*',
          'password*',
          'encrypt*',
          'consent*',
          'permission*',
          'data protection',
          'gdpr',
        ],
      },
    ],
  },
  {
    kind: 'user_stories',
    sections: [
      {
        heading: 'Stories',
        from: [
          { step: 'concept', field: 'concepts' },
          { step: 'ideation', field: 'selected' },
        ],
        stories: {
          who: { step: 'persona', field: 'personas', prop: 'role' },
          named: { step: 'journey-mapping', field: 'personaName' },
          want: 'elevatorPitch',
          soThat: { step: 'challenge', field: 'desiredOutcome' },
          criteria: [{ step: 'validate', field: 'validationPlans', props: ['metric', 'target'] }],
        },
      },
    ],
  },
  {
    kind: 'validation_plan',
    sections: [
      {
        heading: 'Tests',
        from: [
          {
            step: 'validate',
            field: 'validationPlans',
            props: ['lens', 'test', 'metric', 'target', 'sampleSize', 'killThreshold', 'dueDate', 'result'],
          },
        ],
      },
      {
        heading: 'How sure we are',
        from: [
          { step: 'validate', field: 'confidence' },
          { step: 'validate', field: 'confidence.researchQuality' },
        ],
      },
      { heading: 'Whom to ask what', from: [{ step: 'user-research', field: 'interviewQuestions' }] },
    ],
  },
  {
    kind: 'prototype_prompt',
    sections: [
      { heading: 'Build', from: [{ step: 'concept', field: 'concepts', props: ['elevatorPitch', 'usp'] }] },
      { heading: 'For', from: [{ step: 'persona', field: 'personas', props: ['role', 'goals', 'pains'] }] },
      { heading: 'It must answer', from: [{ step: 'reframe', field: 'selectedForIdeation' }] },
      { heading: 'The way through it', from: [{ step: 'journey-mapping', field: 'stages', props: ['action', 'opportunity'] }] },
      { heading: 'Start where it hurts most', from: [{ step: 'journey-mapping', field: 'stages', only: 'isDip', props: ['barriers'] }] },
      { heading: 'It is good enough when', from: [{ step: 'validate', field: 'validationPlans', props: ['metric', 'target'] }] },
      { heading: 'Mind', from: [{ step: 'concept', field: 'concepts', props: ['swot.weaknesses', 'swot.threats'] }] },
    ],
  },
];
