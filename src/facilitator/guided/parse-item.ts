import { normalise } from '../../workshop/draft.ts';
import type { JsonObject } from '../../workshop/json.ts';
import type { Field, FieldOf } from '../../workshop/step-definition.ts';
import { namesOf } from './labels.ts';

/**
 * Takes one line such as `Receptionist | core | high power, low interest` or `Quiet desk: a card instead of a name (wild)`
 * apart into the properties of a list's items. Only what is written is taken; what has no place joins the last free text.
 */
export function parseItem(list: FieldOf<'items'>, line: string): JsonObject {
  const composed = takeApart(list, line);
  if (composed) return composed;
  const values: JsonObject = {};
  let rest = takeFlags(list, line, values);
  rest = takeQuote(list, rest, values);
  const segments = splitSegments(list, rest);
  const free = list.props.filter((prop) => prop.kind === 'text' || prop.kind === 'texts');
  segments.forEach((segment, index) => {
    if (index > 0 && takeLabelled(list, segment, values)) return;
    if (index > 0 && takeChoices(list, segment, values)) return;
    const next = free.find((prop) => values[prop.key] === undefined && (index === 0 || prop.key !== list.nameProp));
    if (!segment) {
      if (next && index > 0) free.splice(free.indexOf(next), 1);
      return;
    }
    if (next) values[next.key] = next.kind === 'texts' ? splitTexts(segment) : segment;
    else {
      const last = free.findLast((prop) => typeof values[prop.key] === 'string');
      if (last) values[last.key] = `${values[last.key]}, ${segment}`;
    }
  });
  return compose(list, values);
}

/** `a; b; c`, or one a line, into texts. */
export function splitTexts(text: string): string[] {
  const lines = text.split(/\n/).map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim());
  const parts = lines.length > 1 ? lines : text.split(/\s*[;|]\s*/);
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** Fills the composed property from its parts, or the parts from it. */
export function compose(list: FieldOf<'items'>, values: JsonObject): JsonObject {
  if (!list.compose) return values;
  const { prop, template } = list.compose;
  if (typeof values[prop] === 'string') return { ...takeApart(list, values[prop]), ...values };
  const slots = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  if (!slots.every((slot) => typeof values[slot] === 'string' && values[slot] !== '')) return values;
  const whole = template.replace(/\{(\w+)\}/g, (_, slot: string) =>
    String(values[slot])
      .trim()
      .replace(/[.?!,]+$/, ''),
  );
  return { ...values, [prop]: whole };
}

function takeApart(list: FieldOf<'items'>, line: string): JsonObject | undefined {
  if (!list.compose) return undefined;
  const { prop, template } = list.compose;
  const slots: string[] = [];
  const pattern = template
    .split(/(\{\w+\})/)
    .map((part) => {
      const slot = /^\{(\w+)\}$/.exec(part)?.[1];
      if (slot) slots.push(slot);
      return slot
        ? '(.+?)'
        : part
            .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
            .replace(/,/g, ',?')
            .replace(/ /g, '\\s+')
            .replace(/\\\?$/, '\\??');
    })
    .join('');
  const match = new RegExp(`^${pattern}$`, 'iu').exec(line.trim());
  if (!match) return { [prop]: line.trim() };
  const values: JsonObject = { [prop]: line.trim() };
  slots.forEach((slot, index) => {
    values[slot] = (match[index + 1] ?? '').trim();
  });
  return values;
}

function takeFlags(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  let rest = line;
  for (const prop of list.props) {
    if (prop.kind !== 'flag') continue;
    for (const mark of prop.mark) {
      const word = mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const pattern = new RegExp(
        /^\w/.test(mark) ? `\\s*[([]\\s*${word}\\s*[)\\]]|\\s*[|;,–—-]\\s*${word}\\s*$|^${word}\\s*:\\s*` : `\\s*${word}\\s*`,
        'iu',
      );
      if (!pattern.test(rest)) continue;
      values[prop.key] = true;
      rest = rest.replace(pattern, ' ').trim();
    }
  }
  return rest;
}

function takeQuote(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  if (!list.props.some((prop) => prop.key === 'quote')) return line;
  const match = /[“"]([^”"]{2,})[”"]/.exec(line);
  if (!match?.[1]) return line;
  const without = line
    .replace(match[0], ' ')
    .replace(/\s*[:,;|–—-]\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  values.quote = match[1].trim();
  return without || (match[1] ?? '');
}

/** Strong separators first; a colon or commas only where they clearly part a name from the rest. */
function splitSegments(list: FieldOf<'items'>, line: string): string[] {
  const strong = line.split(line.includes('|') ? /\s*\|\s*/ : /\s+[–—-]{1,2}\s+|\s*;\s*/).map((part) => part.trim());
  if (strong.length > 1) return strong;
  const colon = /^([^:]{2,120}?)\s*:\s+(.+)$/su.exec(line);
  if (colon?.[1] && colon[2] && list.props.filter((prop) => prop.kind === 'text').length > 1)
    return [colon[1].trim(), ...splitAtCommas(list, colon[2].trim(), false)];
  const bracket = /^(.{2,}?)\s*\(([^()]+)\)\s*$/su.exec(line);
  if (bracket?.[1] && bracket[2] && list.props.some((prop) => prop.kind === 'choice' || prop.key === 'source'))
    return [bracket[1].trim(), ...splitAtCommas(list, bracket[2].trim(), false)];
  return splitAtCommas(list, line.trim(), true);
}

function splitAtCommas(list: FieldOf<'items'>, text: string, startsWithName: boolean): string[] {
  const parts = text.split(/\s*,\s*/);
  const first = parts.findIndex((part, index) => (index > 0 || !startsWithName) && takeChoices(list, part, {}));
  if (first < 0) return [text];
  const head = parts.slice(0, first).join(', ');
  return [...(head ? [head] : []), ...parts.slice(first)];
}

function takeLabelled(list: FieldOf<'items'>, segment: string, values: JsonObject): boolean {
  const match = /^([\p{L}][\p{L} ]{0,24}?)\s*[:=]\s*(.+)$/su.exec(segment);
  const prop = match?.[1] ? list.props.find((one) => namesOf(one).includes(normalise(match[1] ?? ''))) : undefined;
  if (!match?.[2] || !prop) return false;
  const value = readProp(prop, match[2]);
  if (value === undefined) return false;
  values[prop.key] = value;
  return true;
}

/** A property's value as people write it; undefined when it does not look like one. */
export function readProp(prop: Field, text: string): string | string[] | number | boolean | JsonObject | undefined {
  const trimmed = text.trim();
  switch (prop.kind) {
    case 'choice':
      return (
        prop.options.find((option) => new RegExp(`^${option}\\b`, 'i').test(trimmed)) ??
        (/^med\b/i.test(trimmed) ? prop.options.find((option) => option === 'medium') : undefined)
      );
    case 'number': {
      const number = Number.parseFloat(trimmed);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'rated': {
      const match = /^\D{0,30}?(\d{1,2})(?:\s*(?:\/|out of|of)\s*\d{1,2})?\s*(?:[-–—,:;.(]|because|since|as)*\s*(.*)$/isu.exec(trimmed);
      if (!match?.[1]) return undefined;
      const rationale = (match[2] ?? '')
        .replace(/^because\s+/i, '')
        .replace(/\)$/, '')
        .trim();
      return { score: Number(match[1]), rationale };
    }
    case 'flag':
      return /^(y|yes|true|x|✓)/i.test(trimmed);
    case 'texts':
      return splitTexts(trimmed);
    case 'text':
      return trimmed;
    default:
      return undefined;
  }
}

/** Choice words anywhere in a short piece: `high power`, `power: high`, `core`, `high/low`. True when the whole piece was understood. */
function takeChoices(list: FieldOf<'items'>, piece: string, values: JsonObject): boolean {
  const choices = list.props.filter((prop): prop is FieldOf<'choice'> => prop.kind === 'choice');
  if (choices.length === 0 || piece.length > 80) return false;
  const found: JsonObject = {};
  let rest = ` ${piece.toLowerCase().replace(/\bmed\b/g, 'medium')} `;
  for (const prop of choices) {
    for (const option of prop.options) {
      for (const name of namesOf(prop)) {
        const pattern = new RegExp(`\\b(?:${name}\\s*(?:is|=|:)?\\s*${option}|${option}(?:\\s+in)?\\s+${name})\\b`);
        if (found[prop.key] === undefined && pattern.test(rest)) {
          found[prop.key] = option;
          rest = rest.replace(pattern, ' ');
        }
      }
    }
  }
  for (const word of rest.split(/[\s/,&+]+/).filter((one) => one && one !== 'and')) {
    const prop = choices.find((one) => one.options.includes(word) && found[one.key] === undefined && values[one.key] === undefined);
    if (!prop) return false;
    found[prop.key] = word;
  }
  if (Object.keys(found).length === 0) return false;
  Object.assign(values, found);
  return true;
}
