import type { TurnPlan } from '../../facilitator/facilitator.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { JsonObject } from '../../workshop/json.ts';
import type { Step, Talk, Workshop } from '../../workshop/workshop.ts';
import type { Offer } from './find-offers.ts';
import { offerAction } from './offer-action.ts';

/** Unasked, in one step. */
const maxOffers: Record<Talk, number> = { quiet: 0, normal: 1, lively: 2 };

/** Over days nobody would be there to say yes within 15 minutes; whoever wants a quiet facilitator asks for things. */
export function offersAnything({ status, settings }: Pick<Workshop, 'status' | 'settings'>): boolean {
  return status === 'active' && settings.pace === 'live' && maxOffers[settings.talk ?? 'normal'] > 0;
}

/**
 * Those of the offers that the facilitator may make now without being a nuisance: nothing else waits for an answer, nobody is at
 * something together, it was not asked for or offered in this step before, nobody has said no to an offer here, and it has not spoken
 * up too often in the step and in the workshop.
 */
async function findWelcome<O extends { action: string; params: JsonObject }>(
  tx: WorkshopTx,
  step: Step,
  offers: readonly O[],
  now: Date,
): Promise<O[]> {
  const { settings, template } = tx.workshop;
  if (offers.length === 0 || !offersAnything(tx.workshop)) return [];
  if ((await tx.openActions()).some((one) => one.status === 'running' || one.expiresAt > now)) return [];
  if ((await tx.openRounds()).length > 0 || (await tx.openTimers()).length > 0 || (await tx.openProposal(step.stepId))) return [];
  const spoken = (await tx.steps()).reduce((sum, one) => sum + one.followUps, 0);
  if (spoken >= template.steps.reduce((sum, one) => sum + one.followUps, 0)) return [];
  const before = (await tx.actionsOf(step.stepId)).filter((one) => !step.startedAt || one.createdAt >= step.startedAt);
  const unasked = before.filter((one) => one.requestedBy === null);
  if (unasked.length >= maxOffers[settings.talk ?? 'normal'] || unasked.some((one) => one.status === 'cancelled')) return [];
  return offers.filter(
    (offer) => !before.some((one) => one.action === offer.action && JSON.stringify(one.params) === JSON.stringify(offer.params)),
  );
}

/** Makes the first offer that is welcome and can be done; people say yes or no. It counts as a follow-up. */
export async function offerUnasked(tx: WorkshopTx, step: Step, offers: readonly Omit<Offer, 'lulls'>[], now: Date): Promise<void> {
  await offerFirst(tx, step, await findWelcome(tx, step, offers, now), now);
}

/** The first that can be done. False when there was none. */
async function offerFirst(tx: WorkshopTx, step: Step, welcome: readonly Omit<Offer, 'lulls'>[], now: Date): Promise<boolean> {
  for (const { action, params, why } of welcome) {
    try {
      await offerAction(tx, { action, params, why, stepId: step.stepId, requestedBy: null, now });
      const { followUps } = await tx.step(step.stepId);
      await tx.updateStep(step.id, { followUps: followUps + 1 });
      return true;
    } catch (error) {
      if (!(error instanceof RuleBreach)) throw error;
    }
  }
  return false;
}

/** Whether a turn answers somebody: then it is not the moment to offer anything. */
export function answersSomebody({ whispers, say, think }: TurnPlan): boolean {
  return whispers.length > 0 || (say !== undefined && !say.isFollowUp) || (think?.speak === true && !think.isFollowUp);
}

interface Silence {
  quietMs: number;
  lullMs: number;
  now: Date;
}

/**
 * What becomes of a turn that answers nobody when there is something to offer: the offer takes the place of the question that would
 * follow up; the card with what we have comes before it. Looks again where the silence is not long enough yet.
 */
export async function offerInTurn(
  tx: WorkshopTx,
  step: Step,
  plan: TurnPlan,
  offers: readonly Offer[],
  { quietMs, lullMs, now }: Silence,
): Promise<TurnPlan> {
  const welcome = await findWelcome(tx, step, offers, now);
  const showsFirst = plan.showReadBack && !step.readBackShown;
  const isDue = ({ lulls }: Offer) => !showsFirst && quietMs >= lulls * lullMs;
  if (await offerFirst(tx, step, welcome.filter(isDue), now)) return withoutFollowUp(plan);
  const waits = welcome.filter((offer) => !isDue(offer)).map(({ lulls }) => (showsFirst ? quietMs : 0) + lulls * lullMs);
  if (waits.length === 0) return plan;
  return { ...plan, lookAgainAfterMs: Math.min(...waits, plan.lookAgainAfterMs ?? Number.POSITIVE_INFINITY) };
}

function withoutFollowUp({ say, think, ...plan }: TurnPlan): TurnPlan {
  return {
    ...plan,
    ...(say && !say.isFollowUp ? { say } : {}),
    ...(think && !think.isFollowUp ? { think } : {}),
  };
}
