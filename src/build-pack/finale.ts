import type { UserId } from '../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../workshop/phrase.ts';
import { isDue } from './due-dates.ts';
import type { Overview, OverviewLine } from './overview.ts';
import { dueIn, nobodyYet, noDateYet, ownersOf, type PeopleNames } from './owners.ts';
import type { BuildPack } from './pack.ts';

/** The answer for the channel, each thing on a line of its own, and whom to thank. */
export interface Finale {
  decided: Phrase;
  nextSteps: Phrase;
  open: Phrase;
  /** Everybody whose words are in the pack. */
  thanks: UserId[];
}

/** A pack from before it had documents knows of no tests. */
type FinalePack = Overview & Partial<Pick<BuildPack, 'documents'>>;

const maxChars = 240;
const maxNamed = 3;
const maxNextSteps = 5;
const maxTests = 3;
const maxOpen = 4;

/** What was decided, who does what next, and what is open or disputed; only in the team's own words. */
export function summariseFinale(pack: FinalePack, names: PeopleNames = new Map()): Finale {
  return {
    decided: sayDecided(pack),
    nextSteps: sayNextSteps(pack, names),
    open: sayOpen(pack),
    thanks: pack.contributors.map((one) => one.userId),
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

/** Who does what by when: whoever is named is called, and what was not said is said not to be. A planned test is something to do as well. */
function sayNextSteps(pack: FinalePack, names: PeopleNames): Phrase {
  const { nextSteps } = pack;
  const tests = testsOf(pack);
  const steps = nextSteps.slice(0, maxNextSteps).map((line) => sayTask(line, dueOf(line), names));
  const planned = tests.slice(0, maxTests).map((line) => phrase`Test: ${sayTask(line, dueOf(line), names)}`);
  return joinPhrases(
    [
      ...(steps.length > 0 ? steps : [phrase`Nobody named a next step yet.`]),
      ...sayMore(nextSteps.length - maxNextSteps, 'step'),
      ...planned,
      ...sayMore(tests.length - maxTests, 'test'),
    ],
    '\n',
  );
}

/** Those that were planned and have no result. */
function testsOf({ documents = [] }: FinalePack): OverviewLine[] {
  const parts = documents.filter((one) => one.kind === 'actions').flatMap(({ sections }) => sections.flatMap((section) => section.parts));
  return parts.filter((part) => part.key === 'tests').flatMap((part) => part.lines);
}

/** By when, where that stands beside what is to be done and not in it. */
function dueOf(line: OverviewLine): string | undefined {
  const due = line.details.find(isDue)?.text;
  return due && due !== noDateYet && dueIn(line.title) === undefined ? due : undefined;
}

function sayTask(line: OverviewLine, due: string | undefined, names: PeopleNames): Phrase {
  const { userIds, namedChars, isUnclear } = ownersOf(line, names);
  const who = listPhrases(userIds.map((userId): Phrase => [person(userId)]));
  const isCalled = line.title.slice(namedChars).includes('<@');
  const what = quoted(line.title.slice(namedChars));
  const called = namedChars > 0 ? phrase`${who}${what}` : userIds.length > 0 && !isCalled ? phrase`${who}: ${what}` : what;
  const dated = due ? phrase`${called} – ${quoted(due)}` : called;
  const missing = [
    ...(userIds.length > 0 || isUnclear ? [] : [nobodyYet]),
    ...(due !== undefined || dueIn(line.title) !== undefined ? [] : [noDateYet]),
  ];
  return missing.length > 0 ? phrase`${dated} ${ours(`_(${missing.join(', ')})_`)}` : dated;
}

/** What there is no room for is counted, and never left out in silence. */
function sayMore(count: number, thing: string): Phrase[] {
  return count > 0 ? [ours(`and ${count} more ${thing}${count === 1 ? '' : 's'} in the pack`)] : [];
}

function sayOpen(overview: Overview): Phrase {
  const gaps = overview.openGaps.slice(0, maxOpen).map((gap) => phrase`${ours(gap.name)}: ${quoted(gap.text)}`);
  const unreached = overview.steps.filter((step) => step.status === 'not-reached').map((step) => step.name);
  const concerns = overview.disagreement.slice(0, maxOpen).map(({ line }) => {
    const who = (line.sources?.userIds ?? []).map((userId): Phrase => [person(userId)]);
    return phrase`${who.length > 0 ? listPhrases(who) : ours('Somebody')} raised: “${quoted(line.title)}”`;
  });
  const all = [
    ...gaps,
    ...sayMore(overview.openGaps.length - maxOpen, 'open question'),
    ...(unreached.length > 0 ? [ours(`not reached: ${unreached.join(', ')}`)] : []),
    ...concerns,
    ...sayMore(overview.disagreement.length - maxOpen, 'concern'),
  ];
  return all.length > 0 ? joinPhrases(all, '\n') : phrase`Nothing that the steps ask for is missing, and nobody disagreed.`;
}

const mention = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/;

/** Somebody's words, shortened; whom they mention stays a person. */
function quoted(text: string): Phrase {
  const short = text.length > maxChars ? `${text.slice(0, maxChars).trimEnd()} …` : text;
  return short.split(mention).flatMap((part, index): Phrase => (index % 2 === 1 ? [person(part)] : part ? [{ said: part }] : []));
}
