import { contentWords } from '../workshop/grounding.ts';
import type { OverviewLine } from './overview.ts';

/** So many words that none of the others has, and so much of what is believed, must be those of a thing that a test is about. */
const minWords = 2;
const minShare = 0.25;

/**
 * Which of these things each test is about: the one that it calls by name, otherwise the one whose own words it has, when it has enough of
 * them and more than of any other. A test that may be about several, or none, is not in the map.
 */
export function tieTests<T extends OverviewLine>(tests: readonly OverviewLine[], things: readonly T[]): Map<OverviewLine, T> {
  const tied = new Map<OverviewLine, T>();
  const vocabularies = things.map((thing) => contentWords(wordsOf(thing)));
  for (const test of tests) {
    const named = things.filter((thing) => names(test, thing.title));
    const thing = named.length > 0 ? named : likest(contentWords(test.title), things, vocabularies);
    if (thing[0] && thing.length === 1) tied.set(test, thing[0]);
  }
  return tied;
}

function likest<T>(words: ReadonlySet<string>, things: readonly T[], vocabularies: readonly ReadonlySet<string>[]): T[] {
  const shared = vocabularies.map((own) => {
    const others = vocabularies.filter((one) => one !== own);
    return [...words].filter((word) => own.has(word) && !others.some((other) => other.has(word))).length;
  });
  const most = Math.max(0, ...shared);
  return most >= minWords && most >= words.size * minShare ? things.filter((_, index) => shared[index] === most) : [];
}

/** What it is called and what it is, without what is good or bad about it. */
function wordsOf({ title, details }: OverviewLine): string {
  return [title, ...details.filter((detail) => !detail.group).map((detail) => detail.text)].join('\n');
}

function names(test: OverviewLine, name: string): boolean {
  const words = [test.title, ...test.details.map((detail) => detail.text)].join(' ').toLowerCase();
  return name.trim().length > 2 && words.includes(name.trim().toLowerCase());
}
