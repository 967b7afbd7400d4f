import { type Draft, itemsOf, textOf } from '../../workshop/draft.ts';
import { isBroadLabel, lintHmw, lintQuestion } from '../../workshop/lint.ts';
import { listPhrases, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';

/** What a good facilitator would point out, and the field it is about. A statement: questions are asked one at a time, elsewhere. */
export interface Note {
  field: string;
  says: Phrase;
}

const maxNotes = 2;
/** Before that the journey is still growing. */
const enoughStages = 4;

/** At most two gentle observations about the wording or the coverage of what is there. */
export function observe(definition: StepDefinition, draft: Draft): Note[] {
  return [
    ...noteQuestion(draft),
    ...noteStakeholders(draft),
    ...noteInterview(draft),
    ...noteUnplaced(definition, draft),
    ...noteLowest(draft),
  ].slice(0, maxNotes);
}

function noteQuestion(draft: Draft): Note[] {
  const question = textOf(draft.fields.hmwStatement?.value);
  const found = question ? lintHmw(question) : undefined;
  const about = (says: Phrase) => [{ field: 'hmwStatement', says }];
  if (found === 'too-long') return about(phrase`Our question is a long one. It is sharp when it fits on a mug.`);
  if (found === 'solution') return about(phrase`Our question has an answer built in. The need behind it leaves more room.`);
  if (found === 'not-a-question') return about(phrase`As a question, “How might we …?”, it would open more doors.`);
  return [];
}

const missingCircles = {
  core: phrase`Nobody who would use it is on the list yet.`,
  direct: phrase`Nobody who is merely touched by it is on the list yet.`,
  indirect: phrase`Nobody who has a say in it from further away is on the list yet.`,
};

function noteStakeholders(draft: Draft): Note[] {
  const stakeholders = itemsOf(draft, 'stakeholders');
  const broad = stakeholders.map((item) => textOf(item.values.name)).find(isBroadLabel);
  const notes: Phrase[] = broad ? [phrase`“${broad}” is a crowd. Somebody we could meet on Tuesday is easier to help.`] : [];
  if (stakeholders.length > 0 && stakeholders.every((item) => item.values.category)) {
    const circles = ['core', 'direct', 'indirect'] as const;
    const missing = circles.find((circle) => stakeholders.every((item) => item.values.category !== circle));
    if (missing) notes.push(missingCircles[missing]);
  }
  return notes.map((says) => ({ field: 'stakeholders', says }));
}

function noteInterview(draft: Draft): Note[] {
  return itemsOf(draft, 'interviewQuestions').flatMap((item) => {
    const text = textOf(item.values.text);
    const found = lintQuestion(text);
    if (!found) return [];
    const says =
      found === 'closed'
        ? phrase`“${text}” can be answered with yes. “Tell me about the last time …” gets a story.`
        : phrase`“${text}” gives the answer away. A neutral question tells more.`;
    return [{ field: 'interviewQuestions', says }];
  });
}

function noteUnplaced(definition: StepDefinition, draft: Draft): Note[] {
  if (definition.id !== 'sense-making' || itemsOf(draft, 'themes').length === 0) return [];
  const insights = itemsOf(draft, 'insights');
  const placed = insights.filter((item) => item.values.theme).length;
  return placed < insights.length
    ? [{ field: 'themes', says: phrase`${placed} of ${insights.length} insights have found a home so far.` }]
    : [];
}

function noteLowest(draft: Draft): Note[] {
  const stages = itemsOf(draft, 'stages');
  const low = stages.filter((item) => item.values.emotion === 'negative').slice(0, 3);
  if (low.length === 0 || stages.length < enoughStages || stages.some((item) => item.values.isDip === true)) return [];
  const names = low.map((item) => phrase`“${textOf(item.values.name)}”`);
  return [{ field: 'stages', says: phrase`It feels bad at ${listPhrases(names)}.` }];
}
