import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { closeRound } from './close-round.ts';
import { findScene, showRound } from './in-round.ts';

/** The timer of a round has ended: the round closes. True when the thread was told, so that nobody says it twice. */
export async function closeOnTime(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<boolean> {
  const scene = await sceneOf(tx, timer);
  if (!scene) return false;
  await closeRound({ ...scene, now }, { by: null, why: 'time' });
  return true;
}

/** It was extended, paused, resumed or stopped, or has come to another stage: the card of its round shows it. */
export async function showOnRound(tx: WorkshopTx, timer: Pick<StoredTimer, 'activityId' | 'stepId'>): Promise<void> {
  const scene = await sceneOf(tx, timer);
  if (scene) await showRound(scene);
}

/** Undefined for a timer that belongs to no round, and for one of a step that was started over since. */
async function sceneOf(tx: WorkshopTx, { activityId, stepId }: Pick<StoredTimer, 'activityId' | 'stepId'>) {
  if (!activityId) return undefined;
  return findScene(tx, { stepId, roundId: activityId }).catch((error: unknown) => {
    if (error instanceof RuleBreach) return undefined;
    throw error;
  });
}
