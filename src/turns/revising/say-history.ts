import type { HistoryEntry } from '../../ports/revision-store.ts';
import type { StepId } from '../../workshop/ids.ts';
import { listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Template } from '../../workshop/template.ts';

type Say = (entry: HistoryEntry, template: Template) => Phrase;

const stepOf = ({ details: { stepId } }: HistoryEntry, template: Template): Phrase =>
  typeof stepId === 'string' && template.has(stepId) ? phrase`*${ours(template.step(stepId).name)}*` : phrase`a step`;
const numberOf = ({ details }: HistoryEntry, key: string): number => (typeof details[key] === 'number' ? details[key] : 0);
const textOf = ({ details }: HistoryEntry, key: string): string => (typeof details[key] === 'string' ? details[key] : '');

function staleOf({ details: { stale } }: HistoryEntry, template: Template): Phrase {
  const names = (Array.isArray(stale) ? stale : []).flatMap((id) =>
    typeof id === 'string' && template.has(id) ? [template.step(id as StepId).name] : [],
  );
  return names.length > 0 ? phrase`; ${listPhrases(names.map((name) => phrase`${name}`))} had to wait` : [];
}

/** What the log of a workshop tells people, by what happened. What is not here is for operators. */
export const historyWords: Readonly<Record<string, Say>> = {
  start: () => phrase`started the workshop`,
  complete: (entry, template) => phrase`finished ${stepOf(entry, template)}: version ${numberOf(entry, 'version')}`,
  override: (entry, template) => phrase`moved on from ${stepOf(entry, template)} with gaps: version ${numberOf(entry, 'version')}`,
  'still-right': (entry, template) => phrase`found ${stepOf(entry, template)} still right: version ${numberOf(entry, 'version')} stands`,
  revise: (entry, template) => phrase`opened ${stepOf(entry, template)} again${staleOf(entry, template)}`,
  reset: (entry, template) => phrase`started ${stepOf(entry, template)} over${staleOf(entry, template)}`,
  restore: (entry, template) =>
    phrase`brought version ${numberOf(entry, 'restoredFrom')} of ${stepOf(entry, template)} back, as version ${numberOf(entry, 'version')}`,
  'carry-over': (entry, template) => phrase`took over into ${stepOf(entry, template)} what an earlier step says now`,
  fork: (entry, template) => phrase`forked a what-if from ${stepOf(entry, template)} on: “${textOf(entry, 'title')}”`,
  forked: (entry, template) => phrase`began this what-if of “${textOf(entry, 'title')}”, from ${stepOf(entry, template)} on`,
  keep: (entry) => phrase`kept this one rather than “${textOf(entry, 'title')}”`,
  archive: (entry) => phrase`put this one away and kept “${textOf(entry, 'title')}”`,
  unarchive: () => phrase`took this one up again`,
  'proposal-accepted': (entry) => phrase`took ${numberOf(entry, 'lines')} proposed ${numberOf(entry, 'lines') === 1 ? 'line' : 'lines'}`,
  'proposal-dismissed': () => phrase`left a proposal out`,
  'decide-vote': (entry, template) => phrase`decided on a vote in ${stepOf(entry, template)}`,
  'settle-rating': (entry, template) => phrase`settled a rating in ${stepOf(entry, template)}`,
  result: (entry, template) => phrase`recorded what came of a test in ${stepOf(entry, template)}: ${textOf(entry, 'verdict')}`,
  settings: () => phrase`changed the settings`,
  share: (entry) => phrase`made a link for people outside, for ${numberOf(entry, 'days')} days`,
  unshare: (entry) => phrase`revoked ${numberOf(entry, 'links') === 1 ? 'a link' : `${numberOf(entry, 'links')} links`} for people outside`,
  pause: () => phrase`paused`,
  resume: () => phrase`went on`,
  end: () => phrase`ended the workshop`,
  cancel: () => phrase`took the start back`,
};

/** `14:30 Maya finished Challenge: version 1` */
export function sayEntry(entry: HistoryEntry, template: Template): Phrase {
  const say = historyWords[entry.action];
  const who: Phrase = entry.userId ? [person(entry.userId)] : phrase`I`;
  const when = { momentMs: entry.at.getTime(), shows: 'day-and-time' } as const;
  const where = entry.isBeforeFork ? phrase` _(before the fork)_` : [];
  return phrase`• ${when} — ${who} ${say ? say(entry, template) : phrase`did something`}${where}`;
}
