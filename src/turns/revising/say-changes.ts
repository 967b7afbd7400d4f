import { type Change, type ChangedPart, compareTexts } from '../../workshop/compare-artifacts.ts';
import type { UserId } from '../../workshop/ids.ts';
import type { Json } from '../../workshop/json.ts';
import { wordsOf } from '../../workshop/outline.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';

const maxQuoteChars = 180;
const maxNamed = 4;
/** In a post that only tells that there is a new version. */
const linesOfNews = 6;

/** “Version 2 of Challenge …”: what is different now, for everybody in the thread. */
export function sayNewVersion(name: string, versions: { version: number; before: number }, changes: readonly Change[]): Phrase {
  const lines = sayChanges(changes, linesOfNews);
  return joinPhrases([phrase`*${name}*, version ${versions.version}. Against version ${versions.before}:`, ...lines], '\n');
}

/** One line a change, at most so many and how many more there are. */
export function sayChanges(changes: readonly Change[], maxLines: number): Phrase[] {
  const shown = changes.length > maxLines ? changes.slice(0, maxLines - 1) : changes;
  const more = changes.length - shown.length;
  return [...shown.map(sayChange), ...(more > 0 ? [phrase`_… and ${more} more_`] : [])];
}

function sayChange(change: Change): Phrase {
  const who = sayWho(change.userIds);
  switch (change.kind) {
    case 'added':
      return phrase`• *${ours(change.label)}*, new: “${short(change.title)}”${who}`;
    case 'removed':
      return phrase`• *${ours(change.label)}*, gone: ~“${short(change.title)}”~`;
    case 'moved':
      return phrase`• *${ours(change.label)}*: ${sayTitles(change.from)} → ${sayTitles(change.to)}${who}`;
    case 'changed': {
      const [only] = change.parts;
      if (only && only.label === '' && change.parts.length === 1) return phrase`• *${ours(change.label)}*: ${sayPart(only)}${who}`;
      const parts = joinPhrases(
        change.parts.map((part) => phrase`${ours(part.label.toLowerCase())}: ${sayPart(part)}`),
        '; ',
      );
      return phrase`• *${ours(change.label)}*, “${short(change.title)}”: ${parts}${who}`;
    }
  }
}

function sayPart({ before, after }: ChangedPart): Phrase {
  if (Array.isArray(before) || Array.isArray(after)) {
    const { added, removed } = compareTexts(listOf(before), listOf(after));
    return listPhrases([
      ...(added.length > 0 ? [phrase`with ${sayTitles(added)}`] : []),
      ...(removed.length > 0 ? [phrase`without ${sayTitles(removed)}`] : []),
    ]);
  }
  return phrase`${sayValue(before)} → ${sayValue(after)}`;
}

function sayValue(value: Json | undefined): Phrase {
  const words = wordsOf(value);
  return words ? phrase`“${short(words)}”` : phrase`nothing`;
}

function sayTitles(titles: readonly string[]): Phrase {
  if (titles.length === 0) return phrase`nothing`;
  const named = titles.slice(0, maxNamed).map((title) => phrase`“${short(title)}”`);
  return listPhrases(titles.length > maxNamed ? [...named, phrase`${titles.length - maxNamed} more`] : named);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function sayWho(userIds: readonly UserId[]): Phrase {
  return userIds.length > 0 ? phrase` — ${listPhrases(userIds.filter(Boolean).map((one) => [person(one)]))}` : [];
}

function short(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' / ');
  return line.length > maxQuoteChars ? `${line.slice(0, maxQuoteChars)}…` : line;
}
