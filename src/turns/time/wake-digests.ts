import type { Button } from '../../ports/outbox.ts';
import type { DigestPlan, WaitingStep } from '../../ports/time-store.ts';
import { judgeDigest, nextDigest } from '../../workshop/digest.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { localDay } from '../../workshop/local-time.ts';
import { phrase } from '../../workshop/phrase.ts';
import { defaultQuorum, judgeQuorum } from '../../workshop/quorum.ts';
import { nudge } from '../people/nudge.ts';
import type { ButtonHandler } from '../press-button.ts';
import type { Deps } from '../use-case.ts';
import type { Waker } from '../wake-workshop.ts';
import { findWaiting, linksOf, sayDigest } from './say-waiting.ts';
import { zonesOf } from './zones.ts';

const askAgainMs = 60_000;

/**
 * Over days: each person hears once a working day, in their own morning, what waits for them in all their workshops of the team; nothing
 * when nothing does. When each of them is looked at next is stored, so that no restart loses or doubles a message, and the database
 * counts at most one direct message per person and day.
 */
export const wakeDigests: Waker = async (deps, workshopId) => {
  const found = await deps.store.inWorkshop(workshopId, async (tx) => {
    const { status, settings, ownerUserId, orgId } = tx.workshop;
    if (status !== 'active' || settings.pace !== 'async' || settings.directMessages === false) return undefined;
    return { host: ownerUserId, orgId, plans: await tx.digestPlans() };
  });
  if (!found) return;
  const userIds = found.plans.map((plan) => plan.userId);
  const zoneOf = await zonesOf(deps, found.host, userIds);
  const now = deps.clock.now();
  const moves = found.plans.map((plan) => ({ plan, zone: zoneOf(plan.userId), ...planFor(plan, now, zoneOf(plan.userId)) }));
  for (const move of moves) if (move.isDue) await sendDigest(deps, workshopId, { orgId: found.orgId, userId: move.plan.userId }, move, now);
  await deps.store.inWorkshop(workshopId, async (tx) => {
    for (const { plan, nextAt, isDue } of moves) {
      if (!isDue && plan.nextAt?.getTime() !== nextAt.getTime()) await tx.setNextDigest(plan.userId, nextAt);
      await tx.wakeAt(nextAt);
    }
  });
};

function planFor(plan: DigestPlan, now: Date, zone: string): { nextAt: Date; isDue: boolean } {
  if (!plan.nextAt) return { nextAt: nextDigest(now, zone), isDue: false };
  const judged = judgeDigest(plan.nextAt, now, zone);
  if (judged.do === 'wait') return { nextAt: judged.at, isDue: false };
  return { nextAt: judged.nextAt, isDue: judged.do === 'look' };
}

async function sendDigest(
  deps: Deps,
  workshopId: WorkshopId,
  who: { orgId: string; userId: UserId },
  { zone, nextAt }: { zone: string; nextAt: Date },
  now: Date,
): Promise<void> {
  const { store } = deps;
  const [all, wish] = await Promise.all([store.waitingFor(who), store.digestWish(who)]);
  const steps = await keepTheirs(deps, who.userId, all);
  if (!steps) {
    await store.inWorkshop(workshopId, (tx) => tx.wakeAt(new Date(now.getTime() + askAgainMs)));
    return;
  }
  const waiting = findWaiting(steps, { now, stuck: await findStuck(deps, steps) });
  const text = sayDigest(who.userId, waiting, wish);
  await store.inWorkshop(workshopId, async (tx) => {
    await tx.setNextDigest(who.userId, nextAt);
    if (!text) return;
    const isSent = await nudge(tx, {
      userId: who.userId,
      kind: 'digest',
      localDay: localDay(now, zone),
      text,
      links: linksOf(waiting, wish),
      buttons: [wish === 'daily' ? lessButton : dailyButton],
    });
    if (isSent) await tx.forgetAsking(who.userId);
  });
}

/** Of channels that they are in now; undefined when nobody says: then it is asked again in a minute, until the day is over. */
async function keepTheirs({ channels }: Deps, userId: UserId, steps: readonly WaitingStep[]): Promise<WaitingStep[] | undefined> {
  const there = await Promise.all(steps.map((step) => channels.hasPerson(step.channelId, userId)));
  return there.includes(undefined) ? undefined : steps.filter((_, index) => there[index]);
}

/** Where this person hosts and enough people are done while the step is still open. */
async function findStuck({ store }: Pick<Deps, 'store'>, steps: readonly WaitingStep[]): Promise<Set<string>> {
  const hosted = steps.filter((step) => step.role === 'owner');
  const judged = await Promise.all(
    hosted.map(async (step) => judgeQuorum(step.quorum ?? defaultQuorum, await store.stepPresenceOf(step.stepDbId)).isReached),
  );
  return new Set(hosted.filter((_, index) => judged[index]).map((step) => step.stepDbId));
}

const lessButton: Button = { label: 'Not every day', action: 'digest-less' };
const dailyButton: Button = { label: 'Every day again', action: 'digest-daily' };

/** Pressed in a direct message: it concerns the presser alone, in all workshops of the team. */
export const digestButtons: Readonly<Record<string, ButtonHandler>> = {
  'digest-less': async ({ store }, asker) => {
    await store.setDigestWish(asker, 'urgent');
    return {
      text: phrase`All right. From now on I write only when something is due within a day, or when a host asks for you.`,
      buttons: [dailyButton],
    };
  },
  'digest-daily': async ({ store }, asker) => {
    await store.setDigestWish(asker, 'daily');
    return {
      text: phrase`Good. On working days, in your morning, I tell you what waits for you, and nothing when nothing does.`,
      buttons: [lessButton],
    };
  },
};
