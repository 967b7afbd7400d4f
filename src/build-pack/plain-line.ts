import { cleanText } from '../workshop/clean-text.ts';

const mention = /(?:<|&lt;)@([UW][A-Z0-9]+)(?:\|[^<>&]*)?(?:>|&gt;)/g;

/** Somebody's words with names where they mention people. */
export function nameMentions(text: string, nameOf: (userId: string) => string): string {
  return text.replace(mention, (_, userId: string) => nameOf(userId));
}

/** Somebody's words on one line, without what nobody can see. A person they mention is named by `nameOf`. */
export function plainLine(text: string, nameOf: (userId: string) => string): string {
  return cleanText(nameMentions(text, nameOf)).replace(/\s+/g, ' ').trim();
}

/** The first `maxChars` of a text; it says with “…” that there was more. */
export function clipText(text: string, maxChars: number): string {
  return text.length > maxChars ? `${text.slice(0, maxChars).trimEnd()} …` : text;
}
