import type { RoundSummary } from '../../ports/activity-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { activityOf, roundsOf, signOffOf } from '../../workshop/activity.ts';
import type { StepId, UserId } from '../../workshop/ids.ts';
import { listPhrases, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { countSignOffs, signOffSubject } from '../../workshop/sign-off.ts';
import type { Step, StepWithDraft } from '../../workshop/workshop.ts';
import { writeTarget } from '../button-target.ts';
import type { Reply } from '../use-case.ts';
import { closeRound } from './close-round.ts';
import { findScene, takersOf } from './in-round.ts';
import { sayTook } from './say-round.ts';

/** What is open in a step would close with it: its host is asked first, once. Undefined when nothing is open. */
export async function askBeforeLeaving(tx: WorkshopTx, step: Step, isOverride: boolean): Promise<Reply | undefined> {
  const open = await openIn(tx, step);
  if (open.length === 0) return undefined;
  const of = (await takersOf(tx)).length;
  const target = { workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch };
  const lines = open.map(
    (round) =>
      phrase`*${activityOf(step.definition, round.definitionId)?.label ?? round.definitionId}* is still open: ${sayTook(round.kind, round.took, of)}.`,
  );
  return {
    text: phrase`${listPhrases(lines)} Moving on closes ${open.length === 1 ? 'it' : 'them'} as ${open.length === 1 ? 'it stands' : 'they stand'}, and nothing that people wrote is lost.`,
    buttons: [
      {
        label: 'Move on and close it',
        action: 'leave-open',
        value: writeTarget({ ...target, formId: isOverride ? 'move-on' : 'next' }),
        style: 'danger',
      },
      { label: 'Keep going', action: 'dismiss' },
    ],
  };
}

/**
 * What is open in a step that ends now is closed as it stands: what was written goes on the list, votes are counted. True when something
 * was. Part of the completion, in its transaction; also for rounds of before a reset, which are void.
 */
export async function closeRoundsOf(tx: WorkshopTx, stepId: StepId, by: UserId | null, now: Date): Promise<boolean> {
  const step = await tx.step(stepId);
  let isClosed = false;
  // Each one with the step as the one before has left it.
  for (const { id } of await openIn(tx, step))
    isClosed = (await closeRound({ ...(await findScene(tx, { stepId, roundId: id })), now }, { by, why: 'step-end' })) || isClosed;
  return isClosed;
}

/**
 * The step is started over: whatever was open is called off, and the cards of what was done together say that it does not count any more.
 * `step`: as it was before.
 */
export async function voidRounds(tx: WorkshopTx, step: Step, now: Date): Promise<void> {
  for (const activity of roundsOf(step.definition)) {
    const rounds = await tx.rounds({ id: step.id, epoch: step.epoch }, activity.id);
    for (const round of rounds.filter((one) => one.status === 'open'))
      await tx.closeRound(round.id, { status: 'cancelled', by: null, at: now, result: null });
    const [first] = rounds;
    if (first) await tx.wantCard('activity', step.stepId, { subjectId: first.id });
  }
}

async function openIn(tx: WorkshopTx, { stepId, epoch }: Step): Promise<RoundSummary[]> {
  return (await tx.openRounds()).filter((round) => round.stepId === stepId && round.epoch === epoch);
}

/** Who has signed off and who has not, where at least one has: a team that does not use it is not bothered. */
async function signedOff(tx: WorkshopTx, step: StepWithDraft): Promise<{ signed: UserId[]; missing: UserId[] } | undefined> {
  const activity = signOffOf(step.definition);
  if (!activity) return undefined;
  const given = await tx.signOffs(step);
  if (given.length === 0) return undefined;
  const { signed } = countSignOffs(given, signOffSubject(step.draft, activity.fields));
  return { signed, missing: (await takersOf(tx)).filter((userId) => !signed.includes(userId)) };
}

/** Written down beside the result, and told to the host once, afterwards: it never stands in the way. */
export async function recordSignOffs(tx: WorkshopTx, step: StepWithDraft, by: UserId, now: Date): Promise<Phrase | undefined> {
  const state = await signedOff(tx, step);
  if (!state) return undefined;
  await tx.audit({
    action: 'signed-off',
    userId: by,
    details: { stepId: step.stepId, signed: state.signed, missing: state.missing },
    at: now,
  });
  if (state.missing.length === 0) return undefined;
  const maxNamed = 5;
  const names = listPhrases(state.missing.slice(0, maxNamed).map((userId) => [person(userId)]));
  const more = state.missing.length > maxNamed ? phrase` and ${state.missing.length - maxNamed} more` : [];
  const all = state.signed.length + state.missing.length;
  return phrase`On we go. ${state.signed.length} of ${all} had signed off ${step.definition.name}; ${names}${more} had not. It is noted with the result, and only you see this.`;
}
