import { z } from 'zod';
import { sayGaps } from '../../facilitator/guided/words.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { hasCaptures } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { advanceStep } from '../advance-step.ts';
import { judgeStep } from '../complete-step.ts';
import { cancelWorkshop, endWorkshop } from '../end-workshop.ts';
import { exportPack } from '../hand-out-pack.ts';
import { pauseWorkshop, resumeWorkshop } from '../steer-workshop.ts';
import type { Reply } from '../use-case.ts';
import { type ActionTarget, defineAction } from './action-definition.ts';

const noParams = z.object({});
const stepParams = z.object({ stepId: z.string().optional() });
const reasonParams = z.object({ text: z.string().min(1).max(500) });

async function openStepOf(tx: WorkshopTx, { stepId }: Pick<ActionTarget<unknown>, 'stepId'>): Promise<StepWithDraft> {
  const step = await tx.step(stepId);
  if (step.status !== 'in_progress')
    throw new RuleBreach('finished', phrase`${step.definition.name} is not open. The newest card shows where we are.`);
  return step;
}

/** Where a step leads: into the next one, or to the end. */
function sayWhereTo(tx: WorkshopTx, { stepId, definition }: StepWithDraft): Phrase {
  const next = tx.workshop.template.next(stepId);
  return next
    ? phrase`${definition.name} ends here, and ${tx.workshop.template.step(next).name} begins.`
    : phrase`${definition.name} ends here, and with it the workshop: I write the build pack.`;
}

/** What a use case answers to a person means that it did not do it, unless it says otherwise. */
function requireDone(reply: Reply | undefined): void {
  if (reply) throw new RuleBreach('not-done', reply.text);
}

const advance = defineAction({
  id: 'advance',
  label: 'Move on',
  summary: 'finish the step that is open and go on to the next one',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(move|go) (on|ahead|forward)',
    '(move|go|get|head|continue) [on] to [the] next (step|one|thing)',
    '(start|open|begin|do) [the] next (step|one)',
    '(finish|complete|close|wrap up) (this|the) step',
    '(finish|complete|close|wrap up|be done with) [the] STEP',
    '(we are|were) (done|finished|through|ready) [here|[here] with [the] STEP|for the next (step|one)]',
    '(thats|that is|this is) (enough|it|all) [for] [this|the] [step|STEP]',
    'on to the next [step|one]',
    'next (step|one)',
  ],
  offer: {
    when: 'people agree that the open step is finished',
    words: [
      '(thats|that is|this is) it',
      '(it|this|that|everything|all) (is|looks|seems|sounds) (done|finished|complete|good) [to me]',
      '(nothing|not much) (more|else) [to (add|say)] [from (me|us|my side)]',
    ],
    needsGate: true,
  },
  params: stepParams,
  async plan(tx, target) {
    const step = await openStepOf(tx, target);
    const { gaps } = judgeStep(step, await tx.currentArtifacts());
    const left = gaps.length > 0 ? phrase` Still open, and noted as such: ${sayGaps(gaps)}.` : [];
    return { says: [...sayWhereTo(tx, step), ...left], basis: `${step.status} ${gaps.map((gap) => gap.field).join()}` };
  },
  async run(deps, asker, { workshopId, stepId }) {
    // What is missing stood on the card that was confirmed.
    requireDone(await advanceStep(deps, asker, { workshopId, stepId, override: { reason: null } }));
    return phrase`Done. The newest card shows where we are.`;
  },
});

const skip = defineAction({
  id: 'skip',
  label: 'Skip the step',
  summary: 'leave the open step unfinished, with a reason, and go on to the next one',
  isDestructive: false,
  permission: 'steer',
  words: ['skip [this|the] [step] because TEXT', '(leave|drop|pass over) (this|the) step because TEXT'],
  params: reasonParams,
  async plan(tx, target) {
    const step = await openStepOf(tx, target);
    return {
      says: phrase`${sayWhereTo(tx, step)} What is missing is noted, with this reason: “${target.params.text}”.`,
      basis: step.status,
    };
  },
  async run(deps, asker, { workshopId, stepId, params }) {
    requireDone(await advanceStep(deps, asker, { workshopId, stepId, override: { reason: params.text } }));
    return phrase`Skipped. The newest card shows where we are.`;
  },
});

const end = defineAction({
  id: 'end',
  label: 'End the workshop',
  summary: 'finish the whole workshop now, with what there is',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(end|finish|stop|close|wrap up|conclude) (the|this|our) [whole] workshop [here|early|now]',
    '(call it a day|call it|wrap it up|wrap this up|stop here|leave it at that|leave it here)',
  ],
  params: noParams,
  async plan(tx) {
    const open = (await tx.steps()).filter((step) => step.status === 'in_progress' || step.status === 'not_started');
    if (tx.workshop.status === 'completed') throw over(tx);
    return {
      says: phrase`The workshop ends here and I write the build pack from what there is. ${open.length} of ${tx.workshop.template.ids.length} steps stay unfinished.`,
      basis: open.map((step) => step.stepId).join(),
    };
  },
  async run(deps, asker, { workshopId }) {
    requireDone(await endWorkshop(deps, asker, workshopId));
    return phrase`Done. The build pack is on its way.`;
  },
});

function over(tx: WorkshopTx): RuleBreach {
  return new RuleBreach('over', phrase`“${tx.workshop.title}” is over already. “/workshop canvas” shows the build pack.`);
}

const pause = defineAction({
  id: 'pause',
  label: 'Pause',
  summary: 'put the workshop on hold; what is said is still stored',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(pause|hold|suspend) [it|this|(the|this|our) workshop|here] [for now|until tomorrow|until later]',
    '(take|have|make) a [short|quick|coffee|lunch] break',
    'put (it|this|the workshop|this workshop|everything) on hold',
    '(continue|go on|carry on) (tomorrow|later|next week|another day)',
  ],
  offer: { when: 'people want to stop for now and go on later' },
  params: noParams,
  async plan(tx) {
    if (tx.workshop.status === 'paused') throw new RuleBreach('status', phrase`“${tx.workshop.title}” is paused already.`);
    return { says: phrase`The workshop goes on hold. I keep storing what is said in the threads and stop asking.`, basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    await pauseWorkshop(deps, asker, workshopId);
    return phrase`Paused. “/workshop resume” goes on.`;
  },
});

const resume = defineAction({
  id: 'resume',
  label: 'Resume',
  summary: 'go on with a workshop that is on hold',
  isDestructive: false,
  permission: 'steer',
  isForAnyStatus: true,
  words: [
    '(resume|unpause) [it|this|the workshop|this workshop]',
    '(go on|carry on|continue|pick up) [again|where we left off|with the workshop]',
  ],
  params: noParams,
  async plan(tx) {
    if (tx.workshop.status !== 'paused')
      throw new RuleBreach(
        'status',
        tx.workshop.status === 'active' ? phrase`We are not paused: just go on in the newest card's thread.` : over(tx).says,
      );
    return { says: phrase`The workshop goes on where it was.`, basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    await resumeWorkshop(deps, asker, workshopId);
    return phrase`On we go.`;
  },
});

const exportFiles = defineAction({
  id: 'export',
  label: 'Send the files',
  summary: 'post the build pack as files in the thread',
  isDestructive: false,
  permission: 'contribute',
  isForAnyStatus: true,
  words: [
    '(export|download) [it|this|(the|our) (pack|build pack|files|results|workshop|everything)]',
    '(send|give|get|share|post|show|hand) [us|me] [the|our|all [the]] (files|file|pack|build pack|documents|results as files|pack as files) [here]',
    '(have|see) (the|our) (files|pack|build pack|documents)',
  ],
  params: noParams,
  async plan(tx) {
    if ((await tx.currentArtifacts()).length === 0)
      throw new RuleBreach('nothing-yet', phrase`There is no finished step yet, so there is nothing to put into a pack.`);
    return { says: phrase`I post the build pack as files (markdown and json), with what there is by now.`, basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    const reply = await exportPack(deps, asker, workshopId);
    return reply?.text ?? phrase`The files are on their way.`;
  },
});

const cancel = defineAction({
  id: 'cancel',
  label: 'Take the start back',
  summary: 'take back a workshop that was started by mistake, before anybody has contributed',
  isDestructive: false,
  permission: 'steer',
  words: [
    'cancel [it|this|(the|this|our) workshop]',
    '(take|undo) (it|this|that|the start) back',
    '(that|this|it) was (a mistake|an accident|wrong) [cancel it]',
    'undo the start',
  ],
  params: noParams,
  async plan(tx) {
    const { template, title, status } = tx.workshop;
    const first = await tx.step(template.first);
    if (status === 'completed') throw over(tx);
    if (first.status !== 'in_progress' || hasCaptures(first.draft))
      throw new RuleBreach(
        'contributed',
        phrase`The team has put something in already, so I would rather not throw it away. “/workshop end” finishes with what there is.`,
      );
    return { says: phrase`“${title}” is taken back, as if it had not been started.`, basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    const reply = await cancelWorkshop(deps, asker, workshopId);
    return reply?.text ?? phrase`Taken back.`;
  },
});

/** What moves a workshop as a whole. */
export const courseActions = [advance, skip, end, pause, resume, exportFiles, cancel];
