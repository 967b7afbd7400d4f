import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { People, PersonStanding } from '../ports/people.ts';
import { cleanLine } from '../workshop/clean-text.ts';
import type { UserId } from '../workshop/ids.ts';
import { zoneOfOffset } from '../workshop/local-time.ts';
import { remember } from './remember.ts';
import { readFailure } from './slack-client.ts';
import { within } from './within.ts';

export interface KnownPerson {
  name: string;
  teamId: string;
  isBot: boolean;
  isGone: boolean;
  timeZone: string | undefined;
}

/** Who somebody is, asked of Slack once a day. */
export interface SlackPeople extends Pick<People, 'namesOf' | 'timeZoneOf'> {
  /** Undefined when Slack does not say in time. */
  find(userId: UserId): Promise<KnownPerson | undefined>;
  /** Asked anew each time: people leave. `isOurs`: whoever's team is not comes from outside. */
  standingOf(userId: UserId, isOurs: (teamId: string) => boolean): Promise<PersonStanding | undefined>;
}

/** Of one workspace; people of it who take part in workshops, not all there are. */
const maxKnown = 2_000;
/** People change their names. */
const knownForMs = 24 * 3_600_000;
/** Slack answers a hundred of these a minute. */
const maxAskedAtOnce = 30;
const maxNameChars = 60;
/** Who could not be looked up is not asked for again so soon. */
const unknownForMs = 60_000;
const zoneFreshMs = 6 * 3_600_000;

export function createPeople(client: WebClient, log: Log, now: () => number = Date.now): SlackPeople {
  const known = remember<KnownPerson>({ max: maxKnown, forMs: knownForMs, now });
  const asked = new Map<UserId, Promise<KnownPerson | undefined>>();
  const unknown = remember<true>({ max: maxKnown, forMs: unknownForMs, now });
  const zoneAsked = remember<true>({ max: maxKnown, forMs: zoneFreshMs, now });

  function ask(userId: UserId): Promise<KnownPerson | undefined> {
    const before = asked.get(userId);
    if (before) return before;
    const answer = askSlack(client, log, userId).then((found) => {
      if (found) known.set(userId, found);
      else unknown.set(userId, true);
      return found;
    });
    asked.set(userId, answer);
    void answer.finally(() => asked.delete(userId)).catch(() => undefined);
    return answer;
  }

  /** People travel: where somebody is, is asked anew after a while; what was known stands where Slack does not say. */
  async function timeZoneOf(userId: UserId): Promise<string | undefined> {
    const before = known.get(userId);
    if (before && zoneAsked.get(userId)) return before.timeZone;
    if (unknown.get(userId)) return before?.timeZone;
    const found = await within(ask(userId));
    if (found) zoneAsked.set(userId, true);
    return found?.timeZone ?? before?.timeZone;
  }

  return {
    timeZoneOf,
    async find(userId) {
      return known.get(userId) ?? within(ask(userId));
    },
    async standingOf(userId, isOurs) {
      const found = await within(askSlack(client, log, userId));
      if (found) known.set(userId, found);
      return found && { isBot: found.isBot || userId === 'USLACKBOT', isGone: found.isGone, isOutsider: !isOurs(found.teamId) };
    },
    async namesOf(userIds) {
      const wanted = [...new Set(userIds)];
      const strangers = wanted.filter((userId) => !known.get(userId) && !unknown.get(userId)).slice(0, maxAskedAtOnce);
      await within(Promise.allSettled(strangers.map(ask)));
      return new Map(
        wanted.flatMap((userId): [UserId, string][] => {
          const name = known.get(userId)?.name;
          return name ? [[userId, name]] : [];
        }),
      );
    },
  };
}

async function askSlack(client: WebClient, log: Log, userId: UserId): Promise<KnownPerson | undefined> {
  try {
    const { user } = await client.users.info({ user: userId });
    const names = [user?.profile?.display_name, user?.real_name, user?.name].map((name) => cleanName(name ?? ''));
    return {
      name: names.find(Boolean) ?? userId,
      teamId: user?.team_id ?? '',
      isBot: user?.is_bot === true,
      isGone: user?.deleted === true,
      timeZone: zoneOf(user),
    };
  } catch (error) {
    log.warn({ code: readFailure(error).code }, 'a person could not be looked up');
    return undefined;
  }
}

/** An IANA name, or at least how far from UTC. */
function zoneOf(user: { tz?: string; tz_offset?: number } | undefined): string | undefined {
  return user?.tz ?? (user?.tz_offset === undefined ? undefined : zoneOfOffset(user.tz_offset));
}

/** People choose their names: on one line, of a name's length, without anything invisible. */
export function cleanName(name: string): string {
  const visible = cleanLine(name).replace(/[\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, '');
  return [...visible].slice(0, maxNameChars).join('').trim();
}
