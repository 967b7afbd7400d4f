import type { Channel, Person } from './protocol.ts';

/** Who and what is there when a practice workspace is new. */
export interface Seeds {
  team: { id: string; name: string; domain: string };
  /** The organisation (Enterprise Grid) that the team belongs to. */
  enterprise?: { id: string; name: string };
  /** The company of the outsider, in Slack Connect's sense. */
  otherTeam: { id: string; name: string };
  appId: string;
  botUserId: string;
  botId: string;
  /** The same app's bot in the other company, where that has it too. */
  otherBot?: { userId: string; botId: string };
  people: Person[];
  channels: Channel[];
}

const BOT_USER = 'UWORKSHOP1';

/** Four colleagues, the first of them the host, one guest of another company, and the bot. */
export function createSeeds(bot: { name: string; appName: string }): Seeds {
  const person = (id: string, name: string, realName: string, timeZone: string, colour: string): Person => ({
    id,
    name,
    realName,
    timeZone,
    colour,
    isBot: false,
    isOutsider: false,
  });
  const maya = person('UMAYA00001', 'maya', 'Maya Lindqvist', 'Europe/Stockholm', '#c2410c');
  const tomas = person('UTOMAS0001', 'tomas', 'Tomás Rivera', 'America/Mexico_City', '#0f766e');
  const aiko = person('UAIKO00001', 'aiko', 'Aiko Tanaka', 'Asia/Tokyo', '#7c3aed');
  const sam = person('USAM000001', 'sam', 'Sam Okafor', 'Africa/Lagos', '#1d4ed8');
  const nora = { ...person('UNORA00001', 'nora', 'Nora Feldman', 'America/New_York', '#be185d'), isOutsider: true };
  const botUser: Person = {
    ...person(BOT_USER, bot.name, bot.appName, 'UTC', '#1f2a44'),
    isBot: true,
  };
  const team = [maya.id, tomas.id, aiko.id, sam.id];
  const channel = (id: string, name: string, topic: string, members: string[]): Channel => ({
    id,
    name,
    topic,
    members,
    isPrivate: false,
    isArchived: false,
    isDirect: false,
  });
  return {
    team: { id: 'TPRACTICE1', name: 'Brightside Health', domain: 'brightside' },
    otherTeam: { id: 'TOUTSIDE01', name: 'Harbour Design' },
    appId: 'AWORKSHOP1',
    botUserId: BOT_USER,
    botId: 'BWORKSHOP1',
    people: [maya, tomas, aiko, sam, nora, botUser],
    channels: [
      channel('CCHECKIN01', 'clinic-checkin', 'A calmer first ten minutes at the clinic', [...team, BOT_USER]),
      channel('CGENERAL01', 'general', 'Everyone, everything', [...team, BOT_USER]),
      channel('CPARTNERS1', 'harbour-partners', 'Shared with Harbour Design', [maya.id, sam.id, nora.id, BOT_USER]),
      channel('CRANDOM001', 'random', 'The bot is not in here', team),
      ...team.map(
        (user, index): Channel => ({
          id: `DWORKSHOP${index + 1}`,
          name: '',
          topic: '',
          members: [user, BOT_USER],
          isPrivate: true,
          isArchived: false,
          isDirect: true,
        }),
      ),
    ],
  };
}

/**
 * The outsider's company, with a workspace of its own: people of ours are the outsiders there. One channel is shared (Slack Connect), with
 * the same id on both sides, and so has everybody in it.
 */
export function createNeighbours(ours: Seeds, bot: { name: string; appName: string }): Seeds {
  const own = new Set(['UNORA00001']);
  const people = ours.people.filter((person) => !person.isBot).map((person) => ({ ...person, isOutsider: !own.has(person.id) }));
  const local = (id: string, name: string, realName: string): Person => ({
    id,
    name,
    realName,
    timeZone: 'America/New_York',
    colour: '#4d7c0f',
    isBot: false,
    isOutsider: false,
  });
  const jonas = local('UJONAS0001', 'jonas', 'Jonas Berg');
  const otherBotUser = 'UWORKSHOP2';
  const botUser: Person = { ...local(otherBotUser, bot.name, bot.appName), isBot: true };
  const channel = (id: string, name: string, members: string[]): Channel => ({
    id,
    name,
    topic: '',
    members,
    isPrivate: false,
    isArchived: false,
    isDirect: false,
  });
  const shared = ours.channels.find((one) => one.id === 'CPARTNERS1');
  return {
    team: { id: ours.otherTeam.id, name: ours.otherTeam.name, domain: 'harbour' },
    otherTeam: { id: ours.team.id, name: ours.team.name },
    appId: ours.appId,
    botUserId: otherBotUser,
    botId: 'BWORKSHOP2',
    otherBot: { userId: ours.botUserId, botId: ours.botId },
    people: [...people, jonas, ...asOutsider(ours), botUser],
    channels: [
      channel('CSTUDIO001', 'studio', ['UNORA00001', jonas.id, otherBotUser]),
      ...(shared ? [{ ...shared, members: [...shared.members, otherBotUser] }] : []),
    ],
  };
}

/** A company's bot, as the other one sees it. */
function asOutsider({ people, botUserId, team }: Seeds): Person[] {
  return people
    .filter((person) => person.id === botUserId)
    .map((bot) => ({ ...bot, name: `${bot.name} of ${team.name}`, realName: `${bot.realName} (${team.name})`, isOutsider: true }));
}

/** Our seeds where the neighbours have the app too: its bot there is one more outsider. */
export function withNeighbours(ours: Seeds, theirs: Seeds): Seeds {
  return {
    ...ours,
    otherBot: { userId: theirs.botUserId, botId: theirs.botId },
    people: [...ours.people, ...asOutsider(theirs)],
    channels: ours.channels.map((one) => (one.id === 'CPARTNERS1' ? { ...one, members: [...one.members, theirs.botUserId] } : one)),
  };
}

const ORGANISATION = { id: 'EBRIGHT001', name: 'Brightside Group' };

/** Another team of the same organisation: the same people under the same ids, another channel, and the app's bot is the same one. */
export function createSister(ours: Seeds): Seeds {
  const members = ours.people.filter((person) => !person.isOutsider).map((person) => person.id);
  return {
    ...ours,
    team: { id: 'TLABS00001', name: 'Brightside Labs', domain: 'brightside-labs' },
    enterprise: ORGANISATION,
    channels: ours.channels.filter((one) => one.id === 'CGENERAL01').map((one) => ({ ...one, id: 'CLABS00001', name: 'labs', members })),
  };
}

export function inOrganisation(ours: Seeds): Seeds {
  return { ...ours, enterprise: ORGANISATION };
}
