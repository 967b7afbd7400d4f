import { valueAt } from '../../workshop/artifact.ts';
import { type Draft, textOf } from '../../workshop/draft.ts';
import { gapForm, ruleOf } from '../../workshop/gap-form.ts';
import { type Artifacts, describeGap, type Gap } from '../../workshop/gate.ts';
import type { UserId } from '../../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Carry, FormDefinition, GateRule, StepDefinition } from '../../workshop/step-definition.ts';
import type { TurnMessage } from '../facilitator.ts';
import { observe } from './observe.ts';

/** Everything the guided facilitator says. Short, one question at a time, by name; read it aloud before changing it. */

const maxCarryChars = 220;

function carryText(carry: Carry, earlier: Artifacts): string[] {
  const value = valueAt(earlier[carry.step], carry.field);
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list
    .map((one) =>
      textOf(carry.prop ? valueAt(one, carry.prop) : one)
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter(Boolean);
}

/** What earlier steps established, one line a carry; numbered where people will refer to the lines. */
function recap(definition: StepDefinition, earlier: Artifacts, numbered: string | undefined): Phrase[] {
  return definition.carries.flatMap((carry) => {
    const all = carryText(carry, earlier);
    if (all.length === 0) return [];
    const limit = carry.limit ?? 1;
    const shown = all.slice(0, limit).map((text) => (text.length > maxCarryChars ? `${text.slice(0, maxCarryChars)}…` : text));
    const more = all.length > limit ? ` … and ${all.length - limit} more` : '';
    if (`${carry.step}/${carry.field}` === numbered)
      return [
        phrase`*${ours(carry.lead)}:*${ours('\n')}${joinPhrases(
          shown.map((text, index) => phrase`${index + 1}. ${text}`),
          '\n',
        )}${ours(more)}`,
      ];
    return [
      phrase`> *${ours(carry.lead)}:* ${joinPhrases(
        shown.map((text) => phrase`${text}`),
        ' · ',
      )}${ours(more)}`,
    ];
  });
}

/** The first post in a step's thread: what we know, one question, how to answer. `mentions` are told that this thread exists. */
export function sayOpening(
  definition: StepDefinition,
  earlier: Artifacts,
  mentions: readonly UserId[],
  staleGaps: readonly Phrase[],
): Phrase {
  const seeded = definition.fields.find((field) => field.kind === 'items' && field.seededFrom);
  const numbered = seeded?.kind === 'items' && seeded.seededFrom ? `${seeded.seededFrom.step}/${seeded.seededFrom.list}` : undefined;
  const { lead, question, how } = definition.opening;
  const names = joinPhrases(
    mentions.map((one) => [person(one)]),
    ' ',
  );
  const greeting = mentions.length > 0 ? phrase`${names} on to *${ours(definition.name)}*. ${ours(lead)}` : ours(lead);
  const known = [...recap(definition, earlier, numbered), ...staleGaps];
  return joinPhrases(
    [joinPhrases([greeting, ...known], '\n'), joinPhrases([phrase`*${ours(question)}*`, phrase`_${ours(how.replaceAll('*', ''))}_`], '\n')],
    known.length > 0 ? '\n\n' : '\n',
  );
}

/** `Still open: …` */
export function sayGaps(gaps: readonly Gap[]): Phrase {
  return joinPhrases(
    gaps.map((gap) => phrase`${describeGap(gap)}`),
    '; ',
  );
}

const receipts = ['Thanks', 'Got it', 'Noted'];

/** By name, and not the same word each time. */
function thanks(messages: readonly TurnMessage[], draft: Draft): Phrase {
  const names = [...new Set(messages.flatMap((message) => (message.userId ? [message.userId] : [])))]
    .slice(0, 3)
    .map((one): Phrase => [person(one)]);
  return names.length > 0
    ? phrase`${ours(receipts[(draft.captures.length - 1) % receipts.length] ?? 'Thanks')}, ${listPhrases(names)}. `
    : [];
}

/** What the facilitator says after a lull: thanks by name, at most one observation, one question, and the form that answers it. */
export interface FollowUp {
  text: Phrase;
  /** The field that the next answer without a label goes to. */
  asked: string;
  suggestion?: string;
  form?: FormDefinition;
}

export function sayFollowUp(
  definition: StepDefinition,
  draft: Draft,
  gaps: readonly Gap[],
  contributors: readonly TurnMessage[],
): FollowUp | undefined {
  // What people are in the middle of comes before what they have not begun.
  const gap = gaps.find((one) => one.field === definition.lines) ?? gaps[0];
  if (!gap) return undefined;
  const form = gapForm(definition, draft, gap);
  const asked = fieldAsked(definition, gap, ruleOf(definition, gap));
  const opening = thanks(contributors, draft);
  const suggestion = firstTryAt(definition, draft, gap.field);
  if (suggestion)
    return {
      text: phrase`${opening}Can we put it all into one question? A first try, in your words:\n> ${suggestion}\nUse it, or say it better: “How might we …?”`,
      asked,
      suggestion,
    };
  const notes = observe(definition, draft);
  const note = notes.find((one) => one.field === gap.field) ?? notes[0];
  return {
    text: [...opening, ...(note ? [...note.says, ...ours(' ')] : []), ...askFor(definition, gap)],
    asked,
    ...(form ? { form } : {}),
  };
}

/** The field that the answer goes to: where one of several is to be marked, the one that says which and why. */
function fieldAsked(definition: StepDefinition, gap: Gap, rule: GateRule | undefined): string {
  const marking = definition.fields.find(
    (one) => rule?.rule === 'exactly-one' && one.kind === 'text' && one.marks?.list === rule.field && one.marks.prop === rule.prop,
  );
  return marking?.key ?? gap.field;
}

const namedInQuestion = 2;
const maxNameChars = 160;

/** One question about the first thing that is missing. */
function askFor(definition: StepDefinition, gap: Gap): Phrase {
  const rule = ruleOf(definition, gap);
  const field = definition.fields.find((one) => one.key === gap.field);
  if (rule?.askAbout && gap.items.length > 0) {
    const [before = '', after = ''] = rule.askAbout.split('{items}');
    const items = gap.items
      .slice(0, namedInQuestion)
      .map((item) => phrase`${item.length > maxNameChars ? `${item.slice(0, maxNameChars)}…` : item}`);
    return phrase`${ours(before)}${listPhrases(items)}${ours(after)}`;
  }
  const ask = rule?.ask ?? field?.ask;
  return ask ? ours(ask) : phrase`Still open: ${describeGap(gap)}. Who can fill that in?`;
}

/** A first question made of nothing but the team's own words; offered, never captured by itself. Undefined for fields that have none. */
export function firstTryAt({ fields }: StepDefinition, draft: Draft, key: string): string | undefined {
  const field = fields.find((one) => one.key === key);
  if (field?.kind !== 'text' || !field.firstTry) return undefined;
  const { who, better } = field.firstTry;
  return askHow(textOf(draft.fields[who]?.value), textOf(draft.fields[better]?.value));
}

function askHow(people: string, outcome: string): string | undefined {
  const who = people.replace(/[.!\s]+$/, '');
  const first = outcome.split(/(?<=[.!?])\s/)[0]?.replace(/[.!\s]+$/, '') ?? '';
  const wish = /^(?:we|i) want\s+(.+?)\s+to\s+(.+)$/i.exec(first);
  const better = wish
    ? `${wish[1]} can ${wish[2]}`
    : first.replace(/^(we want|i want|success (is|looks like|means|would be)( when| that)?|if (this|it) worked,?)\s+/i, '');
  if (!who || !better) return undefined;
  const lower = (text: string) => (/^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
  const whole = /^to /i.test(better) ? `${lower(who)} ${lower(better)}` : `${lower(who)} so that ${lower(better)}`;
  // Two long halves make no question that anybody remembers; the wish alone names the people as well.
  const short = wish?.[1] && isPeople.test(wish[1]) && whole.split(/\s+/).length > mugWords ? `${lower(wish[1])} ${wish[2]}` : whole;
  const question = `How might we help ${short}?`;
  return question.length <= 300 ? question : undefined;
}

const mugWords = 20;
/** `patients`, `the small clinics’ staff`: up to three words that end like several people. */
const isPeople = /^(?:[\p{L}’'-]+ ){0,2}(?:[\p{L}’'-]{3,}s|people|staff|children|women|men)$/iu;

/** How to answer in this step, and what is open. */
export function sayHelp(definition: StepDefinition, gaps: readonly Gap[]): Phrase {
  const { how, help } = definition.opening;
  const open = gaps.length > 0 ? phrase`*Still open:* ${sayGaps(gaps)}.` : phrase`We have all we need here; the host can move on.`;
  return joinPhrases(
    [
      phrase`In *${ours(definition.name)}* we ${ours(definition.purpose.charAt(0).toLowerCase() + definition.purpose.slice(1))}`,
      ...[how, ...help].map((line) => phrase`• ${ours(line)}`),
      open,
    ],
    '\n',
  );
}

/** Somebody asked the bot what it thinks. Guided mode thinks nothing, and gives the question back. */
export function sayNoOpinion(definition: StepDefinition, gaps: readonly Gap[]): Phrase {
  const [gap] = gaps;
  return phrase`That one is for you: I ask, and I write down. ${gap ? askFor(definition, gap) : ours('Is what we have right?')}`;
}

/** To somebody of another company who has not been admitted. */
export function sayViewer(): Phrase {
  return phrase`You are here as a viewer, so I leave the writing to the team. The host can let you in with “/workshop people”.`;
}

/** To the author of an edited or deleted message that others have built on. */
export function sayBuiltOn(): Phrase {
  return phrase`Others have built on what you wrote there, so I left that as it was. “Fix” on the card changes single lines.`;
}
