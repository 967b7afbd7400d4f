import type { Json, JsonObject } from '../../workshop/json.ts';
import type { Field, FieldOf } from '../../workshop/step-definition.ts';
import { namesOf } from './labels.ts';
import { numberFromWord, unquoted } from './plain-text.ts';

/** A field's value as people write it; undefined when it does not look like one. */
export function readValue(field: Field, text: string): Json | undefined {
  const trimmed = text.trim();
  switch (field.kind) {
    case 'choice':
      return readChoice(field, trimmed);
    case 'number': {
      const number = /\d+(?:\.\d+)?/.exec(trimmed)?.[0];
      return number === undefined ? undefined : Number(number);
    }
    case 'rated':
      return readRated(trimmed);
    case 'flag':
      return /^(?:y|yes|true|x|✓|✔|✅)\b|^[✓✔✅]/i.test(trimmed) ? true : /^(?:n|no|false)\b/i.test(trimmed) ? false : undefined;
    case 'texts':
      return splitAnswer(field, trimmed);
    case 'text':
      return field.key === 'quote' ? unquoted(trimmed) : trimmed;
    default:
      return undefined;
  }
}

/** `a; b; c`, or one a line, or numbered in a line, into texts. */
export function splitTexts(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim());
  const parts = lines.length > 1 ? lines : (splitNumbered(text) ?? text.split(/\s*[;|]\s*|\s+[•/]\s+/));
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** The same for an answer in a chat, where short ones also come with commas: `cheap, quick and known`. */
export function splitAnswer(field: FieldOf<'texts'>, text: string): string[] {
  if (field.singular === 'question') return text.split(/(?<=\?)\s+/).flatMap(splitTexts);
  const parts = splitTexts(text);
  const only = parts[0];
  if (!field.commas || parts.length !== 1 || only === undefined) return parts;
  const pieces = only
    .split(/\s*,\s*(?:and\s+)?/)
    .flatMap((piece, index, all) => (all.length > 1 && index === all.length - 1 ? piece.split(/\s+and\s+/) : [piece]));
  const counts = pieces.map((piece) => piece.split(/\s+/).filter(Boolean).length);
  const alike =
    counts.every((count) => count > 0 && count <= 5) && (counts.every((count) => count > 1) || counts.every((count) => count <= 2));
  return pieces.length > 1 && alike ? pieces.map((piece) => piece.replace(/[.]$/, '')) : parts;
}

function splitNumbered(text: string): string[] | undefined {
  if (!/^\s*1[.)]\s/.test(text) || !/\s2[.)]\s/.test(text)) return undefined;
  return text.split(/(?:^|\s+)\d{1,2}[.)]\s+/).map((part) => part.replace(/[,;]$/, ''));
}

/** `4 because it is paper`, `6/10 – thin evidence`, `four, easy to print`; the reason may be missing, the number not. */
function readRated(text: string): JsonObject | undefined {
  const match =
    /^(?:about|around|maybe|roughly|probably|a|an|solid|only|\s)*(\d{1,2}|\p{L}+)(?:\s*(?:\/|out of|of)\s*\d{1,2})?(?![\p{L}\d])\s*([-–—,:;.()]|because\b|since\b|as\b|\s)*(.*)$/isu.exec(
      text,
    );
  const score = match?.[1] === undefined ? undefined : /^\d/.test(match[1]) ? Number(match[1]) : numberFromWord(match[1]);
  if (score === undefined) return undefined;
  const rationale = (match?.[3] ?? '').replace(/^because\s+/i, '').trim();
  return { score, rationale: text.includes('(') && !rationale.includes('(') ? rationale.replace(/\)[.]?$/, '') : rationale };
}

function wordsFor(field: FieldOf<'choice'>): { word: string; option: string }[] {
  return field.options.flatMap((option) => [option, ...(field.synonyms?.[option] ?? [])].map((word) => ({ word, option })));
}

function readChoice(field: FieldOf<'choice'>, text: string): string | undefined {
  const lower = text
    .toLowerCase()
    .replace(/^:/, '')
    .replace(/^(?:quite|rather|pretty|still|a bit|feels?|feeling)\s+/, '');
  return wordsFor(field)
    .filter(({ word }) => lower.startsWith(word) && !/^[\p{L}\d]/u.test(lower.slice(word.length)))
    .sort((a, b) => b.word.length - a.word.length)[0]?.option;
}

const fillers = new Set(
  'a an and are at but circle feeling feels has have he in is it level of quite rather she so the their they too very with also'.split(' '),
);
const maxChoiceChars = 80;

/**
 * Choice words in a short piece: `high power`, `power: high`, `core`, `high/low`, `H/M`. Undefined unless the whole piece was
 * understood; `taken`: choices that have a value already.
 */
export function readChoices(list: FieldOf<'items'>, piece: string, taken: JsonObject = {}): JsonObject | undefined {
  const choices = list.props.filter((prop): prop is FieldOf<'choice'> => prop.kind === 'choice');
  if (choices.length === 0 || piece.length > maxChoiceChars) return undefined;
  const found: JsonObject = {};
  let rest = ` ${piece
    .toLowerCase()
    .replace(/[=:]/g, ' ')
    .replace(/[.!]+\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim()} `;
  for (const prop of choices) {
    for (const { word, option } of wordsFor(prop)) {
      for (const name of namesOf(prop)) {
        for (const phrase of [` ${name} is ${word} `, ` ${name} ${word} `, ` ${word} in ${name} `, ` ${word} ${name} `]) {
          const spaced = rest.replace(/[,/;&+]/g, ' , ');
          if (found[prop.key] !== undefined || !spaced.replace(/\s+/g, ' ').includes(phrase)) continue;
          found[prop.key] = option;
          rest = spaced.replace(/\s+/g, ' ').replace(phrase, ' ');
        }
      }
    }
  }
  for (const word of takeLongWords(choices, rest, found, taken)) {
    const prop = choices.find(
      (one) => found[one.key] === undefined && taken[one.key] === undefined && wordsFor(one).some((known) => known.word === word),
    );
    const option = prop && wordsFor(prop).find((known) => known.word === word)?.option;
    if (prop && option) found[prop.key] = option;
    else if (!fillers.has(word) && !saysAgain(choices, word, { ...taken, ...found })) return undefined;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** `neutral 😐` */
function saysAgain(choices: readonly FieldOf<'choice'>[], word: string, known: JsonObject): boolean {
  return choices.some((prop) => wordsFor(prop).some((one) => one.word === word && one.option === known[prop.key]));
}

/** The single words that remain once words for an option that are several words long are taken. */
function takeLongWords(choices: readonly FieldOf<'choice'>[], text: string, found: JsonObject, taken: JsonObject): string[] {
  let rest = ` ${text
    .replace(/[/,&+;|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()} `;
  for (const prop of choices) {
    for (const { word, option } of wordsFor(prop)) {
      if (!word.includes(' ') || !rest.includes(` ${word} `) || found[prop.key] !== undefined || taken[prop.key] !== undefined) continue;
      found[prop.key] = option;
      rest = rest.replace(` ${word} `, ' ');
    }
  }
  return rest
    .split(' ')
    .map((word) => word.replace(/[.!?)(]+$/, '').replace(/^[(]+/, ''))
    .filter(Boolean);
}
