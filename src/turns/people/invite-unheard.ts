import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { sayDuration } from '../../workshop/presence.ts';
import { requireRunning } from '../advance-step.ts';
import type { ButtonHandler } from '../press-button.ts';
import { followUpsOf } from '../talkativeness.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { currentQuestion } from '../views.ts';
import { findHere } from './find-here.ts';
import { localDayOf, nudge } from './nudge.ts';
import { whoWasHeard } from './who-was-heard.ts';

/** Nobody is asked twice in so short a time. */
const coolDownMs = 10 * 60_000;
const maxInvited = 30;

/**
 * The host would like to hear from those who have said nothing in this step: one line for all in the thread, as long as the facilitator
 * may still speak up there, which names nobody; and each of them alone, by name: where everybody is here a whisper, otherwise the
 * day's direct message. Who it was is told to nobody but the host.
 */
export async function inviteUnheard(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  const { settings } = await findHere(deps, asker, workshopId);
  const zones = settings.pace === 'async' ? await zonesOf(deps, workshopId) : new Map<UserId, string>();
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const found = await whoWasHeard(tx);
    if (!found) throw new RuleBreach('between-steps', phrase`No step is open just now.`);
    const { step, unheard } = found;
    const invited = unheard.filter((userId) => userId !== asker.userId).slice(0, maxInvited);
    if (invited.length === 0) throw new RuleBreach('all-heard', phrase`We have heard from everybody in ${step.definition.name}.`);
    const last = tx.workshop.settings.invited;
    const sinceMs = last?.stepId === step.stepId ? now.getTime() - Date.parse(last.at) : coolDownMs;
    if (sinceMs < coolDownMs)
      throw new RuleBreach(
        'invited-already',
        phrase`They were invited ${sinceMs < 60_000 ? 'just now' : `${sayDuration(sinceMs)} ago`}. Give them ${sayDuration(coolDownMs - sinceMs + 59_999)} before you ask again.`,
      );
    await tx.updateWorkshop({ settings: { ...tx.workshop.settings, invited: { stepId: step.stepId, at: now.toISOString() } } });
    const isSaid = step.followUps < followUpsOf(step.definition, tx.workshop.settings);
    if (isSaid) {
      await tx.updateStep(step.id, { followUps: step.followUps + 1 });
      await tx.post({ kind: 'say', stepId: step.stepId, text: sayToAll() });
    }
    const { draft } = await tx.step(step.stepId);
    const reached = await askEach(tx, step.stepId, invited, { question: currentQuestion(step.definition, draft), zones });
    await tx.audit({ action: 'invite', userId: asker.userId, details: { stepId: step.stepId, people: invited.length }, at: now });
    return { text: sayDone(invited.length, reached, isSaid, tx.workshop.settings.pace === 'live') };
  });
}

/** Looked up before anything is locked. */
async function zonesOf({ store, people }: Deps, workshopId: WorkshopId): Promise<Map<UserId, string>> {
  const { members } = await store.loadWorkshop(workshopId);
  const found = await Promise.all(
    members.slice(0, maxInvited).map(async ({ userId }) => [userId, await people.timeZoneOf(userId)] as const),
  );
  return new Map(found.flatMap(([userId, zone]) => (zone ? [[userId, zone] as const] : [])));
}

/** How many of them it reaches. */
async function askEach(
  tx: WorkshopTx,
  stepId: StepId,
  invited: readonly UserId[],
  { question, zones }: { question: string; zones: ReadonlyMap<UserId, string> },
): Promise<number> {
  const { pace } = tx.workshop.settings;
  let reached = 0;
  for (const userId of invited) {
    if (pace === 'live') {
      await tx.post({ kind: 'whisper', userId, stepId, text: sayToOne(userId, question) });
      reached += 1;
      continue;
    }
    const text = phrase`${sayToOne(userId, question)} It is in “${tx.workshop.title}”.`;
    const localDay = localDayOf(tx.now(), zones.get(userId));
    if (await nudge(tx, { userId, kind: 'nudge', localDay, text })) reached += 1;
  }
  return reached;
}

function sayToAll(): Phrase {
  return phrase`There is room for more voices here. If you have not said anything yet: half a sentence is plenty, and there are no wrong answers.`;
}

function sayToOne(userId: UserId, question: string): Phrase {
  return phrase`${person(userId)}, we would love to hear from you: ${question} A word or two in the thread is enough.`;
}

function sayDone(wanted: number, reached: number, isSaid: boolean, isLive: boolean): Phrase {
  const people = (count: number) => (count === 1 ? 'one person' : `${count} people`);
  const how = isLive ? phrase`I have quietly asked ${people(reached)}` : phrase`I have written to ${people(reached)}`;
  const rest = wanted > reached ? phrase` (the others had a message from me today, or want none)` : phrase``;
  const said = isSaid
    ? phrase`, and said to all that there is room for more voices. No names, of course.`
    : phrase`. In the thread I have asked enough, so I say nothing there.`;
  return phrase`${how}${rest}${said}`;
}

export const inviteButtons: Readonly<Record<string, ButtonHandler>> = {
  'invite-unheard': (deps, asker, value) => inviteUnheard(deps, asker, value),
};
