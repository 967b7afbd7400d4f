import { stemmer } from 'stemmer';
import { stopWords } from './stop-words.ts';

/** Of a longer text only the beginning is indexed. */
const maxTextLength = 20_000;
const maxDistinctTerms = 400;
const maxTermLength = 64;
/** Cutting an unbroken run into words takes time that grows with its square. */
const maxSegmented = 128;

/** A number may hold marks (12:30, 2,000), a word apostrophes. */
const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+|(?<=\p{N})[.,:]\p{N}+)*/gu;
/** Written without spaces, or, in Korean, with particles joined to the words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const latin = /^[\p{Script=Latin}\p{M}'’]+$/u;
const letters = /^[\p{L}\p{M}'’]+$/u;
/** The stemmer knows English only. What other languages add to a word mostly comes after this. */
const stemLength = 7;
const otherStemLength = 6;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The words that a text can be found by, with their number, in the order of their first appearance: at most 400, of at most 64 UTF-16 units,
 * lower case, cut to stems, Latin ones without accents, no stop words. Used for messages and questions alike.
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
  if (!letters.test(run)) return [shorten(run.replaceAll(',', ''))];
  if (!latin.test(run)) return [shorten(run, otherStemLength)];
  const plain = shorten(
    run
      .replace(/['’]s$/u, '')
      .replace(/['’]/gu, '')
      .normalize('NFD')
      .replace(/\p{M}/gu, ''),
  );
  if (plain === '' || stopWords.has(plain)) return [];
  return [shorten(stemmer(plain), stemLength)];
}

function cutUnspaced(run: string): string[] {
  const characters = [...run];
  const terms: string[] = [];
  for (let at = 0; at < characters.length; at += maxSegmented) {
    const part = characters.slice(at, at + maxSegmented);
    const words = new Set<string>();
    for (const { segment } of segmenter.segment(part.join(''))) {
      words.add(shorten(segment));
      terms.push(shorten(segment));
    }
    const pairs = part.slice(1).map((letter, index) => `${part[index]}${letter}`);
    terms.push(...pairs.filter((pair) => !words.has(pair)));
  }
  return terms;
}

/** Never in the middle of a surrogate pair. */
function shorten(text: string, length = maxTermLength): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/u, '');
}
