/** Ids are made by adapters (cuid2 with a prefix) and only compared here. */
export type WorkshopId = string & { readonly brand?: 'workshop' };
export type WorkshopStepId = string & { readonly brand?: 'workshop-step' };
export type MessageId = string & { readonly brand?: 'message' };
/** A Slack user id. There is no users table: people are known by it alone. */
export type UserId = string & { readonly brand?: 'user' };

/** Unique in a template; which there are, a workshop's template knows. Positions are for display; code knows a step by its id. */
export type StepId = string & { readonly brand?: 'step' };

const stepIdShape = /^[a-z][a-z0-9-]{1,39}$/;

/** Whether it may be the id of a step; whether there is such a step, the template knows. */
export function isStepIdShape(text: string): text is StepId {
  return stepIdShape.test(text);
}

/** The steps of the built-in template, in their order: what is written for each of them is complete by type. */
export const builtInStepIds = [
  'challenge',
  'stakeholder-mapping',
  'user-research',
  'sense-making',
  'persona',
  'journey-mapping',
  'reframe',
  'ideation',
  'concept',
  'validate',
] as const;
export type BuiltInStepId = (typeof builtInStepIds)[number];
