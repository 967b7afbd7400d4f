import type { JsonObject } from '../../workshop/json.ts';
import type { FieldOf } from '../../workshop/step-definition.ts';

const quoted = /["“„«]([^"“”„«»]{2,})["”“»]/;
const says = /[\s,:–—-]*(?:\b(?:who )?(?:said|says|told me|told us|put it like this|in (?:her|his|their) words))?[\s,:–—-]*$/i;
const person = "(?:(?:an?|the|one|our)\\s+)?\\p{Lu}[\\p{L}.'’-]*(?:\\s+(?:\\p{Lu}|of\\b|de\\b|van\\b)[\\p{L}.'’-]*){0,3}";
/** `Rosa`, `Dr. Holm, family doctor`, `Mr. O'Neill, 71`, `Anna (nurse)`. */
const speaker = new RegExp(`^${person}(?:\\s*\\([^()]{1,60}\\)|,\\s*[\\p{L}\\d][\\p{L}\\d .'’-]{0,60}|\\s+\\d{2})?$`, 'u');
/** The same with a mark that it is a person: a title, a role, an age or a second name. */
const surelySpeaker = new RegExp(
  `^(?:(?:Mr|Mrs|Ms|Dr|Prof|Nurse|Doctor)\\b\\.?\\s.+|${person}(?:\\s*\\([^()]{1,60}\\)|,\\s*[\\p{L}\\d][\\p{L}\\d .'’-]{0,60}|\\s+\\d{2}))$`,
  'u',
);
/** `A patient in the queue`, `Nurse on ward 3`. */
const somebody =
  /^(?:(?:an?|the|one|another|our)\s+)?(?:\p{L}+\s+)?(?:nurse|patient|doctor|receptionist|manager|owner|user|customer|client|parent|mother|father|teacher|student|visitor|guest|driver|colleague|man|woman|lady|participant|interviewee|somebody|someone)(?:\s+(?:on|at|in|from|of|aged|with)\s+.{1,40})?$/iu;
const reports = new RegExp(
  `^(${person}(?:\\s*\\([^()]{1,60}\\)|,\\s*[\\p{L}\\d][\\p{L}\\d .'’-]{0,60})?),?\\s+(?:said|says|told (?:me|us)|mentioned|reported)\\b`,
  'u',
);
/** Words that a clause starts with, not a source. */
const clause =
  /^(?:guess(?:ed)?|assumed|assumption|hypothesis|maybe|probably|perhaps|unverified|tbc|to be|sure|it|they|she|he|we|i|you|because|since|which|so|but|and|or|that|this|these|there|then|not|no|nobody|everyone|always|never)\b/i;
const maxSourceWords = 9;

/**
 * For lists that keep who said something: takes the words in quotation marks and the one who said them out of a line, and gives
 * the rest. A quote without anything beside it is the finding itself.
 */
export function takeSpeaker(list: FieldOf<'items'>, line: string, values: JsonObject): string {
  if (!list.props.some((prop) => prop.key === 'source')) return line;
  const match = quoted.exec(line);
  if (!match?.[1]) return takeSource(line, values);
  const quote = match[1].trim();
  values.quote = quote;
  const before = line.slice(0, match.index).replace(says, '').trim();
  const after = line
    .slice(match.index + match[0].length)
    .replace(/^[\s,.:;|–—-]+/, '')
    .replace(/^(?:said|says|from|by)\s+/i, '')
    .replace(/[\s.]+$/, '')
    .trim();
  if (!before) {
    if (after && isSource(after)) values.source = after;
    return after && !isSource(after) ? `${quote} ${after}` : quote;
  }
  if (!after && (speaker.test(before) || somebody.test(before))) {
    values.source = before;
    return quote;
  }
  if (after && isSource(after)) values.source = after;
  return takeSource(after && !isSource(after) ? `${before} ${after}` : before, values);
}

function isSource(text: string): boolean {
  return (
    /^\p{L}|\d \p{L}{3}/u.test(text) &&
    text.split(/\s+/).length <= maxSourceWords &&
    !clause.test(text) &&
    !/[.!?]\s/.test(text.replace(/\b(?:Mr|Mrs|Ms|Dr|Prof|St)\./g, ''))
  );
}

/** `…, says Rosa`, `… – a nurse`, `… (Rosa)`, `… Source: reception`, `Anna, nurse: …`. With bars between them the order decides, not this. */
function takeSource(line: string, values: JsonObject): string {
  if (values.source !== undefined || line.includes('|')) return line;
  const patterns = [
    /^(.+?)[\s.,;–—-]+source\s*[:=]\s*(.+)$/isu,
    /^(.+?),\s+(?:says|said|according to|reported by|heard from|told by|as told by)\s+(.+)$/isu,
    /^(.+?),\s+(\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*)?\s*\([^()]{2,60}\))$/su,
    /^(.+?)\s*[([]([^()[\]]{2,80})[)\]][.]?$/su,
    /^(.+)\s+[–—-]{1,2}\s+(.+?)$/su,
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(line);
    const source = match?.[2]
      ?.replace(/(?:,\s*)?\b(?:said|says|told (?:me|us))\s*$/i, '')
      .replace(/^(?:from|source:?)\s+/i, '')
      .replace(/[\s.]+$/, '')
      .trim();
    if (!match?.[1] || !source || !isSource(source)) continue;
    values.source = source;
    return match[1].trim();
  }
  const colon = /^(?:from\s+)?([^:]{2,80}):\s+(.+)$/isu.exec(line);
  if (colon?.[1] && colon[2] && surelySpeaker.test(colon[1].trim())) {
    values.source = colon[1].trim();
    return colon[2].trim();
  }
  const reporter = reports.exec(line)?.[1];
  if (reporter) values.source = reporter;
  return line;
}
