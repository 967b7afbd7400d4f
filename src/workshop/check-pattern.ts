/** Of one pattern: parts that may go on for long. Each more makes a text that almost fits take longer. */
const maxOpenEnds = 8;

/**
 * Why a regular expression is not used; undefined for one that is fine. It runs on what people write, so one that goes back and forth
 * over it would hold up everybody: a repetition inside of a repetition does, unless each round begins with the same sign.
 */
export function checkPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'iu');
  } catch (error) {
    return `is no regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`;
  }
  const { openEnds, isNested } = scan(pattern);
  if (isNested) return 'repeats something that repeats itself, which can take for ever; put it another way';
  if (openEnds > maxOpenEnds) return `has ${openEnds} parts that may go on for long; at most ${maxOpenEnds} are allowed`;
  return undefined;
}

interface Group {
  /** Something in it may repeat without an end. */
  repeats: boolean;
  /** It begins with a sign that is always the same and no letter or digit: each round is set apart. */
  isSetApart: boolean;
  isFirst: boolean;
}

function scan(pattern: string): { openEnds: number; isNested: boolean } {
  const open: Group[] = [{ repeats: false, isSetApart: false, isFirst: false }];
  let openEnds = 0;
  let isNested = false;
  let last: Group | undefined;
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const top = open.at(-1) as Group;
    const quantifier = /^(?:[*+]|\{\d+,\d*\})\??/.exec(rest)?.[0];
    if (quantifier) {
      const isOpen = !/^\{\d+,[1-9]?\d\}/.test(quantifier);
      if (isOpen) {
        openEnds += 1;
        if (last?.repeats && !last.isSetApart) isNested = true;
        top.repeats = true;
      }
      at += quantifier.length;
      last = undefined;
      continue;
    }
    const opening = /^\((?:\?(?:<[A-Za-z]\w*>|<?[=!]|:))?/.exec(rest)?.[0];
    if (opening) {
      top.isFirst = false;
      open.push({ repeats: false, isSetApart: false, isFirst: true });
      at += opening.length;
      last = undefined;
      continue;
    }
    if (rest.startsWith(')')) {
      last = open.length > 1 ? open.pop() : undefined;
      if (last?.repeats) (open.at(-1) as Group).repeats = true;
      at += 1;
      continue;
    }
    const atom = /^(?:\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|.)/su.exec(rest)?.[0] ?? rest.charAt(0);
    if (top.isFirst) {
      const next = rest.slice(atom.length).charAt(0);
      top.isSetApart = /^[ ,;:/-]$/.test(atom) && !/[*+?{|]/.test(next);
      top.isFirst = false;
    }
    // Another branch of the group may begin with anything.
    if (atom === '|') top.isSetApart = false;
    last = undefined;
    at += atom.length;
  }
  return { openEnds, isNested };
}
