import type { UserId } from '../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../workshop/phrase.ts';
import type { Overview, OverviewLine } from './overview.ts';
import { dueIn, nobodyYet, noDateYet, ownersOf, type PeopleNames } from './owners.ts';

/** The answer for the channel, each thing on a line of its own, and whom to thank. */
export interface Finale {
  decided: Phrase;
  nextSteps: Phrase;
  open: Phrase;
  /** Everybody whose words are in the pack. */
  thanks: UserId[];
}

const maxChars = 240;
const maxNamed = 3;
const maxNextSteps = 5;
const maxOpen = 4;

/** What was decided, who does what next, and what is open or disputed; only in the team's own words. */
export function summariseFinale(overview: Overview, names: PeopleNames = new Map()): Finale {
  return {
    decided: sayDecided(overview),
    nextSteps: sayNextSteps(overview, names),
    open: sayOpen(overview),
    thanks: overview.contributors.map((one) => one.userId),
  };
}

function sayDecided({ answer: { question, outcome, test } }: Overview): Phrase {
  const names = (lines: readonly OverviewLine[]) => [
    ...lines.slice(0, maxNamed).map((line) => phrase`“${quoted(line.title)}”`),
    ...(lines.length > maxNamed ? [ours(`${lines.length - maxNamed} more`)] : []),
  ];
  const sentences = [
    ...(question?.line ? [phrase`Our question: “${quoted(question.line.title)}”`] : []),
    ...[outcome, outcome?.meanwhile].flatMap((one) =>
      one && one.lines.length > 0 ? [phrase`${ours(one.lead)} ${listPhrases(names(one.lines))}.`] : [],
    ),
    ...(test?.line ? [phrase`First we test whether this is true: “${quoted(test.line.title)}”`] : []),
  ];
  return sentences.length > 0 ? joinPhrases(sentences, '\n') : phrase`Nothing was settled this time.`;
}

/** Who does what by when: whoever is named is called, and what was not said is said not to be. */
function sayNextSteps({ nextSteps }: Overview, names: PeopleNames): Phrase {
  if (nextSteps.length === 0) return phrase`Nobody named a next step yet.`;
  return joinPhrases(
    nextSteps.slice(0, maxNextSteps).map((line) => sayNextStep(line, names)),
    '\n',
  );
}

function sayNextStep(line: OverviewLine, names: PeopleNames): Phrase {
  const { userIds, namedChars, isUnclear } = ownersOf(line, names);
  const who = listPhrases(userIds.map((userId): Phrase => [person(userId)]));
  const isCalled = line.title.slice(namedChars).includes('<@');
  const what = quoted(line.title.slice(namedChars));
  const called = namedChars > 0 ? phrase`${who}${what}` : userIds.length > 0 && !isCalled ? phrase`${who}: ${what}` : what;
  const missing = [...(userIds.length > 0 || isUnclear ? [] : [nobodyYet]), ...(dueIn(line.title) ? [] : [noDateYet])];
  return missing.length > 0 ? phrase`${called} ${ours(`_(${missing.join(', ')})_`)}` : called;
}

function sayOpen(overview: Overview): Phrase {
  const gaps = overview.openGaps.slice(0, maxOpen).map((gap) => phrase`${ours(gap.name)}: ${quoted(gap.text)}`);
  const more = overview.openGaps.length - gaps.length;
  const unreached = overview.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  const concerns = overview.disagreement.slice(0, maxOpen).map(({ line }) => {
    const who = (line.sources?.userIds ?? []).map((userId): Phrase => [person(userId)]);
    return phrase`${who.length > 0 ? listPhrases(who) : ours('Somebody')} raised: “${quoted(line.title)}”`;
  });
  const all = [
    ...gaps,
    ...(more > 0 ? [ours(`${more} more in the pack`)] : []),
    ...(unreached.length > 0 ? [ours(`not reached: ${unreached.join(', ')}`)] : []),
    ...concerns,
  ];
  return all.length > 0 ? joinPhrases(all, '\n') : phrase`Nothing that the steps ask for is missing, and nobody disagreed.`;
}

const mention = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/;

/** Somebody's words, shortened; whom they mention stays a person. */
function quoted(text: string): Phrase {
  const short = text.length > maxChars ? `${text.slice(0, maxChars).trimEnd()} …` : text;
  return short.split(mention).flatMap((part, index): Phrase => (index % 2 === 1 ? [person(part)] : part ? [{ said: part }] : []));
}
