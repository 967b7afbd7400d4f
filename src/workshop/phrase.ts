import type { UserId } from './ids.ts';

/**
 * A sentence of the bot, free of any chat syntax. The literal parts are ours and may hold *bold* and _italic_;
 * what people said travels as `said` and is escaped by whoever renders it; people travel by id.
 */
export type PhrasePart = { ours: string } | { said: string } | { person: UserId } | Moment;
export type Phrase = PhrasePart[];

/** A point in time, which everybody sees on the clock of where they are. In milliseconds since 1970, for phrases are stored as JSON. */
export interface Moment {
  momentMs: number;
  shows: 'time' | 'day' | 'day-and-time';
}

export type PhraseValue = string | number | Phrase | { person: UserId } | Moment;

/** Tags a template: every interpolated string counts as somebody's words, never as ours. */
export function phrase(ours: TemplateStringsArray, ...values: PhraseValue[]): Phrase {
  const parts: Phrase = [];
  ours.forEach((literal, index) => {
    if (literal) parts.push({ ours: literal });
    const value = values[index];
    if (value === undefined) return;
    if (Array.isArray(value)) parts.push(...value);
    else if (typeof value === 'object') parts.push(value);
    else parts.push({ said: String(value) });
  });
  return parts;
}

export function person(userId: UserId): { person: UserId } {
  return { person: userId };
}

export function moment(at: Date, shows: Moment['shows'] = 'time'): Moment {
  return { momentMs: at.getTime(), shows };
}

const formats: Record<Moment['shows'], Intl.DateTimeFormat> = {
  time: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' }),
  'day-and-time': new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }),
};

/** `14:35 UTC`: where nobody knows on whose clock it is read. */
export function momentToText({ momentMs, shows }: Moment): string {
  return `${formats[shows].format(momentMs).replace(' at ', ', ')} UTC`;
}

/** Our own words that are not written in a template literal, such as a label of a step definition. */
export function ours(text: string): Phrase {
  return [{ ours: text }];
}

/** Joins phrases with our own separator, e.g. ', ' or a line break. */
export function joinPhrases(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((one, index) => (index === 0 ? one : [{ ours: separator }, ...one]));
}

/** `a`, `a and b`, `a, b and c`. */
export function listPhrases(phrases: readonly Phrase[], last = 'and'): Phrase {
  if (phrases.length < 2) return phrases[0] ?? [];
  return [...joinPhrases(phrases.slice(0, -1), ', '), { ours: ` ${last} ` }, ...(phrases.at(-1) ?? [])];
}

/** Plain text, for logs, notifications and tests; `nameOf` turns a person into words. */
export function phraseToText(parts: Phrase, nameOf: (userId: UserId) => string = (userId) => `@${userId}`): string {
  return parts
    .map((part) => {
      if ('ours' in part) return part.ours;
      if ('said' in part) return part.said;
      return 'person' in part ? nameOf(part.person) : momentToText(part);
    })
    .join('');
}
