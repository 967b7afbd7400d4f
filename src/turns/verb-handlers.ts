import { RuleBreach } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { runVote } from './activities/vote-verb.ts';
import { advanceStep } from './advance-step.ts';
import { describeTemplates } from './choose-template.ts';
import { describeContext, withoutJsonFlag } from './describe-context.ts';
import { describeHelp } from './describe-help.ts';
import { describeStatus, describeStep, describeSteps } from './describe-workshop.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { cancelWorkshop, endWorkshop } from './end-workshop.ts';
import { takeUpAgain } from './forking/take-up-again.ts';
import { exportPack, postCanvas } from './hand-out-pack.ts';
import { settingsFormId } from './home/settings-form.ts';
import { askToForget } from './memory/ask-to-forget.ts';
import { describeMemory } from './memory/describe-memory.ts';
import { peopleVerb } from './people/people-panel.ts';
import { resultVerb } from './results/result-verb.ts';
import { revisingVerbs, showPast } from './revising/revising-verbs.ts';
import { shareVerb } from './sharing/share-verb.ts';
import { pauseWorkshop, resumeWorkshop } from './steer-workshop.ts';
import { steerTimer } from './time/steer-timer.ts';
import { unknownStep } from './unknown-step.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { findStep, type Verb } from './verbs.ts';

/** What a verb is said about: the workshop, the step where it was said in a thread, and the words after it. */
export interface VerbTarget {
  workshop: Workshop;
  stepId: StepId | undefined;
  rest: string;
}

/** Carries out a verb on a workshop. The reply is for the asker alone; undefined means the channel shows it. Throws RuleBreach. */
export type VerbHandler = (deps: Deps, asker: Asker, target: VerbTarget) => Promise<Reply | undefined>;

export const seeHelp = phrase`“/workshop” alone shows what there is.`;

/** By verb; `start` needs no workshop and is elsewhere. */
export const verbHandlers: Readonly<Record<Verb, VerbHandler>> = {
  start: async () => {
    throw new Error('start has no workshop to run on');
  },
  templates: async (deps) => describeTemplates(deps.templates.list()),
  help: async (_deps, _asker, { workshop }) => describeHelp(workshop),
  status: (deps, _asker, { workshop }) => describeStatus(deps, workshop.id),
  steps: (deps, _asker, { workshop }) => describeSteps(deps, workshop.id),
  show: async (deps, asker, { workshop, stepId: here, rest }) => {
    const past = await showPast(deps, asker, { workshop, stepId: here, rest });
    if (past) return past;
    const stepId = rest ? findStep(rest, workshop.template) : here;
    if (!stepId) throw unknownStep(workshop, 'show');
    return describeStep(deps, workshop.id, stepId);
  },
  back: (deps, _asker, { workshop }) => describeStep(deps, workshop.id, undefined),
  context: async (deps, asker, { workshop, stepId: here, rest }) => {
    const asked = withoutJsonFlag(rest);
    const stepId = asked.rest ? findStep(asked.rest, workshop.template) : here;
    if (asked.rest && !stepId) throw unknownStep(workshop, 'context');
    return describeContext(deps, asker, workshop, { stepId, isJson: asked.isJson });
  },
  memory: (deps, asker, { workshop, stepId }) => describeMemory(deps, asker, { workshopId: workshop.id, stepId }),
  forget: (deps, asker, { workshop, stepId, rest }) => askToForget(deps, asker, { workshopId: workshop.id, stepId }, rest),
  next: (deps, asker, { workshop, stepId }) => advanceStep(deps, asker, { workshopId: workshop.id, ...(stepId ? { stepId } : {}) }),
  skip: async (deps, asker, { workshop, stepId, rest }) => {
    if (!rest.trim())
      throw new RuleBreach(
        'no-reason',
        phrase`Say why in a few words, so that the pack can be honest about it: “/workshop skip we did interviews last month”.`,
      );
    return advanceStep(deps, asker, { workshopId: workshop.id, ...(stepId ? { stepId } : {}), override: { reason: rest } });
  },
  pause: (deps, asker, { workshop }) => pauseWorkshop(deps, asker, workshop.id),
  resume: (deps, asker, { workshop }) =>
    workshop.settings.archived ? takeUpAgain(deps, asker, workshop.id) : resumeWorkshop(deps, asker, workshop.id),
  cancel: (deps, asker, { workshop }) => cancelWorkshop(deps, asker, workshop.id),
  end: (deps, asker, { workshop }) => endWorkshop(deps, asker, workshop.id),
  export: (deps, asker, { workshop }) => exportPack(deps, asker, workshop.id),
  canvas: (deps, asker, { workshop }) => postCanvas(deps, asker, workshop.id),
  share: shareVerb,
  result: resultVerb,
  people: peopleVerb,
  doctor: (deps, asker, { workshop }) => runDoctor(deps, asker, { workshopId: workshop.id }),
  vote: (deps, asker, target) => runVote(deps, asker, target),
  timer: steerTimer,
  ...revisingVerbs,
  settings: async (_deps, _asker, { workshop }) => ({
    text: phrase`How we work here:`,
    form: { workshopId: workshop.id, stepId: workshop.template.first, epoch: 0, formId: settingsFormId },
    buttons: [
      {
        label: 'Open settings',
        action: 'form',
        value: JSON.stringify({ w: workshop.id, s: workshop.template.first, e: 0, f: settingsFormId }),
      },
    ],
  }),
};
