import { z } from 'zod';
import { checkPattern } from './check-pattern.ts';
import type { TemplateDefinition } from './step-definition.ts';
import { createTemplate, type Template } from './template.ts';

/**
 * What a template must have for the program to go by it at all: the kinds that it knows, and the keys that it reads without asking whether
 * they are there. Bounds, and what parts say of each other, were checked when it was accepted. Only grows with what may be missing.
 */

const some = z.array(z.looseObject({})).default([]);
const texts = z.array(z.string());
const isSafe = (pattern: string) => checkPattern(pattern) === undefined;

/** A pattern that would run away runs on what people write now, whoever accepted it then: it is left out. */
const base = {
  key: z.string(),
  label: z.string(),
  looksLike: z
    .string()
    .optional()
    .transform((pattern) => (pattern !== undefined && isSafe(pattern) ? pattern : undefined)),
};
const scale = { min: z.number(), max: z.number() };
const propKinds = [
  z.looseObject({ kind: z.literal('text'), ...base }),
  z.looseObject({ kind: z.literal('choice'), ...base, options: texts }),
  z.looseObject({ kind: z.literal('number'), ...base, ...scale }),
  z.looseObject({ kind: z.literal('rated'), ...base, ...scale }),
  z.looseObject({ kind: z.literal('flag'), ...base, mark: texts }),
  z.looseObject({ kind: z.literal('texts'), ...base, max: z.number(), singular: z.string() }),
  z.looseObject({ kind: z.literal('link'), ...base, list: z.string() }),
  z.looseObject({ kind: z.literal('projected'), ...base, list: z.string(), props: texts, max: z.number() }),
] as const;
const items = z.looseObject({
  kind: z.literal('items'),
  ...base,
  max: z.number(),
  singular: z.string(),
  nameProp: z.string(),
  props: z.array(z.discriminatedUnion('kind', propKinds)),
  compose: z
    .looseObject({ prop: z.string(), template: z.string(), shapes: texts.transform((shapes) => shapes.filter(isSafe)) })
    .exactOptional(),
});

const rule = z.looseObject({
  rule: z.enum(['given', 'count', 'each', 'complete', 'exactly-one', 'differs', 'covers']),
  field: z.string(),
  says: z.string(),
});
const form = z.looseObject({ id: z.string(), label: z.string(), kind: z.enum(['fields', 'item', 'lines', 'assign', 'pick']) });
const activity = z.looseObject({ id: z.string(), label: z.string(), kind: z.enum(['write', 'vote', 'rate', 'sign-off']) });

const step = z.looseObject({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  minutes: z.number(),
  reads: texts.default([]),
  fields: z.array(z.discriminatedUnion('kind', [...propKinds, items])),
  gate: z.array(rule).default([]),
  criteria: texts.default([]),
  carries: some,
  opening: z.looseObject({ lead: z.string(), question: z.string(), how: z.string(), help: texts.default([]) }),
  followUps: z.number().default(1),
  forms: z.array(form).default([]),
  activities: z.array(activity).default([]),
});

const accepted = z.looseObject({
  id: z.string(),
  version: z.number(),
  name: z.string(),
  description: z.string(),
  steps: z.array(step).min(1),
});

/** A template as it was accepted once, whatever is asked of new ones since. Undefined when this program could not go by it. */
export function readAccepted(value: unknown): Template | undefined {
  const { data } = accepted.safeParse(value);
  return data && createTemplate(data as unknown as TemplateDefinition);
}
