import { z } from 'zod';
import { nearest } from './nearest.ts';
import {
  type ActivityDefinition,
  documentKinds,
  type Field,
  type FormDefinition,
  type GateRule,
  type StepDefinition,
  type TemplateDefinition,
} from './step-definition.ts';

/**
 * The shape of a template's file, with the bounds of everything in it: Slack's limits and what still reads well. What its parts say of
 * each other is checked in `check-references.ts`.
 */

/** Unknown keys are typos: they are named, with the one that was probably meant. */
const strict = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? sayUnknown(issue.keys as string[], Object.keys(shape)) : undefined),
  });

function sayUnknown(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => {
      const meant = nearest(key, known);
      return `there is no key “${key}” here; ${meant ? `did you mean “${meant}”?` : `there are ${known.join(', ')}`}`;
    })
    .join('; ');
}

/** A word that every object has already would be found where nothing was written. */
const inherited = (text: string) => text.split('.').some((part) => part in {});
const word = (shape: RegExp, says: string) =>
  z
    .string()
    .regex(shape, { error: says })
    .refine((text) => !inherited(text), { error: (issue) => `“${issue.input}” means something else to computers; take another word` });

const templateId = word(/^[a-z][a-z0-9-]{1,39}$/, 'is 2 to 40 small letters, digits and dashes, a letter first');
const stepId = templateId;
const partId = word(/^[a-z][a-z0-9-]{0,29}$/, 'is 1 to 30 small letters, digits and dashes, a letter first');
const key = word(
  /^[a-z][A-Za-z0-9]{0,29}(?:\.[a-z][A-Za-z0-9]{0,29})?$/,
  'is up to 30 letters and digits without spaces, a small letter first; one dot makes a group: “swot.strengths”',
);

const line = (maxChars: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxChars)
    .refine((text) => !/[\n\r]/.test(text), { error: 'is one line' });
const paragraph = (maxChars: number) => z.string().trim().min(1).max(maxChars);
const words = (max: number) => z.array(line(60)).max(max);
const whole = (min: number, max: number) => z.int().min(min).max(max);
const list = <T extends z.ZodType>(of: T, min: number, max: number) => z.array(of).min(min).max(max);

/** Slack cuts buttons at 75 characters; more than a few words on one are not read. */
const buttonLabel = line(40);
const pattern = z.string().min(1).max(600);
const place = strict({ step: stepId, field: key });
const placeWithProp = strict({ step: stepId, field: key, prop: key.exactOptional() });
const yes = z.literal(true);

const base = {
  key,
  label: line(60),
  optional: yes.exactOptional(),
  aliases: words(30).exactOptional(),
  cues: words(40).exactOptional(),
  looksLike: pattern.exactOptional(),
  ask: line(300).exactOptional(),
  hint: line(150).exactOptional(),
  from: placeWithProp.exactOptional(),
  derived: z.literal('step-summaries').exactOptional(),
};

const text = strict({
  kind: z.literal('text'),
  ...base,
  minChars: whole(1, 1_000).exactOptional(),
  maxChars: whole(1, 3_000).exactOptional(),
  long: yes.exactOptional(),
  picksFrom: strict({ list: key, prop: key }).exactOptional(),
  marks: strict({ list: key, prop: key }).exactOptional(),
  suggests: strict({ step: stepId, field: key, prop: key.exactOptional(), after: line(40).exactOptional() }).exactOptional(),
  firstTry: strict({ who: key, better: key }).exactOptional(),
  wording: z.literal('how-might-we').exactOptional(),
  offers: place.exactOptional(),
  synthetic: list(line(40), 1, 10).exactOptional(),
});
const byOption = <T extends z.ZodType>(value: T) => z.record(z.string(), value).exactOptional();
const choice = strict({
  kind: z.literal('choice'),
  ...base,
  options: list(line(60), 2, 20),
  means: byOption(line(75)),
  synonyms: byOption(words(30)),
  absent: byOption(line(200)),
});
const number = strict({ kind: z.literal('number'), ...base, min: z.number(), max: z.number() });
const rated = strict({ kind: z.literal('rated'), ...base, min: whole(0, 100), max: whole(1, 100) });
const flag = strict({
  kind: z.literal('flag'),
  ...base,
  mark: list(line(40), 1, 10),
  likely: strict({ prop: key, is: line(60), from: whole(1, 50), says: line(200) }).exactOptional(),
});
const texts = strict({
  kind: z.literal('texts'),
  ...base,
  min: whole(0, 100).exactOptional(),
  max: whole(1, 100),
  singular: line(30),
  commas: yes.exactOptional(),
  wording: z.literal('open-questions').exactOptional(),
  gathers: strict({ list: key, by: key, prop: key }).exactOptional(),
});
const link = strict({ kind: z.literal('link'), ...base, list: key, parkable: yes.exactOptional() });
const projected = strict({
  kind: z.literal('projected'),
  ...base,
  list: key,
  by: key.exactOptional(),
  where: key.exactOptional(),
  props: list(key, 1, 10),
  min: whole(0, 100).exactOptional(),
  max: whole(1, 200),
});
/** Lists in lists are not for conversations. */
const prop = z.discriminatedUnion('kind', [text, choice, number, rated, flag, texts, link, projected]);
const items = strict({
  kind: z.literal('items'),
  ...base,
  min: whole(0, 200).exactOptional(),
  max: whole(1, 200),
  singular: line(30),
  props: list(prop, 1, 20),
  nameProp: key,
  titleProp: key.exactOptional(),
  internal: yes.exactOptional(),
  compose: strict({ prop: key, template: line(300), shapes: list(pattern, 0, 10) }).exactOptional(),
  lineOrder: list(key, 1, 20).exactOptional(),
  people: yes.exactOptional(),
  splitsNames: yes.exactOptional(),
  seededFrom: strict({ step: stepId, list: key }).exactOptional(),
});
const field: z.ZodType<Field> = z.discriminatedUnion('kind', [text, choice, number, rated, flag, texts, link, projected, items]);

const gateWords = { says: line(120), ask: line(300).exactOptional(), askAbout: line(300).exactOptional(), form: partId.exactOptional() };
const gateRule: z.ZodType<GateRule> = z.discriminatedUnion('rule', [
  strict({ rule: z.literal('given'), field: key, ...gateWords }),
  strict({ rule: z.literal('count'), field: key, atLeast: whole(1, 100), ...gateWords }),
  strict({ rule: z.literal('each'), field: key, props: list(key, 1, 20), ...gateWords }),
  strict({ rule: z.literal('complete'), field: key, atLeast: whole(1, 100), props: list(key, 1, 20), ...gateWords }),
  strict({ rule: z.literal('exactly-one'), field: key, prop: key, ...gateWords }),
  strict({ rule: z.literal('differs'), field: key, from: place, ...gateWords }),
  strict({ rule: z.literal('covers'), field: key, prop: key, from: place, ...gateWords }),
]);

const formWords = { id: partId, label: buttonLabel, intro: paragraph(400).exactOptional() };
const form: z.ZodType<FormDefinition> = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('fields'), ...formWords, fields: list(key, 1, 20) }),
  strict({ kind: z.literal('item'), ...formWords, list: key }),
  strict({ kind: z.literal('lines'), ...formWords, list: key, slots: whole(1, 20) }),
  strict({ kind: z.literal('assign'), ...formWords, list: key, props: list(key, 1, 5) }),
  strict({ kind: z.literal('pick'), ...formWords, list: key, prop: key, max: whole(1, 100) }),
]);

const activity: z.ZodType<ActivityDefinition> = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('write'), ...formWords, list: key, slots: whole(1, 20), rounds: whole(1, 6), minutes: whole(1, 60) }),
  strict({ kind: z.literal('vote'), ...formWords, list: key, budget: whole(1, 8), marks: key, most: whole(1, 50) }),
  strict({ kind: z.literal('rate'), ...formWords, list: key, props: list(key, 1, 5) }),
  strict({ kind: z.literal('sign-off'), ...formWords, fields: list(key, 1, 20) }),
]);

const percent = whole(0, 80);

const stepSchema: z.ZodType<StepDefinition> = strict({
  id: stepId,
  name: line(40),
  purpose: line(120),
  minutes: whole(1, 480),
  reads: list(stepId, 0, 19).default([]),
  fields: list(field, 1, 30),
  headline: key.exactOptional(),
  decides: line(60).exactOptional(),
  lines: key.exactOptional(),
  gate: list(gateRule, 0, 12).default([]),
  criteria: list(line(200), 0, 10).default([]),
  carries: list(
    strict({ step: stepId, field: key, prop: key.exactOptional(), lead: line(60), limit: whole(1, 30).exactOptional() }),
    0,
    8,
  ).default([]),
  opening: strict({
    lead: line(300),
    question: line(200),
    how: line(330),
    help: list(line(500), 0, 6).default([]),
    asks: key.exactOptional(),
  }),
  followUps: whole(0, 5).default(1),
  forms: list(form, 0, 5).default([]),
  activities: list(activity, 0, 4).default([]),
  shares: strict({
    artifacts: percent,
    summaries: percent,
    facts: percent,
    recall: percent,
    gaps: percent,
    compacted: percent,
  }).exactOptional(),
});

const documentSource = strict({ step: stepId, field: key, only: key.exactOptional(), props: list(key, 0, 20).exactOptional() });
const documentSchema = strict({
  kind: z.enum(documentKinds),
  sections: list(
    strict({
      heading: line(60),
      from: list(documentSource, 1, 10),
      stories: strict({
        who: placeWithProp,
        named: place.exactOptional(),
        want: key.exactOptional(),
        soThat: place,
        criteria: list(documentSource, 0, 5),
      }).exactOptional(),
      about: list(line(40), 1, 40).exactOptional(),
    }),
    1,
    20,
  ),
});

export const templateSchema: z.ZodType<TemplateDefinition> = strict({
  id: templateId,
  version: whole(1, 9_999),
  name: line(60),
  description: line(150),
  aliases: list(
    z.string().regex(/^[a-z0-9][a-z0-9 -]{0,39}$/, { error: 'is up to 40 small letters, digits, spaces and dashes' }),
    0,
    10,
  ).default([]),
  steps: list(stepSchema, 1, 20),
  pack: strict({
    question: list(place, 1, 5).exactOptional(),
    outcome: list(
      strict({ step: stepId, field: key, one: line(30), many: line(30), lead: line(60), detail: key.exactOptional() }),
      1,
      5,
    ).exactOptional(),
    test: placeWithProp.exactOptional(),
    nextSteps: place.exactOptional(),
    documents: list(documentSchema, 0, documentKinds.length).exactOptional(),
  }).default({}),
});
