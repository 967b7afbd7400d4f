import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Seat, SeatChange } from './change-roles.ts';

const seats: Readonly<Record<string, Seat>> = {
  host: 'host',
  owner: 'host',
  'hand over to': 'host',
  handover: 'host',
  cohost: 'co-host',
  'co-host': 'co-host',
  admit: 'participant',
  'let in': 'participant',
  participant: 'participant',
  editor: 'participant',
  viewer: 'viewer',
};
const words = Object.keys(seats).sort((one, other) => other.length - one.length);
const mention = /<@([UW][A-Z0-9]{2,20})>/g;
const maxNamed = 20;

/** `/workshop people …`, read: nothing, an invitation, or who is to be what. Throws a RuleBreach with how it is said. */
export type PeopleWords = { kind: 'show' } | { kind: 'invite' } | { kind: 'change'; changes: SeatChange[] };

export function readPeopleWords(rest: string, askerId: UserId): PeopleWords {
  const text = rest.trim().toLowerCase();
  if (!text) return { kind: 'show' };
  if (/^(invite|remind)\b/.test(text)) return { kind: 'invite' };
  if (text === 'leave') return { kind: 'change', changes: [{ userId: askerId, seat: 'participant' }] };
  const word = words.find((one) => text === one || text.startsWith(`${one} `));
  const seat = word ? seats[word] : undefined;
  if (!seat) throw howTo();
  const named = [...new Set([...rest.matchAll(mention)].flatMap((match) => match[1] ?? []))];
  const others = rest
    .slice(word?.length)
    .replace(mention, ' ')
    .replace(/\band\b|[,&]/g, ' ')
    .trim();
  if (others.toLowerCase() === 'me' && named.length === 0) return { kind: 'change', changes: [{ userId: askerId, seat }] };
  if (named.length === 0 || others)
    throw new RuleBreach(
      'no-person',
      phrase`I can't see who that is. Type @ and pick the name that Slack offers: “/workshop people ${word ?? 'host'} @name”.`,
    );
  if (named.length > maxNamed) throw new RuleBreach('many-people', phrase`That is ${named.length} people at once. Name up to ${maxNamed}.`);
  if (seat === 'host' && named.length > 1)
    throw new RuleBreach(
      'one-host',
      phrase`There is one host. Name one person, and make the others co-hosts: “/workshop people cohost @name”.`,
    );
  return { kind: 'change', changes: named.map((userId) => ({ userId, seat })) };
}

function howTo(): RuleBreach {
  return new RuleBreach(
    'people-words',
    phrase`“/workshop people” shows who does what. It also takes “host @name”, “cohost @name”, “participant @name”, “admit @name”, “viewer @name” and “invite”.`,
  );
}
