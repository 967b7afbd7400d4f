import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { localDay } from '../../workshop/local-time.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import { deadlineOf, hasTimeBoxes, soonAt } from '../../workshop/time-box.ts';
import { sayDuration } from '../../workshop/timer.ts';
import type { Step } from '../../workshop/workshop.ts';
import { writeTarget } from '../button-target.ts';
import { catchUpWith } from '../catch-up.ts';
import { judgeStep } from '../complete-step.ts';
import { nudge } from '../people/nudge.ts';
import { quorumReached } from '../people/readiness.ts';
import type { Deps } from '../use-case.ts';
import type { Waker } from '../wake-workshop.ts';
import { type ClosingReason, closeStep } from './close-step.ts';
import { moreButton, ownDeadline } from './deadlines.ts';
import { zonesOf } from './zones.ts';

/**
 * Deadlines of open steps. Live, the host alone is told when a step's time is almost up and when it is up, and nothing moves by itself.
 * Over days, a step whose gate is met closes at its deadline, or as soon as enough people are done with it; with an unmet gate the host
 * decides.
 */
export const wakeDeadlines: Waker = async (deps, workshopId) => {
  const asked = await deps.store.inWorkshop(workshopId, async (tx) => ({ host: await hostToAsk(tx), channelId: tx.workshop.channelId }));
  const { host, channelId } = asked;
  if (host === undefined) return;
  const zone = host === null ? 'UTC' : (await zonesOf(deps, host))(host);
  const ready = await deps.store.inWorkshop(workshopId, (tx) => lookAtDeadlines(tx, deps.clock.now(), zone));
  if (ready.length === 0) return;
  const isInChannel = host !== null && (await deps.channels.hasPerson(channelId, host)) === true;
  for (const step of ready) await closeWhenReady(deps, workshopId, step, { zone, isInChannel });
};

/** Where the host is: their hours, and whether they may be written to about this channel. */
interface HostAt {
  zone: string;
  isInChannel: boolean;
}

/** Undefined: nothing to do here. Null: nobody's hours matter. */
async function hostToAsk(tx: WorkshopTx): Promise<UserId | null | undefined> {
  const { status, settings, ownerUserId } = tx.workshop;
  if (status !== 'active') return undefined;
  const open = (await tx.steps()).filter((step) => step.status === 'in_progress');
  if (settings.pace === 'async') return open.length > 0 ? ownerUserId : undefined;
  return hasTimeBoxes(settings) || open.some((step) => deadlineOf(step)) ? null : undefined;
}

/** Sets what is missing, says what is due, and returns the steps that may close by themselves. */
async function lookAtDeadlines(tx: WorkshopTx, now: Date, zone: string): Promise<Step[]> {
  if (tx.workshop.status !== 'active') return [];
  const { settings } = tx.workshop;
  const ready: Step[] = [];
  for (const step of await tx.steps()) {
    if (step.status !== 'in_progress') continue;
    const deadlineAt = deadlineOf(step) ?? (hasTimeBoxes(settings) ? await setOwnDeadline(tx, step, now, zone) : null);
    if (settings.pace === 'async' && (await quorumReached(tx, step)).isReached) ready.push(step);
    else if (settings.pace === 'async' && deadlineAt && deadlineAt <= now) ready.push(step);
    if (!deadlineAt) continue;
    const soon = soonAt(deadlineAt, step, settings.pace);
    if (deadlineAt <= now) {
      if (settings.pace === 'live' && step.deadlineSaid !== 'over') await tellHost(tx, step, 'over', deadlineAt, now);
    } else if (soon <= now) {
      if (step.deadlineSaid === 'nothing') await tellHost(tx, step, 'soon', deadlineAt, now);
      await tx.wakeAt(deadlineAt);
    } else await tx.wakeAt(soon);
  }
  return ready;
}

async function setOwnDeadline(tx: WorkshopTx, step: Step, now: Date, zone: string): Promise<Date> {
  const deadlineAt = ownDeadline(tx, step, now, zone);
  await tx.setDeadline(step.id, { deadlineAt, deadlineSaid: 'nothing' });
  await tx.wantCard('step', step.stepId);
  await tx.wantCard('hub', null);
  return deadlineAt;
}

/** The card says so to everybody; live, the host alone is asked what now. */
async function tellHost(tx: WorkshopTx, step: Step, what: 'soon' | 'over', deadlineAt: Date, now: Date): Promise<void> {
  await tx.setDeadline(step.id, { deadlineSaid: what });
  await tx.wantCard('step', step.stepId);
  if (what === 'over') await tx.wantCard('hub', null);
  if (tx.workshop.settings.pace !== 'live') return;
  const { name } = step.definition;
  const left = sayDuration(deadlineAt.getTime() - now.getTime());
  await tx.post({
    kind: 'whisper',
    userId: tx.workshop.ownerUserId,
    stepId: step.stepId,
    text: what === 'soon' ? phrase`${left} left of ${name}. Next, or 5 more?` : phrase`The time for ${name} is up. Next, or 5 more?`,
    buttons: [nextButton(tx, step), moreButton(tx, step)],
  });
}

function nextButton(tx: WorkshopTx, step: Step): Button {
  const value = writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch });
  return { label: 'Next step', action: 'next', value, style: 'primary' };
}

/** What was said up to now is looked at first; then all is asked again, for much may have happened meanwhile. */
async function closeWhenReady(deps: Deps, workshopId: WorkshopId, wanted: Step, hostAt: HostAt): Promise<void> {
  await catchUpWith(deps, wanted.contextId);
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshopId, async (tx) => {
    if (tx.workshop.status !== 'active' || tx.workshop.settings.pace !== 'async') return;
    const step = await tx.step(wanted.stepId);
    if (step.status !== 'in_progress' || step.epoch !== wanted.epoch) return;
    const deadlineAt = deadlineOf(step);
    const isOver = deadlineAt !== null && deadlineAt <= now;
    const quorum = await quorumReached(tx, step);
    if (!isOver && !quorum.isReached) return;
    const { gaps } = judgeStep(step, await tx.currentArtifacts());
    const reason: ClosingReason = quorum.isReached ? { quorum } : 'deadline';
    const isLeftToHost = step.deadlineSaid === 'over';
    if (gaps.length === 0 && isLeftToHost && !quorum.isReached) return offerToClose(tx, step);
    if (gaps.length === 0) return closeStep(tx, step, reason, now);
    if (isOver && !isLeftToHost) await leaveToHost(tx, step, gaps.length, now, hostAt);
  });
}

/** It was left to the host, and now it has everything: that is said once for each deadline, and stays the host's to decide. */
async function offerToClose(tx: WorkshopTx, step: Step): Promise<void> {
  if (!(await tx.takeReceipt(`whole-after-deadline:${step.id}:${step.epoch}:${step.deadlineAt?.getTime()}`))) return;
  const { ownerUserId: host } = tx.workshop;
  const { name } = step.definition;
  await tx.post({
    kind: 'say',
    stepId: step.stepId,
    text: phrase`:white_check_mark: Everything that ${name} needs is here now. ${person(host)} can close it with “Next step” on the card; until then there is room for more.`,
  });
  await tx.post({
    kind: 'whisper',
    userId: host,
    stepId: step.stepId,
    text: phrase`${name} has everything now, and its time is up. Do we move on?`,
    buttons: [nextButton(tx, step), moreButton(tx, step)],
  });
}

/** Nothing is forced: the thread is told once, and whoever hosts gets the choice. */
async function leaveToHost(tx: WorkshopTx, step: Step, gaps: number, now: Date, { zone, isInChannel }: HostAt): Promise<void> {
  const { ownerUserId: host, title } = tx.workshop;
  const { name } = step.definition;
  await tellHost(tx, step, 'over', now, now);
  const open = gaps === 1 ? 'one thing is' : `${gaps} things are`;
  await tx.post({
    kind: 'say',
    stepId: step.stepId,
    text: phrase`:hourglass: The time for ${name} is up, and ${open} still open. ${person(host)} decides: do we move on, or take another day? Until then it stays open.`,
  });
  await tx.post({
    kind: 'whisper',
    userId: host,
    stepId: step.stepId,
    text: phrase`The time for ${name} is up, and ${open} still open. What now?`,
    buttons: [
      {
        label: 'Move on anyway',
        action: 'move-on',
        value: writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch }),
        style: 'danger',
      },
      moreButton(tx, step),
      {
        label: 'Remind those who are missing',
        action: 'remind',
        value: writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch }),
      },
    ],
  });
  // A whisper is lost on somebody who is away, and over days they usually are.
  if (!isInChannel) return;
  await nudge(tx, {
    userId: host,
    kind: 'reminder',
    localDay: localDay(now, zone),
    text: phrase`“${title}”: the time for ${name} is up, and ${open} still open. Move on, or one more day? “/workshop timer” in the channel has both.`,
    links: step.threadTs ? [{ label: `${title}: ${name}`, channelId: tx.workshop.channelId, slackTs: step.threadTs }] : [],
  });
}
