/** How a task begins that names nobody. English, as all that the product reads word by word. */
const verbs = new Set(
  'add adjust agree align analyse analyze announce approve arrange ask assign attend become begin block book bring budget build buy calculate call cancel capture change check choose clarify clean close coach collect come compare complete confirm connect consider contact continue convince copy count create cut decide define deliver demo deploy describe design develop discuss distribute do document draft draw edit email end ensure estimate evaluate explain explore export extend fill finalise finalize find finish fix follow gather get give go hand have help hire hold identify implement improve include inform install interview introduce investigate invite join keep laminate launch learn leave let list look maintain make map measure meet message migrate move name need note observe offer open order organise organize outline own paint pay phone pick pilot place plan play post practise prepare present print prioritise prioritize produce propose prototype publish pull push put read rebuild record recruit reduce refine register remind remove rename rent repair repeat replace report request research reserve review revise rewrite run save scan schedule search see select sell send set setup share shorten show sign simplify sketch sort speak specify start stop store study submit summarise summarize survey take talk teach tell test think tidy train translate try turn update upload use validate verify visit wait walk watch work write'.split(
    ' ',
  ),
);
const others = new Set(
  'a all also an and any both by day decision each eod eom eow every everybody everyone finally first goal he i if in it later next no nobody not now on once one our please she some somebody someone step that the their then there these they this those to today tomorrow tonight until we what when where who why with you monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december'.split(
    ' ',
  ),
);

const name = "\\p{Lu}[\\p{L}\\p{M}’'-]*";
const beginning = new RegExp(`^${name}(?:(?:\\s*[,&+/]\\s*(?:and\\s+)?|\\s+and\\s+)${name})*`, 'u');
/** What follows things in the plural, and no verb of one person: “cards by Friday”, “patients who said no”. */
const afterThings =
  /^(?:$|[.,;:!?()–—]|(?:about|after|and|as|at|because|before|but|by|during|first|for|from|in|into|next|of|on|onto|or|so|than|that|then|through|to|today|tomorrow|twice|until|when|where|which|while|who|whose|with|without|\d+\s+times)(?![\p{L}\p{N}]))/iu;

export const notClear = 'not clear';

/** The first word of a task is none that a name could be. */
export function isPlainWord(text: string): boolean {
  return verbs.has(text.toLowerCase()) || others.has(text.toLowerCase());
}

/**
 * Whom a task begins with, when it is somebody whom nobody here is called: “Bert prints the cards”, “Bert: cards”. `not clear` where it may
 * be a thing as well; undefined where nobody is named.
 */
export function nameStranger(title: string): string | undefined {
  const [named] = beginning.exec(title) ?? [];
  const first = named?.split(/[\s,&+/]/u)[0];
  if (!named || !first || isPlainWord(first)) return undefined;
  const rest = title.slice(named.length);
  const [, verb, after = ''] = /^\s+(\p{Ll}+s)(?![\p{L}\p{N}])\s*(.*)$/su.exec(rest) ?? [];
  if (verb) return isVerb(verb) || !afterThings.test(after) ? named : undefined;
  const isSubject = /^\s*[:–—]|^\s+(?:will|to|is|shall|should|can|has|and)\b/u.test(rest) || /[,&+/]/.test(named);
  if (!isSubject) return undefined;
  return /s$/u.test(named) ? notClear : named;
}

/** “prints”, “tries”, “watches”. */
function isVerb(word: string): boolean {
  return [word.slice(0, -1), word.slice(0, -2), `${word.slice(0, -3)}y`].some((base) => verbs.has(base));
}
