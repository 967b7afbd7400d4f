import type { DetailKind } from '../ports/context-store.ts';

export interface Detail {
  kind: DetailKind;
  text: string;
}

/** What must survive a compaction exactly as it was said (F-38). */
const patterns: readonly { kind: DetailKind; pattern: RegExp }[] = [
  { kind: 'link', pattern: /https?:\/\/[^\s<>|)\]"”]{1,300}[^\s<>|)\]"”.,;:!?]/g },
  { kind: 'id', pattern: /[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}\w/g },
  { kind: 'quote', pattern: /“[^“”\n]{3,120}”|"[^"\n]{3,120}"|«[^«»\n]{3,120}»|„[^„“\n]{3,120}“|「[^」\n]{2,120}」/g },
  {
    kind: 'date',
    pattern:
      /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}:\d{2}(?: ?[ap]m)?\b|\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2}(?:st|nd|rd|th)?\b)?(?:,? \d{4})?|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g,
  },
  {
    kind: 'id',
    pattern: /#\d{1,12}\b|\b[A-Z]{1,10}-\d{1,12}\b|\bv\d{1,4}(?:\.\d{1,6}){1,3}\b|\b(?:[A-Za-z]{1,20}\d{1,20}){1,4}[A-Za-z]{0,20}\b/g,
  },
  {
    kind: 'number',
    pattern:
      /(?:[€$£¥] ?)?\p{N}(?:[\p{N}.,]{0,20}\p{N})?(?: ?(?:%|‰|€|percent|k|km|kg|minutes?|min|hours?|days?|weeks?|months?|years?|people|users|times|points)(?![\p{L}\p{N}]))?/gu,
  },
  // One capitalised word inside a sentence, or several in a row anywhere.
  {
    kind: 'name',
    pattern:
      /\p{Lu}[\p{L}’'-]{1,40}(?: (?:(?:de|der|den|di|van|von|of|la) ){0,2}\p{Lu}[\p{L}’'-]{1,40}){1,3}|(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}’'-]{1,40}/gu,
  },
];
/** Written large for other reasons. */
const noNames = new Set([
  'I',
  "I'm",
  'I’m',
  "I'd",
  'I’d',
  "I'll",
  'I’ll',
  "I've",
  'I’ve',
  'OK',
  'Ok',
  'And',
  'But',
  'The',
  'We',
  'Our',
  'It',
  'So',
  'If',
  'Yes',
  'No',
  'How',
]);
const maxPerMessage = 20;

/** Details in the order of their kinds; each place of the text belongs to one of them at most. */
export function findDetails(text: string): Detail[] {
  const found: Detail[] = [];
  let rest = text;
  for (const { kind, pattern } of patterns)
    rest = rest.replace(pattern, (match) => {
      const exact = match.trim();
      if (kind === 'name' && noNames.has(exact)) return match;
      if (found.length < maxPerMessage && !found.some((one) => one.kind === kind && one.text === exact)) found.push({ kind, text: exact });
      return ' ; ';
    });
  return found;
}
