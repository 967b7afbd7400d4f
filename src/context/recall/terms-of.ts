import { stemmer } from 'stemmer';
import { stopWords } from './stop-words.ts';

/** Of a longer text only the beginning is indexed. */
const maxTextLength = 20_000;
const maxDistinctTerms = 400;
const maxTermLength = 64;

const word = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{N}+(?:[.,:]\p{N}+)*/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const latin = /^[\p{Script=Latin}\p{M}'’]+$/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The words that a text can be found by, with their number, in the order of their first appearance: at most 400, of at most 64 UTF-16 units,
 * lower case, Latin ones stemmed and without accents, no stop words. Used for messages and questions alike.
 * Scripts without spaces are cut into words and into pairs of characters, for two texts seldom agree on where a word ends.
 * The work is bounded: of a text over 20,000 units only the beginning is read.
 */
export function termsOf(text: string): Map<string, number> {
  const terms = new Map<string, number>();
  if (typeof text !== 'string') return terms;
  const folded = text.slice(0, maxTextLength).normalize('NFKC').toLowerCase().slice(0, maxTextLength);
  for (const [run] of folded.matchAll(word)) {
    for (const term of unspaced.test(run) ? cutUnspaced(run) : cutSpaced(run)) {
      const count = terms.get(term);
      if (count !== undefined) terms.set(term, count + 1);
      else if (terms.size < maxDistinctTerms) terms.set(term, 1);
    }
  }
  return terms;
}

function cutSpaced(run: string): string[] {
  if (!latin.test(run)) return [shorten(run.replaceAll(',', ''))];
  const plain = shorten(
    run
      .replace(/['’]s$/u, '')
      .replace(/['’]/gu, '')
      .normalize('NFD')
      .replace(/\p{M}/gu, ''),
  );
  if (plain === '' || stopWords.has(plain)) return [];
  return [stemmer(plain)];
}

function cutUnspaced(run: string): string[] {
  const words = [...segmenter.segment(run)].map(({ segment }) => shorten(segment));
  const letters = [...run];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return [...words, ...pairs.filter((pair) => !words.includes(pair))];
}

/** Never in the middle of a surrogate pair. */
function shorten(text: string): string {
  return text.slice(0, maxTermLength).replace(/[\uD800-\uDBFF]$/u, '');
}
