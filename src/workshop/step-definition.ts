import type { StepId } from './ids.ts';

/** A text that people give: one line or a paragraph. */
export interface TextField {
  kind: 'text';
  minChars?: number;
  maxChars?: number;
  /** A modal offers several lines. */
  long?: true;
  /** A bare number means the item of this list in that place; its text is taken. */
  picksFrom?: { list: string; prop: string };
  /** Starts with the name of an item of this list: that item, and no other, gets the flag. */
  marks?: { list: string; prop: string };
  /** A form begins with the first of these that an earlier step has, from the word `after` on; its sender changes it or leaves it. */
  suggests?: { step: StepId; field: string; prop?: string; after?: string };
  /** A first try at it is made of two other fields of the step, and offered to be taken as it is: “How might we help {who} so that {better}?” */
  firstTry?: { who: string; better: string };
  /** Its wording is looked at: a How-might-we question that is too long, has a solution in it or is no question. */
  wording?: 'how-might-we';
  /** A form offers what an earlier step has on this list, beginning with the first that no item is made from. */
  offers?: { step: StepId; field: string };
  /** An item whose text here begins with one of these words has no real person behind it, and is marked so to the end; lower case. */
  synthetic?: readonly string[];
}
export interface ChoiceField {
  kind: 'choice';
  options: readonly string[];
  /** What an option stands for, in a form. */
  means?: Readonly<Record<string, string>>;
  /** Other words and signs for an option, by option; lower case. */
  synonyms?: Readonly<Record<string, readonly string[]>>;
  /** What is said, by option, when every item has chosen and none has chosen this one. */
  absent?: Readonly<Record<string, string>>;
}
export interface NumberField {
  kind: 'number';
  min: number;
  max: number;
}
/** A score and the reason for it. Projected as `{ score, rationale }`. */
export interface RatedField {
  kind: 'rated';
  min: number;
  max: number;
}
/** Yes or no, e.g. "this is a wild card". `mark` is the word that says so in a line. */
export interface FlagField {
  kind: 'flag';
  mark: readonly string[];
  /** Where it may belong: items whose choice is this one, told when there are enough items and none has the flag. `says` has `{items}` in it. */
  likely?: { prop: string; is: string; from: number; says: string };
}
/** Several short texts. */
export interface TextsField {
  kind: 'texts';
  min?: number;
  max: number;
  singular: string;
  /** Short ones are also given in one line with commas. */
  commas?: true;
  /** Their wording is looked at: questions to ask people that are closed or leading. */
  wording?: 'open-questions';
  /** Besides what people give: texts of the items of another list of this draft that point here. */
  gathers?: { list: string; by: string; prop: string };
}
/** Points to an item of another list in the same draft, by its id; `parkable` allows "none of them, on purpose". */
export interface LinkField {
  kind: 'link';
  list: string;
  parkable?: true;
}
/** Things with properties of their own. */
export interface ItemsField {
  kind: 'items';
  min?: number;
  max: number;
  singular: string;
  props: readonly Field[];
  /** The property that names an item: two items with the same name are one. */
  nameProp: string;
  /** What it is shown as once that is known, e.g. a concept's own name instead of the idea it came from. */
  titleProp?: string;
  /** Working material that stays out of the artifact. */
  internal?: true;
  /**
   * One property is put together from others when nobody wrote it. A text of one of these shapes (regular expressions with a
   * named group for each part; `name` is a persona's) is taken apart the same way.
   */
  compose?: { prop: string; template: string; shapes: readonly string[] };
  /** Which properties a free line fills, in this order; all texts in the order of the definition otherwise. */
  lineOrder?: readonly string[];
  /** They are people or groups: a name as wide as “users” is told. */
  people?: true;
  /** `a, b and c` after the bot's name are three items: their names are short. */
  splitsNames?: true;
  /** Filled at the start of the step from an earlier artifact, keeping the sources. */
  seededFrom?: { step: StepId; list: string };
}
/** In the artifact only: the items of another list, all of them or those that point here or are marked. */
export interface ProjectedField {
  kind: 'projected';
  list: string;
  /** The link property that must point to the holder. */
  by?: string;
  /** Only items with this flag. */
  where?: string;
  /** One property gives a list of texts; several give a list of objects. */
  props: readonly string[];
  min?: number;
  max: number;
}

export interface FieldBase {
  /** Dots make nested objects in the artifact: `swot.strengths`. */
  key: string;
  label: string;
  optional?: true;
  /** What people also call it. Case does not matter. */
  aliases?: readonly string[];
  /** Openings of an answer that tell without a label which field is meant; one that ends with … is not part of the answer. */
  cues?: readonly string[];
  /** What an answer without a label or an opening of that kind looks like: a regular expression, case does not matter. */
  looksLike?: string;
  /** The question that asks for it, in the facilitator's voice. */
  ask?: string;
  hint?: string;
  /** Copied from an earlier step when this one starts. */
  from?: { step: StepId; field: string; prop?: string };
  /** Written by the product when the step completes, never asked for. */
  derived?: 'step-summaries';
}
export type Field = FieldBase &
  (TextField | ChoiceField | NumberField | RatedField | FlagField | TextsField | LinkField | ItemsField | ProjectedField);
export type FieldOf<K extends Field['kind']> = Extract<Field, { kind: K }>;

/** How a rule speaks. `says` completes the sentence "Still open: …". */
export interface GateWords {
  says: string;
  /** The question that asks for what is missing; the field's own otherwise. */
  ask?: string;
  /** The same where certain items lack something: `{items}` names them. */
  askAbout?: string;
  /** The form that is offered with the question. */
  form?: string;
}

/** The machine-checked minimum. */
export type GateRule = GateWords &
  (
    | { rule: 'given'; field: string }
    | { rule: 'count'; field: string; atLeast: number }
    | { rule: 'each'; field: string; props: readonly string[] }
    | { rule: 'complete'; field: string; atLeast: number; props: readonly string[] }
    | { rule: 'exactly-one'; field: string; prop: string }
    | { rule: 'differs'; field: string; from: { step: StepId; field: string } }
    | { rule: 'covers'; field: string; prop: string; from: { step: StepId; field: string } }
  );

/** What the opening reminds the team of. */
export interface Carry {
  step: StepId;
  field: string;
  prop?: string;
  lead: string;
  limit?: number;
}

/** A modal that people open from the card; made from the fields it names. */
export type FormDefinition = { intro?: string } & (
  | { id: string; kind: 'fields'; label: string; fields: readonly string[] }
  | { id: string; kind: 'item'; label: string; list: string }
  | { id: string; kind: 'lines'; label: string; list: string; slots: number }
  | { id: string; kind: 'assign'; label: string; list: string; props: readonly string[] }
  | { id: string; kind: 'pick'; label: string; list: string; prop: string; max: number }
);

/** Something the team does together in a step besides answering. What people do in it is hidden from the others until it closes. */
export type ActivityDefinition = {
  id: string;
  label: string;
  intro?: string;
} /** Everybody writes for themselves, then all is revealed at once: silent brainwriting, Crazy 8s. */ & (
  | { kind: 'write'; list: string; slots: number; rounds: number; minutes: number }
  /** Dots on the items of a list. `marks`: the flag that the host's decision sets, on `most` items. */
  | { kind: 'vote'; list: string; budget: number; marks: string; most: number }
  /** Everybody chooses for each item; the middle and the spread are shown. */
  | { kind: 'rate'; list: string; props: readonly string[] }
  /** Everybody says yes to these fields; a change of them starts it over. */
  | { kind: 'sign-off'; fields: readonly string[] }
);
export type ActivityOf<K extends ActivityDefinition['kind']> = Extract<ActivityDefinition, { kind: K }>;

/** The first words in a step's thread. `how` alone is enough to succeed; `help` is for those who want to know more. */
export interface Opening {
  lead: string;
  question: string;
  how: string;
  help: readonly string[];
  /** The field that words without a label answer; the list of lines otherwise. */
  asks?: string;
}

export interface StepDefinition {
  id: StepId;
  name: string;
  /** One line for the agenda. */
  purpose: string;
  minutes: number;
  reads: readonly StepId[];
  fields: readonly Field[];
  /** The field by which the finished step is remembered; the first one that has something otherwise. */
  headline?: string;
  /** What that stands for when it is decided, to begin a line with: “Whom we design for”. */
  decides?: string;
  /** Where `- list lines` go; absent where a list makes no sense. */
  lines?: string;
  gate: readonly GateRule[];
  criteria: readonly string[];
  carries: readonly Carry[];
  opening: Opening;
  /** Asked once after a lull when something is there but the gate is not met; `{gaps}` is filled in. */
  followUps: number;
  forms: readonly FormDefinition[];
  /** Their ids are other ones than those of the forms. */
  activities: readonly ActivityDefinition[];
  /** What a prompt of this step is made of; by what it reads otherwise. */
  shares?: ContextShares;
}

/** Percent of a prompt's room that each part may use by itself; the recent messages have the rest. */
export interface ContextShares {
  artifacts: number;
  summaries: number;
  facts: number;
  recall: number;
  gaps: number;
  compacted: number;
}

/** A field of a step, as the parts of the build pack name it. */
export interface FieldPlace {
  step: StepId;
  field: string;
}

export interface PackOutcome extends FieldPlace {
  /** `concept`, `concepts`. */
  one: string;
  many: string;
  /** Begins a sentence that goes on with their names: `We take on`. */
  lead: string;
  /** The property that says more of each. */
  detail?: string;
}

/** What the build pack and the last words take from where. A part that is not said, or where nothing was written down, is left out. */
export interface PackDefinition {
  /** The question that was answered: the first of these that has something. */
  question?: readonly FieldPlace[];
  /** What it came to: the first of these that has something; the others stand in for it meanwhile. */
  outcome?: readonly PackOutcome[];
  /** How the outcome is tested first: the first item, and the property that says what is done. */
  test?: FieldPlace & { prop?: string };
  /** Who does what next. */
  nextSteps?: FieldPlace;
  /** The documents that are made from named fields, in this order. */
  documents?: readonly DocumentDefinition[];
}

/** Documents of a template. The overview, the decisions and the actions are made of every workshop and need no definition. */
export const documentKinds = ['prd', 'tech_spec', 'user_stories', 'validation_plan', 'prototype_prompt'] as const;
export type DocumentKind = (typeof documentKinds)[number];

export interface DocumentDefinition {
  kind: DocumentKind;
  sections: readonly DocumentPart[];
}

/** A section of a document: what it takes from the fields of steps, or the stories that are made of them. */
export interface DocumentPart {
  heading: string;
  from: readonly DocumentSource[];
  /** Each line of `from` is something that somebody wants: its user story is told. */
  stories?: StoryDefinition;
  /** Only what is said there with one of these words; `word*` is the beginning of one. */
  about?: readonly string[];
}

export interface DocumentSource extends FieldPlace {
  /** Only items with this flag. */
  only?: string;
  /** The details that are shown, in this order; all without it. */
  props?: readonly string[];
}

export interface StoryDefinition {
  /** Who wants it: the item that `named` names, or the first. */
  who: FieldPlace & { prop?: string };
  named?: FieldPlace;
  /** In which words they want it; the line's own without it. */
  want?: string;
  /** What for. */
  soThat: FieldPlace;
  /** When it is good enough. Those that name what is wanted belong to its story, the others to all. */
  criteria: readonly DocumentSource[];
}

export interface TemplateDefinition {
  id: string;
  /** Grows with each change of what is below. */
  version: number;
  name: string;
  /** One line, for whoever chooses. */
  description: string;
  /** What people also type for it; lower case. */
  aliases?: readonly string[];
  steps: readonly StepDefinition[];
  pack?: PackDefinition;
}
