import { type Day, type DayForm, dayAt, dayForms, type Today, todayAt } from './day-forms.ts';
import { localTime } from './local-time.ts';

/**
 * A day as people write it: `Friday`, `1 December`, `Dec 5th`, `5.12.2026`, `2026-12-05`, `in 2 weeks`, `end of next week`, `EOM`,
 * `February`. In a sentence one is found only where it can't be anything else: an amount, a share or a count is no day.
 */

export interface FoundDay {
  /** As it stands there: `Friday`, `end of the month`. */
  words: string;
  index: number;
  day: Day;
  kind: DayForm['kind'];
}

const maxFieldChars = 200;
const maxSentenceChars = 2_000;

const inWords = dayForms.map((form) => ({
  ...form,
  whole: new RegExp(`(?<![\\p{L}\\p{N}.,/-])(?:${form.pattern})(?![\\p{L}\\p{N}])`, 'giu'),
}));
const deadline = '(?:by|until|till|before|due|no\\s+later\\s+than)';
const deadlineBefore = new RegExp(`\\b${deadline}\\s+(?:the\\s+)?$`, 'iu');
const dayBefore = /\b(?:on|in|during)\s+(?:the\s+)?$/iu;
const aloneBefore = new RegExp(`^(?:(?:${deadline}|on|in|during)\\s+)?$`, 'iu');

/** Which day is meant by words that are about nothing but when; undefined when they can't be read as a day. */
export function readDueDay(words: string, said: Date, zone: string): Day | undefined {
  return readDueWords(words, said, zone)?.day;
}

/** The same with the words that name the day. */
export function readDueWords(words: string, said: Date, zone: string): FoundDay | undefined {
  const text = words.trim().slice(0, maxFieldChars);
  const today = todayAt(localTime(said, zone));
  for (const form of inWords) {
    for (const match of text.matchAll(form.whole)) {
      const [before, after] = around(text, match);
      if (form.inField === 'alone' && !(aloneBefore.test(before) && /^[.!]?$/.test(after))) continue;
      const day = dayOf(form, match, before, today);
      if (day)
        return {
          words: match[0],
          index: match.index,
          day,
          kind: form.kind === 'month' && beforeMonth.test(before) ? 'relative' : form.kind,
        };
      // “31 February” is not the end of February.
      if (form.kind === 'date') return undefined;
    }
  }
  return undefined;
}

/** The day by which something is to be done, in a text that says what: one with a “by” before all others. */
export function findDueDay(sentence: string, said: Date, zone: string): FoundDay | undefined {
  const text = sentence.slice(0, maxSentenceChars);
  const today = todayAt(localTime(said, zone));
  const found = inWords.flatMap((form) =>
    [...text.matchAll(form.whole)].flatMap((match): (FoundDay & { isDeadline: boolean })[] => {
      const [before, after] = around(text, match);
      if (!isDue(form, match[0], before, after)) return [];
      const day = dayOf(form, match, before, today);
      if (!day) return [];
      const [isBefore] = form.kind === 'month' ? (beforeMonth.exec(before) ?? []) : [];
      const words = `${isBefore ?? ''}${match[0]}`;
      const index = match.index - (isBefore?.length ?? 0);
      return [{ words, index, day, kind: isBefore ? 'relative' : form.kind, isDeadline: deadlineBefore.test(before) }];
    }),
  );
  const longest = found.filter((one) => !found.some((other) => other.words.length > one.words.length && covers(other, one)));
  const [first] = longest.sort((a, b) => Number(b.isDeadline) - Number(a.isDeadline) || a.index - b.index);
  if (!first) return undefined;
  const { isDeadline: _, ...due } = first;
  return due;
}

function around(text: string, match: RegExpMatchArray & { index: number }): [before: string, after: string] {
  return [text.slice(0, match.index), text.slice(match.index + match[0].length)];
}

const beforeMonth = /\bbefore\s+$/iu;

/** “Before February” is over when February begins. */
function dayOf(form: DayForm, match: RegExpMatchArray, before: string, today: Today): Day | undefined {
  const day = form.read(match.groups ?? {}, today);
  return day && form.kind === 'month' && beforeMonth.test(before) ? dayAt(Date.UTC(day.year, day.month - 1, 0)) : day;
}

function covers(other: FoundDay, one: FoundDay): boolean {
  return other.index <= one.index && other.index + other.words.length >= one.index + one.words.length;
}

/** It is over, comes again, or something else counts from it. */
const noDeadline = /\b(?:last|every|each|since|past|previous|from|after|of|per)\s+(?:the\s+)?$/iu;
const edgeBefore = /(?:^|[(,;:–—]|\s-)\s*$/u;
const edgeAfter = /^\s*(?:[).,;:!–—]|$)/u;

function isDue({ kind, inSentence }: DayForm, words: string, before: string, after: string): boolean {
  if (inSentence === 'never' || noDeadline.test(before) || isSomethingElse(words, after)) return false;
  if (inSentence === 'anywhere' || deadlineBefore.test(before)) return true;
  // “On February” is about what February brought, and “in March 3 clinics” have three of them.
  const [near] = dayBefore.exec(before) ?? [];
  if (near) return !(kind === 'month' && /^on/i.test(near)) && !(kind === 'date' && /^in/i.test(near));
  return inSentence === 'at-an-edge' && (edgeBefore.test(before) || edgeAfter.test(after));
}

/** A share; a number that ends a sentence; “sat”, “sun”, “mar”, which are words as well. */
function isSomethingElse(words: string, after: string): boolean {
  if (/^\s*(?:%|per\s?cent\b)/iu.test(after)) return true;
  if (/\d\.$/.test(words)) return !/^(?:,|\)|\s+\p{Ll})/u.test(after);
  return /^(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/.test(words) && !edgeAfter.test(after);
}
