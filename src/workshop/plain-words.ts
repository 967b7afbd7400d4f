/**
 * What somebody asks the bot for in plain words, by rule. A phrase must be the whole of what is asked, up to manners around it: that keeps
 * “don't reset anything”, “Ben said we should move on” and “the problem is that we reset passwords all day” from being taken for orders.
 */

/** What words name besides the action itself. `step` is as it was said; “it”, “this step” and the like name none. */
export interface AskedSlots {
  step?: string;
  minutes?: number;
  userId?: string;
  text?: string;
}

/** Phrases of one thing that can be asked for; see `compileWords` for how they are written. */
export interface Askable {
  id: string;
  words: readonly string[];
}

/** Longer than that is talk. */
const maxChars = 300;
const maxWords = 40;
const maxClauses = 6;
const maxManners = 8;

const slots: Readonly<Record<string, string>> = {
  STEP: '(?<step>(?:[^\\s<>]+ ){1,5})',
  MINUTES: '(?<minutes>\\d{1,5}|one|two|three|four|five|eight|ten|fifteen|twenty|thirty) ?(?:more )?(?:minutes? |mins? |m )?',
  PERSON: '(?<person><@[UW][A-Z0-9]+>) ',
  TEXT: '(?<text>.+) ',
};

/**
 * `move on`: these words. `(a|b)` is a choice, `[a]` may be missing, both may hold several words and each other. STEP, MINUTES, PERSON
 * and TEXT stand for what is named. Apostrophes are left out. Throws for a phrase that is not written so.
 */
export function compileWords(phrase: string): RegExp {
  const pattern = phrase.replace(/[A-Za-z0-9’']+|[[\]()|]|\s+|./g, (token) => {
    if (Object.hasOwn(slots, token)) return slots[token] as string;
    if (/^[a-z0-9]+$/.test(token)) return `${token.replace(/(\w)(s|re|ve|d|ll|t|m)$/, "$1'?$2")} `;
    if (token === '[' || token === '(') return '(?:';
    if (token === ']') return ')?';
    if (token === ')' || token === '|') return token;
    if (/^\s+$/.test(token)) return '';
    throw new Error(`“${token}” has no meaning in “${phrase}”`);
  });
  return new RegExp(`^${pattern}$`, 'iu');
}

/** Said around what is asked, before it. */
const before =
  /^(?:(?:ok(?:ay)?|alright|all right|right|so|now|then|well|and|great|good|cool|nice|perfect|thanks|thank you|yes|yeah|yep|hey|hi|hello|please|pls|everyone|everybody|team|folks|actually|maybe|perhaps|just|also|pilot|bot|dear bot) |(?:can|could|would|will) you (?:please |maybe |just |kindly )*|(?:would you mind|do you mind) |(?:can|could|may|shall|should|might) (?:we|i) |let'?s |let us |let me |(?:i|we) (?:want|need|wish|would like|'?d like|would love|'?d love|would prefer|'?d prefer|prefer|have decided|decided|agreed|have agreed)(?: you| us)? to |i'?d like (?:you )?to |we'?d like (?:you )?to |(?:i|we) (?:think|guess|believe|suggest|propose|vote|say|feel)(?: that)? |(?:it is |it'?s )?(?:high )?time (?:for us )?to |(?:we|you|i) (?:should|could|can|must|may|better|had better|have to|need to|ought to)(?: just| now| please)? |i'?m ready to |we'?re ready to |(?:we are|i am) ready to |ready to |how about we |why don'?t (?:we|you) |why not |go ahead and |feel free to |i'?m asking you to |we'?re going to |i'?m for )/iu;
/** And after it. */
const after =
  / (?:please|pls|now|then|thanks|thank you|thx|for now|everyone|everybody|guys|folks|team|for us|for me|ok|okay|right away|right now|straight away|quickly|today|already|maybe|perhaps|if you can|if possible|if thats ok|if that'?s ok|asap|here|shall we|will you|would you|could you|can you|dear bot|pilot|at once|immediately|this time|after all)$/iu;

/** Beside what is asked, these take it back, hang it on something, or say that somebody else said it. */
const undoing =
  /^(?:no|nope|not|never|dont|don't|do not|wait|hold on|stop|please don'?t|just kidding|jk|if|when|once|before|after|until|unless|in case|as soon as|suppose|imagine|what if)\b|\b(?:said|says|say|saying|told|tells|asked|asks|wrote|writes|suggested|suggests|wanted|wants|mentioned|yelled|shouted|answered|quote|not yet)$/iu;
/** Beside what is asked: manners and reasons, not the material of an answer. */
const harmless =
  /^(?:ok|okay|alright|right|so|well|great|good|cool|nice|perfect|thanks|thank|yes|yeah|hey|hi|hello|please|i|we|we're|i'm|i've|we've|this|that|that's|it|it's|looks|enough|sorry|hm+|oh|um|everyone|everybody|nobody|all|time|there|there's|done|sure|fine|agreed|actually|let's|lets|the|our|my)\b/iu;

/** Whether that is what a step is called. */
export type IsStep = (name: string) => boolean;

/** Undefined when nothing is asked for that these phrases say. Of several things the first one counts. */
export function readAsked(said: string, askables: readonly Askable[], isStep: IsStep): { id: string; slots: AskedSlots } | undefined {
  const text = tidy(said);
  if (text === undefined) return undefined;
  const whole = matchPolitely(text, askables, isStep);
  if (whole) return whole;
  const clauses = text
    .split(/\s*(?:[.!?;,…]+|\s[–—-]+\s|\b(?:and then|so|and|but|because|since|cause)\b)\s*/iu)
    .map((clause) => clause.trim())
    .filter(Boolean);
  if (clauses.length < 2 || clauses.length > maxClauses) return undefined;
  for (const [index, clause] of clauses.entries()) {
    const found = matchPolitely(clause, askables, isStep);
    if (!found || found.slots.text !== undefined) continue;
    const others = clauses.filter((_, other) => other !== index);
    const isClear = others.every(
      (other) => !undoing.test(other) && (harmless.test(other) || matchPolitely(other, askables, isStep) !== undefined),
    );
    return isClear ? found : undefined;
  }
  return undefined;
}

/** One line without what is quoted from others; undefined for what is no request by its shape. */
function tidy(said: string): string | undefined {
  const line = said.trim();
  if (line.length > maxChars || /[\n\r]/.test(line) || line.startsWith('>') || /^[-*•\d]+[.)]?\s/.test(line)) return undefined;
  // `Problem: …` answers a question.
  if (/^[\p{L}][\p{L}\s-]{0,30}:\s/u.test(line)) return undefined;
  const own = line
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[“„«][^”“»]*[”“»]|"[^"]*"|`[^`]*`/g, ' … ')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!?…]+$/u, '')
    .trim();
  return own === '' || own.split(' ').length > maxWords ? undefined : own;
}

function matchPolitely(clause: string, askables: readonly Askable[], isStep: IsStep): { id: string; slots: AskedSlots } | undefined {
  let rest = clause.trim();
  for (let manner = 0; manner <= maxManners; manner++) {
    const found = matchExactly(rest, askables, isStep);
    if (found) return found;
    const shorter = rest.replace(before, '').trim();
    const shortest = shorter === rest ? rest.replace(after, '').replace(/[\s,]+$/, '') : shorter.replace(/^[\s,]+/, '');
    if (shortest === rest || shortest === '') return undefined;
    rest = shortest;
  }
  return undefined;
}

const compiled = new Map<string, RegExp>();
const maxCompiled = 2_000;

function patternOf(phrase: string): RegExp {
  const known = compiled.get(phrase);
  if (known) return known;
  const made = compileWords(phrase);
  if (compiled.size < maxCompiled) compiled.set(phrase, made);
  return made;
}

const numbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  eight: 8,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
};

function matchExactly(words: string, askables: readonly Askable[], isStep: IsStep): { id: string; slots: AskedSlots } | undefined {
  for (const { id, words: phrases } of askables) {
    for (const phrase of phrases) {
      const found = patternOf(phrase).exec(`${words} `);
      if (!found) continue;
      const { step, minutes, person, text } = found.groups ?? {};
      const name = step === undefined ? '' : bareName(step);
      if (name !== '' && !isStep(name)) continue;
      return {
        id,
        slots: {
          ...(name === '' ? {} : { step: name }),
          ...(minutes === undefined ? {} : { minutes: numbers[minutes.toLowerCase()] ?? Number(minutes) }),
          ...(person === undefined ? {} : { userId: person.slice(2, -1) }),
          ...(text === undefined ? {} : { text: text.trim() }),
        },
      };
    }
  }
  return undefined;
}

/** `the persona step` names the persona; `it`, `this step` and `everything here` name none. */
function bareName(said: string): string {
  const bare = said
    .trim()
    .replace(/^(?:(?:the|our|this|that|whole|all of|all)\s+)+/i, '')
    .replace(/\s*\b(?:steps?|thread|part|section)$/i, '')
    .trim();
  return /^(?:it|this|that|them|these|here|everything|everything here|all|one|thing|whole thing)?$/i.test(bare) ? '' : bare;
}
