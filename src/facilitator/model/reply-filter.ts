import { isQuoted, quotedSpans } from '../../workshop/grounding.ts';
import { replyLimits } from './rules.ts';

/** What a reply is held against. */
export interface ReplyGrounds {
  /** Everything that the prompt held of what people said, for quotes and links. */
  material: string;
  /** What must never be seen: the rules' own sentences, the marker of the material. */
  secrets: readonly string[];
}

/** Sentences that were not shown, by reason. */
export type DroppedSentences = Partial<Record<'second-question' | 'too-long' | 'invented-quote' | 'leak' | 'empty', number>>;

/** Lets a reply through as it is written, a sentence at a time, so that nothing has to be taken back once people have seen it. */
export interface ReplyFilter {
  /** What may be shown now; often nothing. White space comes with the sentence after it. */
  push(delta: string): string;
  /** The rest, when the reply is whole. Always ends with a whole sentence. */
  end(): string;
  readonly dropped: DroppedSentences;
}

/** A sentence that never ends is shown up to its last word, so that a reader is not kept waiting. */
const maxHeldChars = 400;
const sentenceEnd = /[.!?…。！？](?:["”’)\]*_])*(?=\s)|\n+/gu;
const leakWords = 8;
const maxRounds = 4;
const minQuoteWords = 3;

export function createReplyFilter(grounds: ReplyGrounds): ReplyFilter {
  const dropped: DroppedSentences = {};
  const secret = shinglesOf(grounds.secrets.join('\n'));
  let held = '';
  let words = 0;
  let questions = 0;
  let isOver = false;
  let shown = false;
  let space = '';

  const drop = (reason: keyof DroppedSentences) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    return '';
  };

  /** One sentence with the space before it, or nothing. */
  function judge(raw: string): string {
    const text = cleanSentence(raw, grounds.material).trim();
    const after = /\s*$/.exec(raw)?.[0] ?? '';
    space += raw.trim() ? (/^\s*/.exec(raw)?.[0] ?? '') : '';
    const before = shown ? collapse(space) : '';
    space += after;
    if (!text) return raw.trim() ? drop('empty') : '';
    if (leaks(text, secret) || grounds.secrets.some((one) => one.length < 40 && text.includes(one))) return drop('leak');
    const quotes = quotedSpans(text).filter((span) => span.split(/\s+/).length >= minQuoteWords);
    if (quotes.some((span) => !isQuoted(span, [grounds.material]))) return drop('invented-quote');
    const count = text.split(/\s+/).length;
    if (words + count > replyLimits.words && words > 0) {
      isOver = true;
      return drop('too-long');
    }
    if (/[?？]/.test(text)) {
      if (questions >= replyLimits.questions) return drop('second-question');
      questions += 1;
    }
    words += count;
    space = after;
    return `${before}${cutWords(text)}`;
  }

  function take(upTo: number): string {
    const sentence = held.slice(0, upTo);
    held = held.slice(upTo);
    const out = judge(sentence);
    shown ||= out !== '';
    return out;
  }

  function drain(): string {
    let out = '';
    while (!isOver) {
      sentenceEnd.lastIndex = 0;
      const match = sentenceEnd.exec(held);
      if (match) out += take(match.index + match[0].length);
      else if (held.length > maxHeldChars) out += take(held.lastIndexOf(' ', maxHeldChars) + 1 || maxHeldChars);
      else break;
    }
    return out;
  }

  return {
    push(delta) {
      if (isOver) return '';
      held += delta;
      return drain();
    },
    end() {
      const out = drain();
      return isOver ? out : out + take(held.length);
    },
    dropped,
  };
}

function collapse(space: string): string {
  return space.includes('\n\n') ? '\n\n' : space.includes('\n') ? '\n' : space ? ' ' : '';
}

function cutWords(text: string): string {
  const all = text.split(/(?<=\s)/);
  return all.length <= replyLimits.words ? text : `${all.slice(0, replyLimits.words).join('').trimEnd()}…`;
}

const markdownLink = /!?\[([^\]\n]{0,300})\]\(([^)\s]{1,2000})[^)]{0,300}\)/g;
const angled = /<[^<>\n]{1,500}>/g;
const address =
  /\b(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.|mailto:)[^\s<>()"”]*|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|co|dev|app|ai|xyz|info|biz|me|ly|gg|to|ru|cn|uk|de|eu|us|site|online|shop|link|click|top|zip|mov)\b(?:[/:?#][^\s<>()"”]*)?/gi;
const broadcast = /@(channel|here|everyone|everybody)\b/gi;

/**
 * One sentence without anything that could link, ping or pretend to be something else. An address stays only where a person has
 * written it; a picture never does.
 */
function cleanSentence(text: string, material: string): string {
  let clean = text;
  // What is taken out may join its neighbours to something that has to go as well.
  for (let round = 0; round < maxRounds; round++) {
    const before = clean;
    clean = cleanOnce(before, material);
    if (clean === before) break;
  }
  return clean;
}

/** A person has written this very address, not only one that begins or ends like it. */
function isPosted(found: string, material: string): boolean {
  const wanted = found.replace(/[.,;:!?]+$/, '');
  if (!/[^/.]\.[^/.]/.test(wanted)) return false;
  for (let at = material.indexOf(wanted); at >= 0; at = material.indexOf(wanted, at + 1))
    if (!/[\w.@:/-]/.test(material[at - 1] ?? ' ') && !/^(?:[\w@/-]|\.\w)/.test(material.slice(at + wanted.length))) return true;
  return false;
}

function cleanOnce(text: string, material: string): string {
  return text
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, (char) => (char === '\n' ? char : char === '\t' ? ' ' : ''))
    .replace(markdownLink, (_, label: string, target: string) => (isPosted(target, material) ? `${label} (${target})` : label))
    .replace(angled, ' ')
    .replace(address, (found) => (isPosted(found, material) ? found : ''))
    .replace(broadcast, (_, word: string) => word.toLowerCase())
    .replace(/@(?=[\p{L}\p{N}])/gu, '')
    .replace(/^(?:#{1,6}\s+|>\s+)/gm, '')
    .replace(/`+/g, '')
    .replace(/(^|[\s(])#\d{1,7}\b:?/g, '$1')
    .replace(/\[[a-z]\d{1,6}\]/g, '')
    .replace(/\]\(/g, '] (')
    .replace(/<(?=[!@#])/g, '')
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/ +([.,;:!?])/g, '$1');
}

function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function shinglesOf(text: string): Set<string> {
  const words = plainWords(text);
  const shingles = new Set<string>();
  for (let at = 0; at + leakWords <= words.length; at++) shingles.add(words.slice(at, at + leakWords).join(' '));
  return shingles;
}

function leaks(text: string, secret: ReadonlySet<string>): boolean {
  const words = plainWords(text);
  for (let at = 0; at + leakWords <= words.length; at++) if (secret.has(words.slice(at, at + leakWords).join(' '))) return true;
  return false;
}
