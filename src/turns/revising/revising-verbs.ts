import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Template } from '../../workshop/template.ts';
import { askAction } from '../actions/ask-action.ts';
import { compareForks, comparePair } from '../forking/compare-forks.ts';
import { forkVerb } from '../forking/fork-workshop.ts';
import { unknownStep } from '../unknown-step.ts';
import type { VerbHandler, VerbTarget } from '../verb-handlers.ts';
import { findStep, type Verb } from '../verbs.ts';
import { describeComparison } from './describe-comparison.ts';
import { describeHistory, describeVersions } from './describe-history.ts';
import { restoreVersion } from './restore-version.ts';
import { reviseStep } from './revise-step.ts';
import { showAsOf } from './show-version.ts';

/** The step that is named, or the one in whose thread it is said. Throws a RuleBreach when it is neither. */
function stepIn({ workshop, stepId: here, rest }: VerbTarget, verb: Verb): StepId {
  const stepId = rest ? findStep(rest, workshop.template) : here;
  if (!stepId) throw unknownStep(workshop, verb);
  return stepId;
}

const version = '(?:v(?:ersion)?\\s*)?([-−–]?\\d{1,6})';
const oneOrTwo = new RegExp(`^${version}(?:\\s*(?:,|and|with|to|against|\\.\\.|-|–|→)?\\s*${version})?$`, 'i');
/** More than the name of any step has. */
const maxStepWords = 20;

/** A step and its versions; a number may be none that there is. `unread`: what follows the step is no version. */
type StepVersions = { stepId: StepId; versions: number[] } | { stepId: StepId; unread: string };

/** `persona 1 3`: a step and one or two versions; the numbers alone mean the step `here`. Undefined when no step is named. */
export function readVersions(rest: string, template: Template, here: StepId | undefined): StepVersions | undefined {
  const words = rest.trim().split(/\s+/);
  const typed = words.join(' ');
  // “compare 3” in the channel is the third step.
  if (here && (!typed || oneOrTwo.test(typed))) return { stepId: here, versions: readNumbers(typed) };
  for (let count = Math.min(words.length, maxStepWords); count > 0; count--) {
    const stepId = findStep(words.slice(0, count).join(' '), template);
    const after = words.slice(count).join(' ');
    if (stepId) return !after || oneOrTwo.test(after) ? { stepId, versions: readNumbers(after) } : { stepId, unread: after };
  }
  return undefined;
}

function readNumbers(typed: string): number[] {
  return (oneOrTwo.exec(typed) ?? []).slice(1).flatMap((one) => (one ? [Number(one.replace(/[−–]/, '-'))] : []));
}

/** Throws a RuleBreach that says what can't be read: the step, or which version of it is meant. */
function versionsIn({ workshop, stepId: here, rest }: VerbTarget, verb: Verb): { stepId: StepId; versions: number[] } {
  const read = readVersions(rest, workshop.template, here);
  if (!read) throw unknownStep(workshop, verb);
  if ('versions' in read) return read;
  const { name } = workshop.template.step(read.stepId);
  throw new RuleBreach(
    'which-version',
    phrase`I can't tell which version of ${name} “${read.unread.slice(0, 60)}” is. “/workshop history ${read.stepId}” lists those there are.`,
  );
}

const asOf = /^(.*?)\s*\bas\s+of\s+(.+)$/i;

/** `persona as of 14:30`: a step, and a moment. Undefined when no moment is named. */
export function readAsOf(rest: string): { step: string; point: string } | undefined {
  const match = asOf.exec(rest.trim());
  return match ? { step: match[1] ?? '', point: match[2] ?? '' } : undefined;
}

export const revisingVerbs = {
  revise: async (deps, asker, target) => reviseStep(deps, asker, { workshopId: target.workshop.id, stepId: stepIn(target, 'revise') }),

  // Destructive: it stands as a card with a box to tick, and nothing happens before that.
  reset: async (deps, asker, target) => {
    const stepId = stepIn(target, 'reset');
    return askAction(
      deps,
      asker,
      { workshopId: target.workshop.id, action: 'reset', params: { stepId }, stepId: target.stepId },
      'confirmers',
    );
  },

  restore: async (deps, asker, target) => {
    const { stepId, versions } = versionsIn(target, 'restore');
    const [version] = versions;
    if (version === undefined)
      throw new RuleBreach(
        'which-version',
        phrase`Which version? “/workshop history ${stepId}” lists them, each with a button to bring it back.`,
      );
    if (versions.length > 1)
      throw new RuleBreach(
        'one-version',
        phrase`One version can be brought back, and “${versions.join(' ')}” are two. “/workshop history ${stepId}” lists those there are.`,
      );
    return restoreVersion(deps, asker, { workshopId: target.workshop.id, stepId, version });
  },

  history: async (deps, _asker, { workshop, stepId: here, rest }) => {
    const stepId = rest ? findStep(rest, workshop.template) : here;
    if (rest && !stepId) throw unknownStep(workshop, 'history');
    return stepId ? describeVersions(deps, workshop, stepId) : describeHistory(deps, workshop);
  },

  compare: async (deps, asker, target) => {
    const { workshop, stepId: here, rest } = target;
    if (!rest && !here) return compareForks(deps, asker, workshop);
    if (!rest && workshop.parentId) return comparePair(deps, asker, { one: workshop.parentId, other: workshop.id });
    const { stepId, versions } = versionsIn(target, 'compare');
    const [one, other] = versions;
    const [from, to] = one !== undefined && other !== undefined && one > other ? [other, one] : [one, other];
    return describeComparison(deps, workshop, {
      stepId,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  },

  fork: forkVerb,
} satisfies Partial<Record<Verb, VerbHandler>>;

/** `show persona as of …`. Undefined when no moment is named. */
export const showPast: VerbHandler = async (deps, asker, { workshop, stepId: here, rest }) => {
  const read = readAsOf(rest);
  if (!read) return undefined;
  const stepId = read.step ? findStep(read.step, workshop.template) : here;
  if (!stepId) throw unknownStep(workshop, 'show');
  return showAsOf(deps, asker, workshop, { stepId, point: read.point });
};
