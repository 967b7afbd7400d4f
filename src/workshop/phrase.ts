import type { UserId } from './ids.ts';

/**
 * A sentence of the bot, free of any chat syntax. The literal parts are ours and may hold *bold* and _italic_;
 * what people said travels as `said` and is escaped by whoever renders it; people travel by id.
 */
export type PhrasePart = { ours: string } | { said: string } | { person: UserId };
export type Phrase = PhrasePart[];

export type PhraseValue = string | number | Phrase | { person: UserId };

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
  return parts.map((part) => ('ours' in part ? part.ours : 'said' in part ? part.said : nameOf(part.person))).join('');
}
