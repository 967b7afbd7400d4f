import { z } from 'zod';
import type { WorkshopTx } from '../../ports/store.ts';
import { checksum } from '../../workshop/checksum.ts';
import { type Draft, hasCaptures } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { listPhrases, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Step } from '../../workshop/workshop.ts';
import { defineAction } from '../actions/action-definition.ts';
import { judgeStep } from '../complete-step.ts';
import { requireResettable, resetStep } from './reset-step.ts';
import { requireRevisable, reviseStep } from './revise-step.ts';

const stepParams = z.object({ stepId: z.string().optional() });

async function startedDependents(tx: WorkshopTx, { stepId }: Pick<Step, 'stepId'>): Promise<Step[]> {
  const dependents = tx.workshop.template.dependentsOf(stepId);
  return (await tx.steps()).filter((step) => dependents.includes(step.stepId) && step.status !== 'not_started');
}

function sayWhatWaits(steps: readonly Step[]): Phrase {
  if (steps.length === 0) return phrase`Nothing else rests on it yet.`;
  return phrase`${listPhrases(steps.map((step) => phrase`${step.definition.name}`))} will wait and be looked at again.`;
}

const revise = defineAction({
  id: 'revise',
  label: 'Open the step again',
  summary: 'reopen a finished step so that it can be changed; steps that rest on it wait',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(revise|reopen|revisit|rework) [the] STEP [step] [again]',
    '(go|get|come) back to [the] STEP [step] [and (change|revise|rework) it]',
    'open [the] STEP [step] again',
    '(change|redo|rethink) [the] STEP step',
  ],
  offer: {
    when: 'people say that the result of an earlier step, which they name, is wrong',
    words: [
      'STEP (is|are|was|were|looks|seems|feels) [just|simply|all|totally|completely|still|plain] (wrong|off|not right|not true|outdated|out of date|incorrect|mistaken)',
      'STEP (isnt|arent|wasnt|werent) (right|true|correct) [any more|anymore|any longer]',
      'we (got|have|had) [the] STEP [all|totally|completely] wrong',
    ],
  },
  params: stepParams,
  async plan(tx, { stepId }) {
    const step = await tx.step(stepId);
    requireRevisable(step);
    const waiting = await startedDependents(tx, step);
    return {
      says: phrase`${step.definition.name} is opened again, with all that is in it. ${sayWhatWaits(waiting)}`,
      basis: `${step.status} ${step.epoch} ${waiting.map((one) => `${one.stepId} ${one.status}`).join()}`,
    };
  },
  async run(deps, asker, { workshopId, stepId }) {
    const reply = await reviseStep(deps, asker, { workshopId, stepId });
    return reply?.text ?? phrase`It is open again.`;
  },
});

const reset = defineAction({
  id: 'reset',
  label: 'Start the step over',
  summary: 'throw away what a step holds and begin it afresh; steps that rest on it wait',
  isDestructive: true,
  permission: 'steer',
  words: [
    '(reset|restart) [the] STEP [step]',
    '(reset|restart) (this|the) step',
    'start [the] STEP [step] (over|afresh|from scratch|all over again)',
    'start (this|the) step (over|afresh|from scratch|all over again)',
    '(throw away|scrap|wipe|clear) [the] STEP [step] [and (start|begin) (over|again|afresh)]',
    'begin [the] STEP [step] (afresh|again from scratch)',
    '(start|begin) (over|again|afresh|from scratch) [with [the] STEP]',
    '(do|redo) [the] STEP [step] (over|again|from scratch)',
  ],
  params: stepParams,
  async plan(tx, { stepId }) {
    const step = await tx.step(stepId);
    const { name } = step.definition;
    requireResettable(step);
    const { artifact } = judgeStep(step, []);
    if (Object.keys(artifact).length === 0 && !hasCaptures(step.draft) && (await tx.newestVersion(stepId)) === 0)
      throw new RuleBreach('empty', phrase`There is nothing in ${name} yet that could be thrown away.`);
    const waiting = await startedDependents(tx, step);
    return {
      says: phrase`${name} starts over: ${sayLines(step.draft)} go out of it, and what was said so far no longer counts. Earlier versions stay to be looked at. ${sayWhatWaits(waiting)}`,
      tick: `Yes, throw away what ${name} holds now`.slice(0, 75),
      basis: `${step.epoch} ${checksumOfLines(step.draft)} ${step.status} ${waiting.map((one) => one.stepId).join()}`,
    };
  },
  run: (deps, asker, { workshopId, stepId }) => resetStep(deps, asker, { workshopId, stepId }),
});

const maxNamed = 6;

/** Of what people gave: what the facilitator has asked meanwhile is no other state. */
function checksumOfLines({ fields, items }: Draft): string {
  return checksum(JSON.stringify([fields, items]));
}

/** How many lines, and whose. */
function sayLines({ fields, items }: Draft): Phrase {
  const lines = [...Object.values(fields), ...Object.values(items).flat()];
  const people = [...new Set(lines.flatMap((line) => line.sources.map((source) => source.userId)))];
  const named = [
    ...people.slice(0, maxNamed).map((userId) => phrase`${person(userId)}`),
    ...(people.length > maxNamed ? [phrase`${people.length - maxNamed} more`] : []),
  ];
  const count = lines.length === 1 ? phrase`one line` : phrase`all ${lines.length} lines`;
  return named.length > 0 ? phrase`${count} by ${listPhrases(named)}` : count;
}

/** What goes back in a workshop. */
export const revisionActions = [revise, reset];
