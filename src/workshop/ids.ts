/** Ids are made by adapters (cuid2 with a prefix) and only compared here. */
export type WorkshopId = string & { readonly brand?: 'workshop' };
export type WorkshopStepId = string & { readonly brand?: 'workshop-step' };
export type MessageId = string & { readonly brand?: 'message' };
/** A Slack user id. There is no users table: people are known by it alone. */
export type UserId = string & { readonly brand?: 'user' };

/** The steps of the built-in template, in their order. Positions are for display; code knows a step by its id. */
export const stepIds = [
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
export type StepId = (typeof stepIds)[number];

export function isStepId(text: string): text is StepId {
  return (stepIds as readonly string[]).includes(text);
}
