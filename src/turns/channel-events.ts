import type { Place } from '../ports/store.ts';
import { person, phrase } from '../workshop/phrase.ts';
import { holdTime } from './time/hold-time.ts';
import type { Deps } from './use-case.ts';

/** Why the bot can't work in a channel any more. */
export type Trouble = 'is_archived' | 'not_in_channel' | 'channel_not_found' | 'restricted_action';

const explanations: Record<Trouble, string> = {
  is_archived: 'the channel was archived. Unarchive it and type “/workshop resume”, and nothing is lost',
  not_in_channel: 'I am not in the channel any more. “/invite” me there and type “/workshop resume”, and nothing is lost',
  channel_not_found: 'I can no longer see the channel. “/invite” me there and type “/workshop resume”, and nothing is lost',
  restricted_action: 'I am not allowed to post in the channel. Ask an admin to let apps post there, then type “/workshop resume”',
};

/** The channel is closed to the bot: its running workshops pause, and each host is told once, by direct message. */
export async function loseChannel(deps: Deps, place: Place, trouble: Trouble): Promise<void> {
  for (const workshop of await deps.store.listWorkshops(place, ['active', 'paused'])) {
    await deps.store.inWorkshop(workshop.id, async (tx) => {
      if (tx.workshop.settings.trouble) return;
      const pausedAt = tx.workshop.settings.pausedAt ?? deps.clock.now().toISOString();
      await tx.updateWorkshop({ status: 'paused', settings: { ...tx.workshop.settings, trouble, pausedAt } });
      await holdTime(tx, deps.clock.now());
      await tx.post({
        kind: 'direct',
        userId: tx.workshop.ownerUserId,
        text: phrase`Hi ${person(tx.workshop.ownerUserId)}, “${tx.workshop.title}” is on hold: ${explanations[trouble]}.`,
      });
      await tx.audit({ action: 'trouble', userId: null, details: { trouble }, at: deps.clock.now() });
    });
  }
}
