import { contentWords } from '../workshop/grounding.ts';

/** Of the words that carry content, so many must be in the lines that a sentence rests on: at most one in five is its own. */
const minShare = 0.8;

const list = (words: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'giu');
const negation = list(
  "no|not|cannot|never|none|nobody|no-one|nothing|nowhere|neither|nor|without|hardly|barely|scarcely|rarely|seldom|\\p{L}+n['’]?t(?<=(?:n['’]t|dont|doesnt|didnt|isnt|cant|wont))|instead|lacks?|lacking|refuses?|fails?",
);
const doubt = list('may|might|could|perhaps|maybe|probably|possibly|sometimes|some|few|partly');
/** How much, when and in which direction: another word for it is another thing to say. */
const scale = list(
  'all|every|everybody|everyone|always|only|must|most|least|more|less|fewer|before|after|until|above|below|under|over|half|twice|double|triple|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|higher|lower|faster|slower|better|worse|bigger|smaller|longer|shorter|earlier|later|cheaper|dearer|easier|harder|best|worst|increas\\p{L}*|decreas\\p{L}*|reduc\\p{L}*|rais\\p{L}*|ris(?:e|es|ing)|grow\\p{L}*|shrink\\p{L}*|fall\\p{L}*|prov(?:e|es|ed|en)|guarantee\\p{L}*',
);
const clauseEnd =
  /[.;:!?,–—·|]\s|[.;:!?]$|\n|(?<![\p{L}])(?:but|and|because|while|whereas|although|though|so that|so|which|who|yet|then)(?![\p{L}])/iu;

interface Clause {
  words: Set<string>;
  isNegated: boolean;
  isDoubtful: boolean;
}

/**
 * Whether a sentence says what these lines say, as far as that can be told from words: hardly any of its own, the same amounts and
 * directions, and in each of its clauses a “not” or a “may” where they have one. Deliberately strict: what is dropped still stands in the lines.
 */
export function isFaithful(sentence: string, lines: readonly string[]): boolean {
  const said = lines.map((line) => line.replace(/\bhow might we\b/giu, 'how')).join('\n');
  const known = contentWords(said);
  const words = wordsOf(sentence.replace(negation, ' '));
  if (words.length > 0 && words.filter((word) => known.has(word)).length / words.length < minShare) return false;
  const scales = new Set(found(said, scale));
  if (found(sentence, scale).some((one) => !scales.has(one))) return false;
  const clauses = clausesOf(said);
  return clausesOf(sentence).every((clause) => agrees(clause, clauses));
}

/** With whichever of these clauses has most of its words. */
function agrees(clause: Clause, said: readonly Clause[]): boolean {
  const shared = (other: Clause) => [...clause.words].filter((word) => other.words.has(word)).length;
  const most = Math.max(0, ...said.map(shared));
  const nearest = most > 0 ? said.filter((other) => shared(other) === most) : said;
  if (most === 0 && !clause.isNegated) return true;
  return nearest.some((other) => other.isNegated === clause.isNegated && (most === 0 || clause.isDoubtful || !other.isDoubtful));
}

function clausesOf(text: string): Clause[] {
  return text.split(clauseEnd).flatMap((clause) => {
    const words = new Set(wordsOf(clause.replace(negation, ' ')));
    const isNegated = found(clause, negation).length > 0;
    return words.size > 0 || isNegated ? [{ words, isNegated, isDoubtful: found(clause, doubt).length > 0 }] : [];
  });
}

function wordsOf(text: string): string[] {
  return [...contentWords(text)].filter((word) => !/^\p{N}/u.test(word));
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([one]) => one.toLowerCase());
}
