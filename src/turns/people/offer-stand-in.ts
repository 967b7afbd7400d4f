import type { WorkshopTx } from '../../ports/store.ts';
import { listPhrases, person, phrase } from '../../workshop/phrase.ts';
import { judgeAbsence, sayDuration } from '../../workshop/presence.ts';
import { OfferedBreach } from '../offered-breach.ts';

const maxNamedHosts = 3;

/** Throws, with the button that takes over, when somebody wants to steer and no host has been here for too long. Changes nothing. */
export async function offerToStandIn(tx: WorkshopTx): Promise<void> {
  const presence = await tx.presence();
  const absence = judgeAbsence(presence, tx.workshop, tx.now());
  if (!absence.isTooLong) return;
  const hosts = presence.filter((one) => one.role === 'owner').slice(0, maxNamedHosts);
  const others = hosts.filter((one) => one.userId !== tx.workshop.ownerUserId);
  const who =
    others.length === 0
      ? phrase`The host, ${person(tx.workshop.ownerUserId)}, has`
      : phrase`The hosts, ${listPhrases([tx.workshop.ownerUserId, ...others.map((one) => one.userId)].map((userId) => [person(userId)]))}, have`;
  throw new OfferedBreach('host-away', phrase`${who} been away for ${sayDuration(absence.awayMs)}. Take over?`, [
    { label: 'Take over', action: 'take-over', value: tx.workshop.id, style: 'primary' },
    { label: 'Wait', action: 'dismiss' },
  ]);
}
