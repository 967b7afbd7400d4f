/** Small readings of how people write; none of them adds a word. */

/** Bold and italics of chat and markdown around whole words, off. */
export function withoutEmphasis(line: string): string {
  return line
    .replace(/^(\s*)\*{1,2}([^*\n]{1,80}:)\*{1,2}\s*/, '$1$2 ')
    .replace(/(^|[\s(["“'|])\*{1,2}([^*\s](?:[^*\n]{0,300}[^*\s])?)\*{1,2}(?=$|[\s)\]"”'|.,:;!?])/g, '$1$2')
    .replace(/(^|[\s(["“'|])_([^_\s](?:[^_\n]{0,300}[^_\s])?)_(?=$|[\s)\]"”'|.,:;!?])/g, '$1$2');
}

const greeting =
  /^(?:hi|hello|hey|hola|moin|(?:good )?(?:morning|afternoon|evening))(?:\s+(?:all|everyone|everybody|team|folks|there|guys|both))?\s*[,!.–—-]+\s+(?=\S)/i;
const filler =
  /^(?:so|well|ok|okay|and|also|but|maybe|perhaps|honestly|hm+|oh|ah|yes|yeah|right|sure|first|second|then|plus|for me|to me|i think|i guess|i feel|in my (?:view|opinion)|imo|imho)(?:\s*[,:–—]\s*|\s+)(?:that\s+)?(?=\S)/i;
const maxFillers = 4;

/** Without “Good morning,”, “So, I think …”. */
export function withoutOpeners(text: string): string {
  let rest = text.trimStart().replace(greeting, '');
  for (let count = 0; count < maxFillers && filler.test(rest); count++) rest = rest.replace(filler, '');
  return rest;
}

/** `“words”` all in quotation marks → `words`. */
export function unquoted(text: string): string {
  const match = /^\s*(?:"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|'([^']+)')[.,]?\s*$/.exec(text);
  return (match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? match?.[5] ?? text).trim();
}

/** A short name without what stands around it in a sentence. */
export function bareName(text: string): string {
  return unquoted(text)
    .replace(/[\s.,;:!–—-]+$/, '')
    .trim();
}

/** Sentences, each with its own end; abbreviations such as “St.” or “Dr.” end none. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=(?<!\b(?:St|Dr|Mr|Mrs|Ms|Prof|vs|e\.g|i\.e|etc|approx|ca|No))[.!?…]["”’)]?)\s+(?=\S)/u)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

const numberWords = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

export function numberFromWord(word: string): number | undefined {
  const at = numberWords.indexOf(word.toLowerCase());
  return at < 0 ? undefined : at + 1;
}

const listNouns = /\b(?:insights?|ideas?|numbers?|nos?|nr|items?|lines?|questions?|options?|statements?|stages?|steps?|both|all of)\b\.?/g;
const maxRange = 50;

/** `1, 4 and 5`, `#2 & #5`, `1-3`, `insights 2 + 4` → the numbers; undefined when anything else is said. */
export function readNumbers(text: string): number[] | undefined {
  if (text.length > 200) return undefined;
  const bare = text
    .toLowerCase()
    .replace(listNouns, ' ')
    .replace(/[()[\]#]/g, ' ')
    .trim()
    .replace(/[.!]+$/, '');
  if (!/^\d{1,3}(?:(?:\s|,|;|&|\+|\/|\||and|plus|to|-|–)+\d{1,3})*$/.test(bare)) return undefined;
  const numbers: number[] = [];
  for (const match of bare.matchAll(/(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?/g)) {
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    for (let number = first; number <= Math.min(last, first + maxRange); number++) numbers.push(number);
  }
  return numbers;
}

/** `1`, `#1`, `number 1`, `question 1`, `the first one`; undefined when it is anything else. */
export function readPick(text: string): number | undefined {
  const bare = text
    .toLowerCase()
    .replace(/^(?:the|with|number|no\.?|nr\.?)\s+/g, '')
    .replace(/[.!\s]+$/, '');
  const ordinal = /^(\p{L}+)(?:\s+(?:one|question|statement|idea|option|version))?$/u.exec(bare)?.[1] ?? '';
  if (ordinals.includes(ordinal)) return ordinals.indexOf(ordinal) + 1;
  const numbers = readNumbers(bare) ?? [numberFromWord(bare) ?? 0].filter(Boolean);
  return numbers.length === 1 ? numbers[0] : undefined;
}
