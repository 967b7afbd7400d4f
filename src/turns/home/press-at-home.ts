import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { pressButton } from '../press-button.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { startRequest } from './start-form.ts';

/** The home itself: nothing of a workshop. */
export const homeActions = { start: 'home-start', mute: 'home-mute', unmute: 'home-unmute' } as const;

/**
 * A press in somebody's home, which knows no channel: the workshop is looked up by its member, and then everything is as if they had
 * pressed in its channel. Throws a RuleBreach for a workshop that they are no member of, or whose channel they are not in (F-19).
 */
export async function pressAtHome(
  deps: Deps,
  asker: Asker,
  action: string,
  value: string,
): Promise<{ asker: Asker; reply: Reply | undefined }> {
  const { orgId, userId } = asker;
  if (action === homeActions.start) return { asker, reply: { text: phrase`One moment.`, form: startRequest } };
  if (action === homeActions.mute || action === homeActions.unmute) {
    await deps.store.setMuted({ orgId, userId }, action === homeActions.mute, deps.clock.now());
    return {
      asker,
      reply: {
        text:
          action === homeActions.mute
            ? phrase`I won't write to you unasked any more, in none of your workshops.`
            : phrase`I may write to you again, once a day at most, when something waits for you.`,
      },
    };
  }
  const workshop = await deps.store.findMembership({ orgId, userId, workshopId: workshopOf(value) });
  const isThere = workshop && (await deps.channels.hasPerson(workshop.channelId, userId));
  if (workshop && isThere === undefined)
    throw new RuleBreach('unknown-place', phrase`Slack does not tell me whether you are in that workshop's channel. Please press again.`);
  if (!workshop || !isThere) throw new RuleBreach('gone', phrase`I can't find that workshop among yours.`);
  const here = { ...asker, channelId: workshop.channelId };
  return { asker: here, reply: await pressButton(deps, here, action, value) };
}

function workshopOf(value: string): WorkshopId {
  try {
    const { w } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string') return w;
  } catch {
    // Some buttons carry the bare id.
  }
  return value;
}
