import type { Json } from './json.ts';
import { wordsOf } from './outline.ts';

const note = 'note ';

/** The name of something that a person asked to be remembered in so many words: it has none but the message that it came with. */
export function noteKey(messageId: string): string {
  return `${note}${messageId}`;
}

export function isNote(key: string): boolean {
  return /^note msg_\w+$/.test(key);
}

/** What is remembered, on one line. */
export function sayFact(key: string, value: Json): string {
  const words = wordsOf(value);
  return isNote(key) ? words : `${key}: ${words}`;
}
