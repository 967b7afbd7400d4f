import type { UserId } from '../../workshop/ids.ts';
import { isZone } from '../../workshop/local-time.ts';
import type { Deps } from '../use-case.ts';

/** Slack answers a hundred such questions a minute; what it said is kept for a while. */
const atOnce = 30;
const mostAsked = 300;

/**
 * Where people are, for their days and hours: what Slack says; the host's zone for those of whom it says nothing, UTC when not even that
 * is known. Asks Slack, so never inside a transaction.
 */
export async function zonesOf(
  deps: Pick<Deps, 'people'>,
  host: UserId,
  userIds: readonly UserId[] = [],
): Promise<(userId: UserId) => string> {
  const known = new Map<UserId, string>();
  const wanted = [...new Set([host, ...userIds])].slice(0, mostAsked);
  for (let from = 0; from < wanted.length; from += atOnce)
    await Promise.all(
      wanted.slice(from, from + atOnce).map(async (userId) => {
        const zone = await deps.people.timeZoneOf(userId).catch(() => undefined);
        if (zone && isZone(zone)) known.set(userId, zone);
      }),
    );
  return (userId) => known.get(userId) ?? known.get(host) ?? 'UTC';
}
