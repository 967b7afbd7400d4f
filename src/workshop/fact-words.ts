import type { Json } from './json.ts';
import { wordsOf } from './outline.ts';

const maxKeyChars = 80;

/** The name of something that a person asked to be remembered: how it begins. */
export function keyOfWords(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, maxKeyChars);
}

/** What is remembered, on one line. A name that is nothing but the beginning of the words is left out. */
export function sayFact(key: string, value: Json): string {
  const words = wordsOf(value);
  return words.startsWith(key) ? words : `${key}: ${words}`;
}
