import type { Channel, Person } from './protocol.ts';

/** Who and what is there when a practice workspace is new. */
export interface Seeds {
  team: { id: string; name: string; domain: string };
  /** The company of the outsider, in Slack Connect's sense. */
  otherTeam: { id: string; name: string };
  appId: string;
  botId: string;
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
