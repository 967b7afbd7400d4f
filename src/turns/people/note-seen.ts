import type { Asker, Deps } from '../use-case.ts';
import { greetReturningHost } from './stand-in.ts';

/** Whatever somebody does shows that they are here. It never keeps anybody from doing it. */
export async function noteSeen(deps: Deps, { orgId, channelId, userId }: Pick<Asker, 'orgId' | 'channelId' | 'userId'>): Promise<void> {
  try {
    const led = await deps.store.noteSeenIn({ orgId, channelId }, userId, deps.clock.now());
    for (const workshopId of led) await greetReturningHost(deps, workshopId, userId);
  } catch (error) {
    deps.log.warn({ error: String(error).slice(0, 300) }, 'that somebody is here was not written down');
  }
}
