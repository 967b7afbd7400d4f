/** Control characters and direction overrides can hide or turn around text; line breaks and tabs stay. */
const invisible = /[^\P{Cc}\n\t]|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** What people typed, without what nobody can see. */
export function cleanText(text: string): string {
  return text.replace(invisible, '').normalize('NFC').trim();
}

/** On one line, as for a title. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ');
}
