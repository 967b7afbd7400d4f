import { type DraftItem, normalise, textOf } from '../../workshop/draft.ts';
import { bareName, readNumbers } from './plain-text.ts';

/** A group by name and the numbers of what goes into it. */
export interface HolderLine {
  name: string;
  numbers: number[];
}

const shapes: { pattern: RegExp; name: number; numbers: number; atLeast: number }[] = [
  { pattern: /^([^|]{1,160}?)\s*\|\s*([\d\s|,#]{1,120})$/su, name: 1, numbers: 2, atLeast: 1 },
  { pattern: /^(.{1,160}?)\s*(?::|=|→|->|=>)\s*([^:=→|]{1,120})$/su, name: 1, numbers: 2, atLeast: 1 },
  { pattern: /^(.{1,160}?)\s*[([]([^()[\]]{1,120})[)\]]\s*[.]?$/su, name: 1, numbers: 2, atLeast: 1 },
  { pattern: /^(.{1,160}?)\s+[–—-]{1,2}\s+(.{1,120})$/su, name: 1, numbers: 2, atLeast: 1 },
  {
    pattern:
      /^(.{1,120}?)\s*(?::|=|→|->|=>|\s[–—-]{1,2}\s|\b(?:belong|go|fit) together(?: as)?\s*[:–—,-]?|\b(?:are|is)(?: all)?(?: about)?\s)\s*(\D.{0,160})$/isu,
    name: 2,
    numbers: 1,
    atLeast: 1,
  },
  {
    pattern:
      /^(?:i['’]d |i would |let['’]?s |we )?(?:group|put|sort|move|cluster) (.{1,80}?) (?:together )?(?:as|into|under|in|to) (\D.{0,160})$/isu,
    name: 2,
    numbers: 1,
    atLeast: 1,
  },
  {
    pattern: /^(.{1,80}?) (?:go(?:es)?|belongs?|fits?) (?:together )?(?:to|into|under|in|with) (\D.{0,160})$/isu,
    name: 2,
    numbers: 1,
    atLeast: 1,
  },
  { pattern: /^(.{1,160}?[\p{L}"”)])\s+((?:#?\d{1,3}[\s,&+]+(?:and\s+)?)+#?\d{1,3})\s*$/su, name: 1, numbers: 2, atLeast: 2 },
];

/** `Privacy: 1, 4`, `Privacy (1, 4)`, `Privacy = 1+4`, `1 and 4 belong together: privacy`; undefined for anything else. */
export function readHolderLine(text: string): HolderLine | undefined {
  if (text.length > 400) return undefined;
  for (const shape of shapes) {
    const match = shape.pattern.exec(text.trim().replace(nthOne, ''));
    const numbers = readNumbers(match?.[shape.numbers] ?? '');
    const name = bareName(match?.[shape.name] ?? '');
    if (numbers && numbers.length >= shape.atLeast && name && !readNumbers(name)) return { name, numbers };
  }
  return undefined;
}

const nthOne = /^(?:and )?(?:the )?(?:first|second|third|next|other|last)\b(?: (?:one|theme|group|pattern))? (?:is|would be) /i;

/** Several groups in one line: `Privacy (1, 4), Noise (2, 5)`, `Privacy: 1, 4; Noise: 2, 5`. Empty unless all of it is that. */
export function readHolderLines(text: string): HolderLine[] {
  if (text.length > 1_000) return [];
  for (const separator of [/(?<=[)\]])\s*(?:[,;.]|\band\b)\s*/, /\s*[;\n]\s*/, /(?<=\d)\.\s+/]) {
    const pieces = text.split(separator).filter((piece) => piece.trim());
    const lines = pieces.flatMap((piece) => readHolderLine(piece) ?? []);
    if (lines.length > 1 && lines.length === pieces.length) return lines;
  }
  return [];
}

/** The item that a number on the card or its name means; the beginning of a name is enough where only one begins like that. */
export function findMember(items: readonly DraftItem[], nameProp: string, piece: string): DraftItem | undefined {
  const numbers = readNumbers(piece);
  if (numbers) return numbers.length === 1 ? items[(numbers[0] ?? 0) - 1] : undefined;
  const wanted = normalise(piece);
  if (!wanted) return undefined;
  const names = items.map((item) => normalise(textOf(item.values[nameProp])));
  const exact = names.indexOf(wanted);
  if (exact >= 0) return items[exact];
  const starting = names.flatMap((name, index) => (wanted.length >= 4 && name.startsWith(wanted) ? [index] : []));
  return starting.length === 1 ? items[starting[0] as number] : undefined;
}

const shortWords = new Set(
  'about after again because before being does doing every from have into most part place point some stage step than that their them then there they this very when where which while with worst'.split(
    ' ',
  ),
);

/**
 * The item that a sentence such as “it hurts most at the desk, because …” speaks of: by number, by its name anywhere in the first
 * clause, or by a word of its name that no other has. Undefined unless exactly one fits.
 */
export function findMentioned(items: readonly DraftItem[], nameProp: string, text: string): DraftItem | undefined {
  const clause = text.split(/[,:;.!?]|\s[–—-]{1,2}\s|\bbecause\b|\bsince\b/iu).find((part) => part.trim()) ?? '';
  const lead = /^(?:at |in |the |stage |step |number |no\.? |#|during |it is |it's |on |part is )*/i;
  const direct = findMember(items, nameProp, clause.trim().replace(lead, ''));
  if (direct) return direct;
  const heard = ` ${normalise(clause)} `;
  const named = items.filter((item) => {
    const name = normalise(textOf(item.values[nameProp]));
    return name !== '' && (heard.includes(` ${name} `) || ` ${normalise(text)} `.startsWith(` ${name} `));
  });
  const longest = named.sort((a, b) => textOf(b.values[nameProp]).length - textOf(a.values[nameProp]).length)[0];
  if (longest) return longest;
  const stems = (words: string) =>
    normalise(words)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length >= 4 && !shortWords.has(word))
      .map((word) => word.slice(0, 4));
  const spoken = new Set(stems(clause));
  const sharing = items.filter((item) => stems(textOf(item.values[nameProp])).some((stem) => spoken.has(stem)));
  return sharing.length === 1 ? sharing[0] : undefined;
}
