import type { BuiltInStepId } from './ids.ts';
import type { ActivityDefinition } from './step-definition.ts';

/** What a team does together in the steps of the built-in template, besides answering. */
export const activities: Partial<Record<BuiltInStepId, readonly ActivityDefinition[]>> = {
  challenge: [
    {
      id: 'sign-off',
      kind: 'sign-off',
      label: 'Agree on it',
      fields: ['problemStatement', 'targetUser', 'desiredOutcome', 'hmwStatement'],
      intro: 'Is this what we want to work on? A change of the words asks again.',
    },
  ],
  'stakeholder-mapping': [
    {
      id: 'rate-together',
      kind: 'rate',
      label: 'Rate together',
      list: 'stakeholders',
      props: ['power', 'interest'],
      intro: 'Everybody for themselves first; then we look at where we differ.',
    },
  ],
  'journey-mapping': [
    {
      id: 'feelings',
      kind: 'rate',
      label: 'Feel it together',
      list: 'stages',
      props: ['emotion'],
      intro: 'How does each stage feel? Everybody for themselves first.',
    },
    {
      id: 'dip-vote',
      kind: 'vote',
      label: 'Vote for the dip',
      list: 'stages',
      budget: 1,
      marks: 'isDip',
      most: 1,
      intro: 'One dot each, on the stage where it hurts most.',
    },
  ],
  ideation: [
    {
      id: 'brainwriting',
      kind: 'write',
      label: 'Brainwriting',
      list: 'ideas',
      slots: 3,
      rounds: 3,
      minutes: 3,
      intro: 'Three ideas in three minutes, three times. From the second round on you build on what the others wrote.',
    },
    {
      id: 'crazy-8s',
      kind: 'write',
      label: 'Crazy 8s',
      list: 'ideas',
      slots: 8,
      rounds: 1,
      minutes: 8,
      intro: 'Eight ideas in eight minutes, no polishing.',
    },
    {
      id: 'dot-vote',
      kind: 'vote',
      label: 'Dot vote',
      list: 'ideas',
      budget: 3,
      marks: 'isSelected',
      most: 8,
      intro: 'Three dots each, as many on one idea as you like.',
    },
  ],
};
