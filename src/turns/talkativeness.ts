import type { StepDefinition } from '../workshop/step-definition.ts';
import type { Pace, Talk, WorkshopSettings } from '../workshop/workshop.ts';

/** How much longer or shorter than usual it has to be quiet before the facilitator speaks unasked. */
const lullFactor: Record<Talk, number> = { quiet: 3, normal: 1, lively: 0.5 };
/** A quiet facilitator follows up once where others may do so several times, and nowhere else. */
const quietFollowUps = (allowed: number) => (allowed > 1 ? 1 : 0);

/** How long it has to be quiet in this workshop. */
export function lullMsOf(lullMs: Record<Pace, number>, { pace, talk }: WorkshopSettings): number {
  return lullsOf(lullMs)[pace][talk ?? 'normal'];
}

/** The same for every setting that a workshop may have. */
export function lullsOf(lullMs: Record<Pace, number>): Record<Pace, Record<Talk, number>> {
  const of = (ms: number) => ({ quiet: ms * lullFactor.quiet, normal: ms * lullFactor.normal, lively: ms * lullFactor.lively });
  return { live: of(lullMs.live), async: of(lullMs.async) };
}

/** How often the facilitator may follow up in a step; never more than the step's definition allows. */
export function followUpsOf({ followUps }: Pick<StepDefinition, 'followUps'>, { talk }: WorkshopSettings): number {
  return talk === 'quiet' ? quietFollowUps(followUps) : followUps;
}
