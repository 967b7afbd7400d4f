import { valueAt } from '../../workshop/artifact.ts';
import { type Draft, itemsOf, textOf } from '../../workshop/draft.ts';
import { type Artifacts, describeGap, type Gap } from '../../workshop/gate.ts';
import type { UserId } from '../../workshop/ids.ts';
import { isBroadLabel, lintHmw, lintQuestion } from '../../workshop/lint.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Carry, StepDefinition } from '../../workshop/step-definition.ts';
import type { TurnMessage } from '../facilitator.ts';

/** Everything the guided facilitator says. Short, one question at a time, by name; read it aloud before changing it. */

const maxCarryChars = 220;

function carryText(carry: Carry, earlier: Artifacts): string[] {
  const value = valueAt(earlier[carry.step], carry.field);
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.map((one) => textOf(carry.prop ? valueAt(one, carry.prop) : one)).filter(Boolean);
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
      phrase`*${ours(carry.lead)}:* ${joinPhrases(
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
  const known = recap(definition, earlier, numbered);
  const lines: Phrase[] = [];
  if (mentions.length > 0)
    lines.push(
      phrase`${joinPhrases(
        mentions.map((one) => [person(one)]),
        ' ',
      )} this is our thread for *${ours(definition.name)}*.`,
    );
  lines.push(...known, ...staleGaps);
  lines.push(phrase`*${ours(definition.opening.question)}*`, phrase`_${ours(definition.opening.how)}_`);
  return joinPhrases(lines, '\n');
}

/** `Still open: …` */
export function sayGaps(gaps: readonly Gap[]): Phrase {
  return joinPhrases(
    gaps.map((gap) => phrase`${describeGap(gap)}`),
    '; ',
  );
}

function thanks(messages: readonly TurnMessage[]): Phrase {
  const names = [...new Set(messages.flatMap((message) => (message.userId ? [message.userId] : [])))]
    .slice(0, 3)
    .map((one): Phrase => [person(one)]);
  return names.length > 0 ? phrase`Thanks, ${listPhrases(names)}. ` : [];
}

/** The next question, after a lull: thanks by name, what a good facilitator would point out, one question. */
export function sayFollowUp(
  definition: StepDefinition,
  draft: Draft,
  gaps: readonly Gap[],
  contributors: readonly TurnMessage[],
): { text: Phrase; asked: string } | undefined {
  const gap = gaps[0];
  if (!gap) return undefined;
  const field = definition.fields.find((one) => one.key === gap.field);
  const opening = thanks(contributors);
  const observation = observe(definition, draft);
  if (field?.ask && (field.kind === 'text' || field.kind === 'rated')) {
    const suggestion = field.key === 'hmwStatement' ? suggestHmw(draft) : undefined;
    const ask = suggestion
      ? phrase`Can we put it in one question? A start: “${suggestion}” Use it, or write a sharper one: “How might we …?”`
      : phrase`${ours(field.ask)}`;
    return { text: joinPhrases([[...opening, ...ask], ...observation], '\n'), asked: field.key };
  }
  const rest = gaps.length > 1 ? phrase`Still open: ${sayGaps(gaps)}.` : phrase`One thing is still open: ${sayGaps(gaps)}.`;
  const question = field?.ask && gap.items.length === 0 ? phrase`*${ours(field.ask)}*` : phrase`Who can fill that in?`;
  return { text: joinPhrases([[...opening, ...rest], ...observation, question], '\n'), asked: field?.key ?? definition.id };
}

/** At most two gentle observations about the wording or the coverage of what is there. */
function observe(definition: StepDefinition, draft: Draft): Phrase[] {
  const notes: Phrase[] = [];
  const hmw = textOf(draft.fields.hmwStatement?.value);
  if (hmw) {
    const found = lintHmw(hmw);
    if (found === 'too-long') notes.push(phrase`The question is long. What if it had to fit on a mug?`);
    if (found === 'solution') notes.push(phrase`The question has an answer built in already. What is the need behind it?`);
    if (found === 'not-a-question') notes.push(phrase`It may open more doors as a question: “How might we …?”`);
  }
  const stakeholders = itemsOf(draft, 'stakeholders');
  const broad = stakeholders.map((item) => textOf(item.values.name)).find(isBroadLabel);
  if (broad) notes.push(phrase`“${broad}” is a crowd. Which of them could we meet on Tuesday?`);
  if (stakeholders.length > 0) {
    const circle = ['core', 'direct', 'indirect'].find((one) => stakeholders.every((item) => item.values.category !== one));
    if (circle && stakeholders.every((item) => item.values.category))
      notes.push(phrase`Nobody is in the ${circle} circle yet. Who signs it off, who regulates it, who feels it without being asked?`);
  }
  for (const item of itemsOf(draft, 'interviewQuestions')) {
    const found = lintQuestion(textOf(item.values.text));
    if (found)
      notes.push(
        found === 'closed'
          ? phrase`“${textOf(item.values.text)}” can be answered with yes. “Tell me about the last time …” gets a story.`
          : phrase`“${textOf(item.values.text)}” hints at the answer. What would be neutral?`,
      );
  }
  const insights = itemsOf(draft, 'insights').filter((item) => 'theme' in item.values || definition.id === 'sense-making');
  const unplaced = insights.filter((item) => !item.values.theme).length;
  if (definition.id === 'sense-making' && unplaced > 0 && itemsOf(draft, 'themes').length > 0)
    notes.push(phrase`${insights.length - unplaced} of ${insights.length} insights have a home so far.`);
  const stages = itemsOf(draft, 'stages');
  const candidates = stages.filter((item) => item.values.emotion === 'negative');
  if (candidates.length > 0 && stages.every((item) => item.values.isDip !== true))
    notes.push(
      phrase`It feels worst at ${listPhrases(
        candidates.slice(0, 3).map((item) => phrase`“${textOf(item.values.name)}”`),
        'or',
      )}. Which one is the dip?`,
    );
  return notes.slice(0, 2);
}

/** A first question made of nothing but the team's own words; offered, never captured by itself. */
export function suggestHmw(draft: Draft): string | undefined {
  const who = textOf(draft.fields.targetUser?.value).replace(/[.!\s]+$/, '');
  const first =
    textOf(draft.fields.desiredOutcome?.value)
      .split(/(?<=[.!?])\s/)[0]
      ?.replace(/[.!\s]+$/, '') ?? '';
  const wish = /^(?:we|i) want\s+(.+?)\s+to\s+(.+)$/i.exec(first);
  const better = wish
    ? `${wish[1]} can ${wish[2]}`
    : first.replace(/^(we want|i want|success (is|looks like|means|would be)( when| that)?|if (this|it) worked,?)\s+/i, '');
  if (!who || !better) return undefined;
  const lower = (text: string) => (/^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
  const question = /^to /i.test(better)
    ? `How might we help ${lower(who)} ${lower(better)}?`
    : `How might we help ${lower(who)} so that ${lower(better)}?`;
  return question.length <= 300 ? question : undefined;
}

/** Somebody asked the bot something in a thread; guided mode can explain the step and where we are, and says no more than that. */
export function sayHelp(definition: StepDefinition, gaps: readonly Gap[]): Phrase {
  const open = gaps.length > 0 ? phrase`Still open: ${sayGaps(gaps)}.` : phrase`We have what we need here; the host can move on.`;
  return joinPhrases(
    [
      phrase`In *${ours(definition.name)}* we ${ours(definition.purpose.charAt(0).toLowerCase() + definition.purpose.slice(1))}`,
      phrase`${ours(definition.opening.how)}`,
      open,
    ],
    '\n',
  );
}

/** To somebody of another company who has not been admitted. */
export function sayViewer(): Phrase {
  return phrase`You are here as a viewer, so I leave the writing to the team. The host can let you in with “/workshop people”.`;
}

/** To the author of an edited or deleted message that others have built on. */
export function sayBuiltOn(): Phrase {
  return phrase`Others have built on what you wrote there, so I left it as it was. “Fix” on the card changes single lines.`;
}
