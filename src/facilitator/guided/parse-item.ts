import type { JsonObject } from '../../workshop/json.ts';
import type { Field, FieldOf } from '../../workshop/step-definition.ts';
import { takeMark, writeMark } from '../../workshop/synthetic.ts';
import { compose } from './compose.ts';
import { findProp } from './labels.ts';
import { bareName, sentencesOf } from './plain-text.ts';
import { readChoices, readValue } from './read-value.ts';
import { takeSpeaker } from './take-speaker.ts';

/** Beyond this a line is a text, not a list's entry. */
const maxLineChars = 2_000;

/**
 * Takes one line such as `Receptionist | core | high power, low interest` or `Quiet desk: a card instead of a name (wild)`
 * apart into the properties of a list's items. Only what is written is taken; what has no place joins the last free text.
 * `loose` also lets dashes and commas part a line; without it only bars, colons and brackets do.
 */
export function parseItem(list: FieldOf<'items'>, line: string, loose = true): JsonObject {
  const { rest, isMarked } = takeMark(list, line);
  return isMarked ? writeMark(list, parseWords(list, rest, loose)) : parseWords(list, line, loose);
}

function parseWords(list: FieldOf<'items'>, line: string, loose: boolean): JsonObject {
  const text = line.replace(/^\s*\|\s*|\s*\|\s*$/g, '').trim();
  if (list.compose) return compose(list, { [list.compose.prop]: text });
  if (text.length > maxLineChars) return { [list.nameProp]: text };
  const values: JsonObject = {};
  let rest = takeLeadingChoice(list, takeFlags(list, text, values), values);
  rest = takeSpeaker(list, rest, values);
  rest = takeBracket(list, joinChoices(list, rest), values);
  const order = orderOf(list);
  const isBarred = rest.includes('|');
  splitSegments(list, rest, loose).forEach((segment, index) => {
    if (takeLabelled(list, segment, values)) return;
    const choices = index > 0 ? readChoices(list, segment, values) : undefined;
    if (choices) Object.assign(values, choices);
    if (choices) return;
    if (index > 0 && takeAge(list, segment, values)) return;
    const expected = list.props[index];
    if (isBarred && index > 0 && expected?.kind === 'choice' && values[expected.key] === undefined && /^\S+(?: \S+)?$/.test(segment)) {
      // Where a choice stands, another word is refused in its name instead of ending up elsewhere.
      values[expected.key] = segment;
      return;
    }
    const next = order.find((prop) => values[prop.key] === undefined && (index === 0 || prop.key !== order[0]?.key));
    if (!segment) {
      if (next && index > 0) order.splice(order.indexOf(next), 1);
    } else if (next) values[next.key] = readValue(next, segment) ?? segment;
    else {
      const last = order.findLast((prop) => typeof values[prop.key] === 'string');
      if (last) values[last.key] = `${values[last.key]}, ${segment}`;
    }
  });
  takeSpokenAge(list, values);
  return fitNames(list, values);
}

/** `well: the dry run on Monday`: where a list has one choice only, its word may come first. */
function takeLeadingChoice(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  const [, word, rest] = /^([^:|]{1,30}):\s+(\S.*)$/su.exec(line) ?? [];
  if (!word || !rest || list.props.filter((prop) => prop.kind === 'choice').length !== 1) return line;
  const choices = readChoices(list, word, values);
  if (choices) Object.assign(values, choices);
  return choices ? rest : line;
}

/** `Nurses: core. Power low, interest high.`: sentences of choices alone belong to the one before. */
function joinChoices(list: FieldOf<'items'>, line: string): string {
  const [first = '', ...others] = list.splitsNames ? sentencesOf(line) : [];
  const isOne = others.length > 0 && others.every((sentence) => sentence.split(/,\s+/).every((piece) => readChoices(list, piece)));
  return isOne ? [first.replace(/[.]$/, ''), ...others].join(', ') : line;
}

/** The texts that a free line fills, in their order. */
function orderOf(list: FieldOf<'items'>): Field[] {
  if (list.lineOrder) return list.lineOrder.flatMap((key) => list.props.filter((prop) => prop.key === key));
  return list.props.filter((prop) => prop.kind === 'text' || prop.kind === 'texts');
}

function takeFlags(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  let rest = line;
  for (const prop of list.props) {
    if (prop.kind !== 'flag') continue;
    for (const mark of prop.mark) {
      const word = mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const pattern = new RegExp(
        /^\w/.test(mark)
          ? `\\s*[([]\\s*(?:the |an? )?${word}(?: one| idea)?[!.]*\\s*[)\\]]|\\s*[|;,–—-]\\s*(?:the |a )?${word}\\s*$|^${word}\\s*[:–-]\\s+`
          : `\\s*${word}\\s*`,
        'iu',
      );
      if (!pattern.test(rest)) continue;
      values[prop.key] = true;
      rest = rest.replace(pattern, ' ').trim();
    }
  }
  return rest;
}

/** `Receptionists (core; power: high)`: brackets that hold nothing but choices, wherever they are. */
function takeBracket(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  const bar = line.indexOf('|');
  if (bar > 0) return takeBracket(list, line.slice(0, bar).trimEnd(), values) + line.slice(bar);
  for (const match of line.matchAll(/\s*[([]([^()[\]]{1,80})[)\]]/g)) {
    const choices = match[1] ? readChoices(list, match[1], values) : undefined;
    if (!choices && !takeAge(list, match[1] ?? '', values)) continue;
    Object.assign(values, choices);
    const before = line.slice(0, match.index);
    const after = line.slice(match.index + match[0].length).trim();
    return after && !/^[,;:|–—-]/.test(after) ? `${before} | ${after}` : `${before}${after}`;
  }
  return line;
}

/** Strong separators first; a colon or commas only where they clearly part a name from the rest. */
function splitSegments(list: FieldOf<'items'>, line: string, loose: boolean): string[] {
  const bars = line.split(/\s*\|\s*|\t+/).map((part) => part.trim());
  if (bars.length > 1) return bars.length === requiredOf(list) - 1 ? [...splitAtColon(list, bars[0] ?? ''), ...bars.slice(1)] : bars;
  const slashes = line.split(/ +\/ +/).map((part) => part.trim());
  if (slashes.length > 3) return slashes;
  if (!loose || list.props.some((prop) => prop.key === 'source')) return [line.trim()];
  const strong = line.split(/\s+[–—-]{1,2}\s+|\s*;\s+|\s+(?:→|->|=>)\s+/).map((part) => part.trim());
  const [first = '', ...others] = strong;
  if (others.length > 0) return [...splitAtColon(list, first), ...others.flatMap((part) => splitAtCommas(list, part, false))];
  const colon = splitAtColon(list, line);
  if (colon.length > 1) return colon;
  const bracket = /^(.{2,120}?)\s*[([]([^()[\]]+)[)\]]\s*$/su.exec(line);
  if (bracket?.[1] && bracket[2] && list.props.some((prop) => prop.kind === 'choice'))
    return [bracket[1].trim(), ...splitAtCommas(list, bracket[2].trim(), false)];
  return splitAtCommas(list, line.trim(), true);
}

function requiredOf(list: FieldOf<'items'>): number {
  return list.props.filter((prop) => !prop.optional && prop.kind !== 'flag').length;
}

function splitAtColon(list: FieldOf<'items'>, line: string): string[] {
  const colon = /^(.{2,120}?)\s*(?::\s|\s=\s)\s*(.+)$/su.exec(line);
  if (!colon?.[1] || !colon[2] || orderOf(list).length < 2 || findProp(list, colon[1].split(/,\s*/).at(-1) ?? '')) return [line.trim()];
  return [colon[1].trim(), ...splitAtCommas(list, colon[2].trim(), false)];
}

function splitAtCommas(list: FieldOf<'items'>, text: string, startsWithName: boolean): string[] {
  const parts = text.split(/\s*,\s+/);
  const isOne = (part: string) => readChoices(list, part) !== undefined || takeLabelled(list, part, {});
  const first = parts.findIndex((part, index) => (index > 0 || !startsWithName) && isOne(part));
  if (startsWithName) {
    const tail = splitTail(list, parts[0] ?? '');
    if (tail) return [...tail, ...parts.slice(1)];
    if (parts.length > 3 && first === parts.length - 1 && parts.length === requiredOf(list)) return parts;
    const aside = /^(.{2,60}?),\s+((?:they|she|he|it|we|who|which|because|since)\b.+)$/isu.exec(text);
    if (first < 0 && list.splitsNames && aside?.[1] && aside[2]) return [aside[1], aside[2]];
    if (first < 0 && list.lineOrder && parts.length > 1 && isName(parts[0] ?? '')) return [parts[0] ?? '', ...splitRole(parts.slice(1))];
    if (first < 0 && list.lineOrder) return splitIs(text);
  }
  if (first < 0) return [text];
  const head = parts.slice(0, first).join(', ');
  return [...(head ? (splitTail(list, head) ?? [head]) : []), ...parts.slice(first)];
}

/** `Receptionists core high high`, `The receptionists are core`: the choice words at the end of a name. */
function splitTail(list: FieldOf<'items'>, text: string): string[] | undefined {
  const words = text.trim().split(/\s+/);
  for (let at = Math.max(1, words.length - 12); at < words.length; at++) {
    const tail = words.slice(at).join(' ');
    const link = words[at] ?? '';
    const isLinked = /^(?:is|are|=|→|->|has|have)$/i.test(link) || /^(?:is|are|has|have)$/i.test(words[at - 1] ?? '');
    if (!readChoices(list, tail) || (words.length - at < 2 && !isLinked)) continue;
    const name = words
      .slice(0, at)
      .join(' ')
      .replace(/\s+(?:is|are|has|have|=|→|->)$/i, '');
    return name ? [name, tail] : undefined;
  }
  return undefined;
}

const noName = /^(?:she|he|they|we|it|i|you|this|that|there|these|our|my|let|maybe|what|who|how|why|when|yes|no|so)\b/i;

/** One to four words, the first with a capital: what a person or a thing is called. */
export function isName(text: string): boolean {
  return !noName.test(text.trim()) && /^\p{Lu}[^\s]*(?:\s+[^\s]+){0,3}$/u.test(text.trim()) && text.length <= 60;
}

/** What a line says after a name: an age in its own piece stays one, the rest is one text. */
function splitRole(parts: string[]): string[] {
  const age = parts.findIndex((part) => /^\d{2}(?:\s*(?:years?(?: old)?|y\.?o\.?))?[.]?$/i.test(part));
  const role = parts.filter((_, index) => index !== age).join(', ');
  return [...(age >= 0 ? [parts[age] ?? ''] : []), ...(role ? [role.replace(/^(?:and )?(?:she|he|they)(?:'s|’s| is| are)\s+/i, '')] : [])];
}

/** `Rosa is a nurse.` */
function splitIs(text: string): string[] {
  const match =
    /^(\p{Lu}[^\s,]*(?:\s+\p{Lu}[^\s,]*){0,2})\s+(?:is|and (?:she|he|they)(?:['’]s| is| are))\s+((?:a|an|the|our)\s+.+)$/su.exec(text);
  return match?.[1] && match[2] ? [match[1], match[2]] : [text];
}

function takeAge(list: FieldOf<'items'>, segment: string, values: JsonObject): boolean {
  const prop = list.props.find((one) => one.kind === 'number');
  const age = /^(?:aged?\s+)?(\d{2,3})(?:\s*(?:years?(?: old)?|y\.?o\.?))?[.]?$/i.exec(segment.trim())?.[1];
  if (!prop || age === undefined) return false;
  values[prop.key] = Number(age);
  return true;
}

/** `a 54-year-old patient` */
function takeSpokenAge(list: FieldOf<'items'>, values: JsonObject): void {
  const prop = list.props.find((one) => one.kind === 'number');
  if (!prop || values[prop.key] !== undefined) return;
  const age = Object.values(values).flatMap((value) =>
    typeof value === 'string' ? (/\b(\d{2})[- ]years?[- ]old\b/i.exec(value)?.[1] ?? []) : [],
  )[0];
  if (age !== undefined) values[prop.key] = Number(age);
}

function takeLabelled(list: FieldOf<'items'>, segment: string, values: JsonObject): boolean {
  const match = /^([\p{L}][\p{L}\d '’-]{0,30}?)\s*[:=]\s*(.+)$/su.exec(segment);
  const prop = match?.[1] ? findProp(list, match[1]) : undefined;
  if (!match?.[2] || !prop) return false;
  const value = readValue(prop, match[2]);
  if (value === undefined) return false;
  values[prop.key] = value;
  return true;
}

/** Names without the punctuation around them; one that is too long goes on in the next free text. */
function fitNames(list: FieldOf<'items'>, values: JsonObject): JsonObject {
  const [first, second] = orderOf(list);
  for (const prop of list.props) {
    const value = values[prop.key];
    if (prop.kind !== 'text' || (prop.maxChars ?? 0) > 200 || typeof value !== 'string') continue;
    const isName = prop.key === list.nameProp || prop.key === first?.key;
    values[prop.key] = (isName ? bareName(value) : value.replace(/^([^.!?]+)[.]$/, '$1')) || value;
    const max = prop.maxChars ?? 200;
    if (prop !== first || !second || values[second.key] !== undefined || value.length <= max) continue;
    const cut = Math.max(...['. ', '? ', '! ', ': ', '; ', ', ', ' '].slice(0, 7).map((mark) => value.slice(0, max).lastIndexOf(mark)));
    values[prop.key] = value.slice(0, cut + 1).trim();
    values[second.key] = value.slice(cut + 1).trim();
  }
  return values;
}
