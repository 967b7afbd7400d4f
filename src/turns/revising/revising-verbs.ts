import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Template } from '../../workshop/template.ts';
import { askAction } from '../actions/ask-action.ts';
import { compareForks } from '../forking/compare-forks.ts';
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

const number = '(?:v(?:ersion)?\\s*)?(\\d{1,6})';
const twoVersions = new RegExp(`^(.*?)\\s*(?:\\s|^)${number}(?:\\s*(?:,|and|with|to|against|\\.\\.|-|–|→)?\\s*${number})?$`, 'i');

/** `persona 1 3`: a step and one or two versions; the numbers alone mean the step `here`. Undefined when it is not that. */
export function readVersions(
  rest: string,
  template: Template,
  here: StepId | undefined,
): { stepId: StepId; versions: number[] } | undefined {
  const typed = rest.trim();
  const whole = typed ? findStep(typed, template) : here;
  // “compare 3” in the channel is the third step.
  if (whole && (!/^\d+$/.test(typed) || !here)) return { stepId: whole, versions: [] };
  const match = twoVersions.exec(typed);
  const named = match?.[1]?.trim();
  const stepId = named ? findStep(named, template) : here;
  if (!match || !stepId) return undefined;
  return { stepId, versions: [match[2], match[3]].flatMap((one) => (one ? [Number(one)] : [])) };
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

  restore: async (deps, asker, { workshop, stepId: here, rest }) => {
    const read = readVersions(rest, workshop.template, here);
    if (!read) throw unknownStep(workshop, 'restore');
    const [version] = read.versions;
    if (version === undefined)
      throw new RuleBreach(
        'which-version',
        phrase`Which version? “/workshop history ${read.stepId}” lists them, each with a button to bring it back.`,
      );
    return restoreVersion(deps, asker, { workshopId: workshop.id, stepId: read.stepId, version });
  },

  history: async (deps, _asker, { workshop, stepId: here, rest }) => {
    const stepId = rest ? findStep(rest, workshop.template) : here;
    if (rest && !stepId) throw unknownStep(workshop, 'history');
    return stepId ? describeVersions(deps, workshop, stepId) : describeHistory(deps, workshop);
  },

  compare: async (deps, asker, { workshop, stepId: here, rest }) => {
    if (!rest && !here) return compareForks(deps, asker, workshop);
    const read = readVersions(rest, workshop.template, here);
    if (!read) throw unknownStep(workshop, 'compare');
    const [one, other] = read.versions;
    const [from, to] = one !== undefined && other !== undefined && one > other ? [other, one] : [one, other];
    return describeComparison(deps, workshop, {
      stepId: read.stepId,
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
