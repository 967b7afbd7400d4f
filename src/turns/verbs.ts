import { normalise } from '../workshop/draft.ts';
import type { StepId } from '../workshop/ids.ts';
import { editDistance } from '../workshop/nearest.ts';
import type { Template } from '../workshop/template.ts';
import { readTimerWish } from '../workshop/timer.ts';

/** The verbs of `/workshop …` and of `@bot …` in a thread. */
export const verbs = {
  help: 'what you can do right now',
  start: 'begin a workshop: start IDEA',
  templates: 'the ways to work: start TEMPLATE: IDEA',
  cancel: 'take back a mistaken start',
  status: 'where we are',
  steps: 'the agenda',
  show: 'a step’s result: show STEP, show STEP as of yesterday',
  next: 'finish this step and open the next',
  revise: 'open a finished step again: revise STEP',
  reset: 'start a step over: reset STEP',
  restore: 'bring an earlier version back: restore STEP VERSION',
  history: 'what happened; a step’s versions: history STEP',
  compare: 'two versions, or a what-if with its original: compare STEP VERSION VERSION',
  fork: 'a what-if from a step on: fork STEP',
  skip: 'move on without finishing: skip REASON',
  back: 'look at the step before',
  context: 'what a model would see: context STEP',
  pause: 'stop asking, keep storing',
  resume: 'go on',
  end: 'finish now with what there is',
  export: 'the build pack as files',
  canvas: 'the build pack as a canvas',
  result: 'what came of a test',
  share: 'a link for people outside Slack: share 7, share list, share off',
  vote: 'what we do together: vote, vote open, vote close, vote cancel',
  timer: 'take time: timer 5, extend 3, pause, resume, cancel',
  forget: 'erase this workshop, or your own words: forget me',
  memory: 'what I remember: see, correct, forget',
  people: 'who takes part and who leads: people host @name',
  settings: 'how we work: title, pace, votes, time',
  doctor: 'what is wrong, and how to mend it',
} as const;

/** The verbs as a person looks for them. */
export const verbGroups: readonly { label: string; verbs: readonly (keyof typeof verbs)[] }[] = [
  { label: 'Move', verbs: ['start', 'next', 'skip', 'pause', 'resume', 'end', 'cancel'] },
  { label: 'Back and sideways', verbs: ['revise', 'reset', 'restore', 'fork'] },
  { label: 'Together', verbs: ['vote', 'timer'] },
  { label: 'Look', verbs: ['status', 'steps', 'show', 'back', 'history', 'compare', 'context', 'memory', 'people', 'templates'] },
  { label: 'Take away', verbs: ['canvas', 'export', 'share', 'result'] },
  { label: 'Change', verbs: ['settings', 'doctor', 'forget'] },
];

export type Verb = keyof typeof verbs;

export type ParsedVerb = { verb: Verb; rest: string } | { unknown: string; nearest: Verb | undefined; rest: string };

/** Reads what follows `/workshop`. Nothing at all is `help`. */
export function parseVerb(text: string): ParsedVerb {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const word = first.toLowerCase().replace(/[^a-z?]/g, '');
  const rest = text.trim().slice(first.length).trim();
  if (!first || word === '?') return { verb: 'help', rest: '' };
  if (Object.hasOwn(verbs, word)) return { verb: word as Verb, rest };
  return { unknown: [first, ...others].join(' ').slice(0, 60), nearest: nearestVerb(word), rest };
}

const onward = /^(?:let[’']?s |let us |can we |we can )?(?:move on|(?:go |move )?(?:on )?(?:to )?(?:the )?next step)$/i;

/** In a thread people also talk; only what is nothing but a verb counts, and a reason only after a colon or “because”. */
export function parseSpokenVerb(text: string, template: Template): ParsedVerb | undefined {
  const plain = text
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(/^(please|pls)\s+|\s+(please|pls)$/gi, '');
  if (plain.length > 300 || plain.includes('\n')) return undefined;
  const skip = /^skip(?:\s+this)?(?:\s*:\s*|\s+because\s+)(.+)$/i.exec(plain);
  if (skip?.[1]) return { verb: 'skip', rest: skip[1].trim() };
  const show = /^show\s+(.+)$/i.exec(plain);
  if (show?.[1] && findStep(show[1].replace(/\s+as\s+of\s.*$/i, ''), template)) return { verb: 'show', rest: show[1] };
  const course = spokenCourse(plain, template);
  if (course) return course;
  const timer = /^timer\s+(.+)$/i.exec(plain);
  if (timer?.[1] && isAboutTime(timer[1])) return { verb: 'timer', rest: timer[1] };
  const vote = /^vote\s+((?:open|start|close|end|stop|cancel)(?:\s+\S.{0,40})?)$/i.exec(plain);
  if (vote?.[1]) return { verb: 'vote', rest: vote[1] };
  const people = /^people\s+((?:host|co-?host|admit|let in|participant|viewer)\s.*<@.+|invite|leave)$/i.exec(plain);
  if (people?.[1]) return { verb: 'people', rest: people[1] };
  const share = /^share\s+(list|off|(?:for\s+)?\d{1,3}(?:\s+days?)?)$/i.exec(plain);
  if (share?.[1]) return { verb: 'share', rest: share[1] };
  if (onward.test(plain)) return { verb: 'next', rest: '' };
  if (/\s/.test(plain)) return undefined;
  const parsed = parseVerb(plain);
  return 'unknown' in parsed || ('verb' in parsed && (parsed.verb === 'start' || parsed.verb === 'help')) ? undefined : parsed;
}

/** “revise persona”, “compare persona 1 3”, “fork persona: if they were children”, “show as of v1”; “revise the wording” is talk. */
function spokenCourse(plain: string, template: Template): ParsedVerb | undefined {
  const [, word = '', rest = ''] = /^(revise|reset|restore|history|compare|fork|show)\s+(.+)$/i.exec(plain) ?? [];
  const verb = word.toLowerCase() as Verb;
  const named = rest.replace(/:.*$/, '').replace(/[\s,]+(?:v(?:ersion)?\s*)?[-−–]?\d+(?:\W+(?:and|with|to)?\W*v?\d+)?$/i, '');
  const isAboutVersions =
    /^(?:v(?:ersion)?\s*)?[-−–]?\d+(?:\W+(?:and|with|to)?\W*v?\d+)?$/i.test(rest) && (verb === 'restore' || verb === 'compare');
  const isPast = verb === 'show' && /^as\s+of\s/i.test(rest);
  return word && (findStep(named, template) || isAboutVersions || isPast) ? { verb, rest } : undefined;
}

/** “timer 5” and “timer five” want a timer; “timer was too short” is talk. */
function isAboutTime(rest: string): boolean {
  return (
    readTimerWish(rest).do !== 'unclear' ||
    (rest.split(/\s+/).length <= (/^(?:until|till|for)\b/i.test(rest) ? 4 : 3) &&
      /^[\d+−-]|^(?:a|an|for|until|till|to|extend|add|start|set|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty)\b/i.test(
        rest,
      ))
  );
}

/** By id, name, position or a beginning that fits one step only. */
export function findStep(text: string, template: Template): StepId | undefined {
  const wanted = normalise(text).replace(/^step /, '');
  if (template.has(wanted)) return wanted;
  const names = template.steps.map(({ id, name }, index) => ({ id, words: [id, normalise(name), String(index + 1)] }));
  const exact = names.find((one) => one.words.includes(wanted));
  if (exact) return exact.id;
  const starting = names.filter((one) => wanted.length >= 3 && one.words.some((word) => word.startsWith(wanted)));
  return starting.length === 1 ? starting[0]?.id : undefined;
}

/** What people type instead. */
const otherWords: Readonly<Record<string, Verb>> = {
  begin: 'start',
  new: 'start',
  create: 'start',
  done: 'next',
  proceed: 'next',
  forward: 'next',
  continue: 'resume',
  finish: 'end',
  stop: 'end',
  close: 'end',
  undo: 'cancel',
  reopen: 'revise',
  rework: 'revise',
  redo: 'revise',
  edit: 'revise',
  restart: 'reset',
  clear: 'reset',
  versions: 'history',
  log: 'history',
  changes: 'compare',
  diff: 'compare',
  branch: 'fork',
  whatif: 'fork',
  rollback: 'restore',
  revert: 'restore',
  agenda: 'steps',
  where: 'status',
  progress: 'status',
  results: 'result',
  outcome: 'result',
  measured: 'result',
  previous: 'back',
  hold: 'pause',
  pack: 'canvas',
  files: 'export',
  download: 'export',
  link: 'share',
  publish: 'share',
  unshare: 'share',
  who: 'people',
  members: 'people',
  title: 'settings',
  rename: 'settings',
  commands: 'help',
};

/** The verb that was probably meant: another word for it, or at most two letters off. */
function nearestVerb(word: string): Verb | undefined {
  if (Object.hasOwn(otherWords, word)) return otherWords[word];
  const scored = (Object.keys(verbs) as Verb[])
    .map((verb) => ({ verb, distance: editDistance(word, verb) }))
    .sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best && best.distance <= Math.min(2, Math.max(1, word.length - 2)) ? best.verb : undefined;
}
