/**
 * Whether words rest on what somebody said. Deliberately simple and the same everywhere: what a model proposes, what a summary claims
 * and what the pack links to is held against the cited messages by these functions and no others.
 */

/** Words that any sentence may have. */
const light = new Set(
  'a about after again all also an and any are as at be because been before being but by can could did do does done for from get gets give given go goes had has have having he her hers him his how i if in into is it its just like made make makes may me might more most much must my no nor not of off on one only or other our out over own per she should so some such than that the their them then there these they this those to too under until up upon us very was we were what when where which while who whom whose why will with without would you your'.split(
    ' ',
  ),
);
const token = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const maxCheckedChars = 40_000;
/** Of the words that carry content, so many must be in the cited messages. The rest is grammar and small change. */
const minShare = 0.5;

function stemOf(word: string): string {
  const bare = word.replace(/['’]\p{L}+$/u, '');
  if (bare.length <= 4) return bare.replace(/s$/, '');
  return bare.replace(/(?:ingly|edly|ing|ies|ied|ers|est|ed|es|er|ly|s|y|e)$/, '').slice(0, 6);
}

/** The stems of the words that carry content; pairs of characters where words are not set apart. */
export function contentWords(text: string): Set<string> {
  const words = new Set<string>();
  for (const [raw] of text.slice(0, maxCheckedChars).normalize('NFKC').toLowerCase().matchAll(token)) {
    if (unspaced.test(raw)) for (let at = 0; at < Math.max(1, raw.length - 1); at++) words.add(raw.slice(at, at + 2));
    else if (!light.has(raw) && (raw.length > 2 || /\p{N}/u.test(raw))) words.add(stemOf(raw));
  }
  return words;
}

const number = /\p{N}+(?:[.,]\p{N}+)*/gu;

function numbersOf(text: string): string[] {
  return [...text.slice(0, maxCheckedChars).normalize('NFKC').matchAll(number)].map(([one]) => one.replace(/,/g, '.'));
}

/** What Slack may turn into a link: with a scheme, with a path, or with an ending that is common. */
export const addressPattern =
  /\b(?:[a-z][a-z0-9+.-]{0,20}:\/\/|www\.|mailto:)[^\s<>()"”]*|\b(?:[a-z0-9-]+\.)+[a-z]{2,24}\/[^\s<>()"”]*|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|co|dev|app|ai|xyz|info|biz|me|ly|gg|to|ru|cn|uk|de|fr|nl|ch|ca|au|jp|in|br|eu|us|tv|cc|site|online|shop|store|live|cloud|page|tech|host|link|click|top|zip|mov)\b(?:[:?#][^\s<>()"”]*)?/gi;

/** What a chat may read as a mention or a broadcast. */
const notation = /<[@!#][^<>\s]*/g;

export function hasAddress(text: string): boolean {
  return text.slice(0, maxCheckedChars).search(addressPattern) >= 0;
}

/** Somebody has written this very address, not only one that begins or ends like it. */
export function isPosted(address: string, posted: string): boolean {
  const wanted = address.replace(/[.,;:!?]+$/, '');
  if (!/[^/.]\.[^/.]/.test(wanted)) return false;
  for (let at = posted.indexOf(wanted); at >= 0; at = posted.indexOf(wanted, at + 1))
    if (!/[\w.@:/-]/.test(posted[at - 1] ?? ' ') && !/^(?:[\w@/-]|\.\w)/.test(posted.slice(at + wanted.length, at + wanted.length + 2)))
      return true;
  return false;
}

/**
 * True when at least half of the words that carry content, every number, address and mention are in the cited texts.
 * A text without any such word rests on nothing in particular and needs none.
 */
export function isGrounded(text: string, cited: readonly string[]): boolean {
  const said = contentWords(cited.join('\n'));
  const numbers = new Set(numbersOf(cited.join('\n')));
  if (numbersOf(text).some((one) => !numbers.has(one))) return false;
  if ((text.match(notation) ?? []).some((one) => !cited.some((other) => other.includes(one)))) return false;
  if ((text.slice(0, maxCheckedChars).match(addressPattern) ?? []).some((one) => !cited.some((other) => isPosted(one, other))))
    return false;
  const words = [...contentWords(text)].filter((word) => !/^\p{N}/u.test(word));
  return words.length === 0 || words.filter((word) => said.has(word)).length / words.length >= minShare;
}

function plain(text: string): string {
  return text
    .slice(0, maxCheckedChars)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’‚‛“”„«»"'`*_~]/g, '')
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}

/** True when the words stand in one of the texts one after the other; quotation marks, case and punctuation do not count. */
export function isQuoted(quote: string, cited: readonly string[]): boolean {
  const words = plain(quote);
  return words !== '' && cited.some((text) => ` ${plain(text)} `.includes(` ${words} `));
}

const quoteMarks = /“([^“”]{2,400})”|"([^"\n]{2,400})"|«([^«»]{2,400})»|„([^„“”]{2,400})[“”]/gu;

/** What a text puts between quotation marks. */
export function quotedSpans(text: string): string[] {
  return [...text.matchAll(quoteMarks)].map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').trim()).filter(Boolean);
}

/** Names in the middle of a sentence: words that begin with a capital where grammar asks for none. */
export function namesIn(text: string): string[] {
  const names: string[] = [];
  for (const match of text
    .slice(0, maxCheckedChars)
    .matchAll(/(?<![.!?:;\n“"(–—-]\s*)(?<=\s)\p{Lu}[\p{Ll}’'-]+(?:\s\p{Lu}[\p{Ll}’'-]+)*/gu))
    names.push(match[0]);
  return names;
}
