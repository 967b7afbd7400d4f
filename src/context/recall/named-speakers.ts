import type { UserId } from '../../workshop/ids.ts';

const word = /[\p{L}\p{M}\p{N}]+/gu;
const maxTextLength = 20_000;

/**
 * Who is meant by name in the texts: the whole name in any case, or its first word written with the same initial, so that
 * “Project Manager” is not meant by every project.
 */
export function namedSpeakers(texts: readonly string[], speakers: ReadonlyMap<string, UserId>): Set<UserId> {
  const said = texts.map((text) => wordsOf(text));
  const folded = new Set(said.flat().map(fold));
  const exact = new Set(said.flat());
  const sentences = said.map((words) => ` ${words.map(fold).join(' ')} `);
  const named = new Set<UserId>();
  for (const [name, userId] of speakers) {
    const words = wordsOf(name);
    const [first] = words;
    if (first === undefined) continue;
    const whole = words.map(fold).join(' ');
    if (folded.has(whole) || exact.has(first) || sentences.some((sentence) => sentence.includes(` ${whole} `))) named.add(userId);
  }
  return named;
}

function wordsOf(text: string): string[] {
  return text.slice(0, maxTextLength).normalize('NFKC').match(word) ?? [];
}

function fold(text: string): string {
  return text.toLowerCase();
}
