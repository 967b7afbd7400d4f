import type { StepId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import type { Step } from '../../src/workshop/workshop.ts';
import type { Room } from './room.ts';

/** What a team says to a step, in one message, so that its gate is met. */
export const wholeChallenge = [
  'Problem: people hear why you came',
  'User: patients of small clinics',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');
export const fourStakeholders = [
  '- Patients, core, low, high',
  '- Receptionists, core, medium, high',
  '- Clinic owner, direct, high, medium',
  '- Data protection officer, indirect, high, low',
].join('\n');
const fiveInsights =
  '- Q: What happened last time?\n- They whisper\n- They write it down\n- They lie\n- They come early\n- They call before';
const twoThemes = '- Hiding: 1, 2, 3\n- Planning: 4, 5\n- Pain: being overheard\n- Gain: being understood';

const answers: readonly [stepId: StepId, text: string][] = [
  ['challenge', wholeChallenge],
  ['stakeholder-mapping', fourStakeholders],
  ['user-research', fiveInsights],
  ['sense-making', twoThemes],
];

/** Starts a workshop and plays it, with enough in each step, until this one is open. */
export async function playTo(room: Room, stepId: StepId): Promise<void> {
  // On a busy machine the very first answer may come later than Slack waits for it; the workshop begins all the same.
  await room.start().catch(() => room.opened(designThinking.first));
  for (const [step, text] of answers) {
    if (step === stepId) break;
    await room.tell('tomas', text, step);
    await room.type('maya', 'next');
    const next = designThinking.next(step);
    if (next) await room.opened(next);
  }
  await room.quiet();
}

/** Of the steps that began, in their order. */
export function hasStatuses(steps: readonly Step[]): string[] {
  return steps.filter((step) => step.status !== 'not_started').map((step) => step.status);
}
