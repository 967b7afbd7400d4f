import { findDueDay } from '../workshop/due-day.ts';
import type { UserId } from '../workshop/ids.ts';
import { isPlainWord, nameStranger, notClear } from './name-stranger.ts';
import type { OverviewLine } from './overview.ts';
import type { BuildPack } from './pack.ts';

/** What people are called, as far as that is known. */
export type PeopleNames = ReadonlyMap<UserId, string>;

export interface Owners {
  userIds: UserId[];
  /** How much of the words' beginning is nothing but their names. */
  namedChars: number;
  /** Somebody may be named whom nobody here is called. */
  isUnclear: boolean;
}

export const nobodyYet = 'nobody yet';
export const noDateYet = 'no date yet';

const mention = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/;
const word = "\\p{Lu}[\\p{L}\\p{M}’'-]*";
const between = '(?:\\s*[,&+/]\\s*(?:and\\s+)?|\\s+and\\s+)';
const leadingMentions = new RegExp(`^${mention.source}(?:${between}${mention.source})*`, 'u');
const leadingNames = new RegExp(`^${word}(?:${between}${word})*`, 'u');
const trailingNames = new RegExp(`(?:\\(|[:→–—]\\s*|\\s-\\s*)(${word}(?:${between}${word})*)\\)?\\s*\\.?$`, 'u');
const firstPerson = /^I(?:['’](?:ll|m))?\s/u;
/** “tom prints”, “tom will”, “tom:” – people do not always type a capital. */
const smallName = /^\p{Ll}[\p{L}\p{M}’'-]*(?=\s*:|\s+(?:will|to|is|shall|should|can|has)\b|\s+\p{Ll}+s\b)/u;

/** Something to do; who does it may stand in a detail of its own. */
type TaskLine = Pick<OverviewLine, 'title' | 'sources'> & { details?: OverviewLine['details'] };

/**
 * Who does this, as its words say: those they mention; those they begin or end with, by their first names; whoever said “I will”. A name
 * that two people have, or nobody, is left unclear.
 */
export function ownersOf({ title, sources, details }: TaskLine, names: PeopleNames = new Map()): Owners {
  const beside = details?.find((detail) => detail.key === 'owner')?.text;
  if (beside) return { userIds: namedIn(beside, names), namedChars: 0, isUnclear: true };
  const found = (userIds: UserId[], namedChars = 0): Owners => ({ userIds: [...new Set(userIds)], namedChars, isUnclear: false });
  const [leading] = leadingMentions.exec(title) ?? [];
  if (leading) return found(mentionsIn(leading), leading.length);
  const [mentioned] = mentionsIn(title);
  if (mentioned) return found([mentioned]);
  if (firstPerson.test(title) && sources?.userIds.length === 1) return found(sources.userIds);
  const [begins] = leadingNames.exec(title) ?? readSmallName(title) ?? [];
  const beginning = begins ? calledSo(begins, names) : [];
  if (begins && beginning.length > 0) return found(beginning, isWholly(begins, names) ? begins.length : 0);
  const ends = trailingNames.exec(title)?.[1];
  const ending = ends ? calledSo(ends, names) : [];
  if (ending.length > 0) return found(ending);
  return { userIds: [], namedChars: 0, isUnclear: nameStranger(title) !== undefined || somebodyIn(title, names) };
}

/** The same for a table: `<@U1>, <@U2>`; the very name where it is nobody's or several people's here. */
export function sayOwners(line: TaskLine, names?: PeopleNames): string {
  const { userIds, isUnclear } = ownersOf(line, names);
  if (userIds.length > 0) return userIds.map((userId) => `<@${userId}>`).join(', ');
  const beside = line.details?.find((detail) => detail.key === 'owner')?.text;
  return isUnclear ? (beside ?? nameStranger(line.title) ?? notClear) : nobodyYet;
}

/** “by Friday”: when, in the words of whoever said it. Amounts and counts are no days. */
export function dueIn(text: string): string | undefined {
  return findDueDay(text, anyTime, 'UTC')?.words;
}

/** Whether words name a day does not depend on when they were said. */
const anyTime = new Date(Date.UTC(2026, 0, 1));

/** A stored pack knows people by their ids alone: who does what is read once more with what they are called now. */
export function nameOwners(pack: BuildPack, names: PeopleNames): BuildPack {
  const named = (line: OverviewLine): OverviewLine => ({
    ...line,
    details: line.details.map((detail) => (detail.key === 'who' ? { ...detail, text: renameOwners(line, detail.text, names) } : detail)),
  });
  const documents = pack.documents.map((document) =>
    document.kind === 'actions'
      ? {
          ...document,
          sections: document.sections.map((section) => ({
            ...section,
            parts: section.parts.map((part) => ({ ...part, lines: part.lines.map(named) })),
          })),
        }
      : document,
  );
  return { ...pack, documents };
}

/** What stood there when nobody's name was known: a name that was written down beside the task is still one. */
function renameOwners(line: OverviewLine, before: string, names: PeopleNames): string {
  const said = sayOwners(line, names);
  if (said !== nobodyYet || [nobodyYet, notClear, ''].includes(before)) return said;
  return sayOwners({ ...line, details: [{ key: 'owner', label: '', text: before }] }, names);
}

/** Whoever is mentioned or called by first name in a text that is about nothing else. */
function namedIn(text: string, names: PeopleNames): UserId[] {
  return [...new Set([...mentionsIn(text), ...calledSo(text.trim(), names)])];
}

function mentionsIn(text: string): UserId[] {
  return [...text.matchAll(new RegExp(mention, 'g'))].flatMap(([, userId]) => userId ?? []);
}

/** “tom prints”, but not “mark the cards” nor “will it work”: a word that begins with no capital is a name where it stands as one. */
function readSmallName(title: string): string[] | undefined {
  const found = smallName.exec(title);
  return found && !isPlainWord(found[0]) ? found : undefined;
}

/** As it may be typed: without accents and capitals. */
function foldName(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function firstNameOf(name: string): string {
  return foldName(name.trim().replace(/^@/, '').split(/\s+/)[0] ?? '');
}

function bearersOf(name: string, names: PeopleNames): UserId[] {
  const bare = foldName(name).replace(/['’]s$/, '');
  const isCalled = (called: string) => firstNameOf(called) === bare || foldName(called.trim()) === bare;
  return [...names].filter(([, called]) => bare.length > 1 && isCalled(called)).map(([userId]) => userId);
}

function wordsOf(list: string): string[] {
  return list.split(new RegExp(between, 'u')).filter(Boolean);
}

/** Whoever is meant by these names; a name that several bear means nobody. */
function calledSo(list: string, names: PeopleNames): UserId[] {
  return wordsOf(list).flatMap((name) => {
    const bearers = bearersOf(name, names);
    return bearers.length === 1 ? bearers : [];
  });
}

function isWholly(list: string, names: PeopleNames): boolean {
  return calledSo(list, names).length === wordsOf(list).length;
}

function somebodyIn(text: string, names: PeopleNames): boolean {
  return (text.match(new RegExp(word, 'gu')) ?? []).some((one) => bearersOf(one, names).length > 0);
}
