import { addressPattern, isPosted, isQuoted } from '../../workshop/grounding.ts';
import { createLeakCheck, plainWords } from './leaks.ts';
import { replyLimits } from './rules.ts';

/** What a reply is held against. */
export interface ReplyGrounds {
  /** Everything that the prompt held of what was said, for quotes. */
  material: string;
  /** What participants have posted: an address that is not in it is not shown. */
  posted: string;
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
const sentenceEnd = /[.!?…。！？](?:["“”’»」』)\]*_])*(?=\s)|\n+/gu;
const maxRounds = 4;
const minQuoteWords = 3;

export function createReplyFilter(grounds: ReplyGrounds): ReplyFilter {
  const dropped: DroppedSentences = {};
  const leaks = createLeakCheck(grounds.secrets);
  let held = '';
  let words = 0;
  let questions = 0;
  let isOver = false;
  let shown = false;
  let space = '';
  /** How a quotation that goes on over the end of a sentence ends. */
  let open = '';

  const drop = (reason: keyof DroppedSentences) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    return '';
  };

  /** One sentence with the space before it, or nothing. */
  function judge(raw: string): string {
    const text = cleanSentence(raw, grounds.posted).trim();
    const after = /\s*$/.exec(raw)?.[0] ?? '';
    space += raw.trim() ? (/^\s*/.exec(raw)?.[0] ?? '') : '';
    const lead = shown ? collapse(space) : '';
    space += after;
    if (!text) return raw.trim() ? drop('empty') : '';
    if (leaks(text)) return drop('leak');
    const quoted = readQuotes(text, open);
    open = after.includes('\n') ? '' : quoted.open;
    if (quoted.spans.some((span) => !isQuoted(span, [grounds.material]))) return drop('invented-quote');
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
    return `${lead}${cutWords(text)}`;
  }

  function take(upTo: number): string {
    const sentence = held.slice(0, upTo);
    held = held.slice(upTo);
    const out = judge(sentence);
    shown ||= out !== '';
    return out;
  }

  /** Without a space to cut at there is one from then on: nothing comes together at the cut that was not looked at together. */
  function takeSome(): string {
    const end = held.lastIndexOf(' ', maxHeldChars) + 1;
    if (end > 0) return take(end);
    held = `${held.slice(0, maxHeldChars)} ${held.slice(maxHeldChars)}`;
    return take(maxHeldChars + 1);
  }

  function drain(): string {
    let out = '';
    while (!isOver) {
      sentenceEnd.lastIndex = 0;
      const match = sentenceEnd.exec(held);
      if (match) out += take(match.index + match[0].length);
      else if (held.length > maxHeldChars) out += takeSome();
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
const broadcast = /@(channel|here|everyone|everybody)\b/gi;

/**
 * One sentence without anything that could link, ping or pretend to be something else. An address stays only where a participant has
 * posted it; a picture never does.
 */
function cleanSentence(text: string, posted: string): string {
  let clean = text;
  // What is taken out may join its neighbours to something that has to go as well.
  for (let round = 0; round < maxRounds; round++) {
    const before = clean;
    clean = cleanOnce(before, posted);
    if (clean === before) return clean;
  }
  return '';
}

function cleanOnce(text: string, posted: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]|\u034f/gu, (char) => (char === '\n' ? char : char === '\t' ? ' ' : ''))
    .replace(markdownLink, (_, label: string, target: string) => (isPosted(target, posted) ? `${label} (${target})` : label))
    .replace(angled, ' ')
    .replace(addressPattern, (found) => (isPosted(found, posted) ? found : ''))
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

const closers: Readonly<Record<string, string>> = { '“': '”', '"': '"', '«': '»', '„': '“”', '「': '」', '『': '』' };

/**
 * What a sentence puts between quotation marks and has to be somebody's words: spans of some length, and all of one that began before
 * it or goes on after it. `open`: the marks that end one that began before; '' when none did.
 */
function readQuotes(text: string, open: string): { spans: string[]; open: string } {
  const spans: string[] = [];
  let ends = open;
  let from = 0;
  let isWhole = open === '';
  const add = (to: number) => {
    const span = text.slice(from, to);
    if (plainWords(span).length >= (isWhole ? minQuoteWords : 1)) spans.push(span);
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (ends !== '' && ends.includes(char)) {
      add(at);
      ends = '';
      isWhole = true;
    } else if (ends === '' && closers[char] && (char !== '"' || /^[\s(–—-]?$/.test(text.charAt(at - 1)))) {
      ends = closers[char];
      from = at + 1;
    }
  }
  isWhole = false;
  if (ends !== '') add(text.length);
  return { spans, open: ends };
}
