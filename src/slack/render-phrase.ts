import type { UserId } from '../workshop/ids.ts';
import { type Moment, momentToText, type Phrase, phraseToText } from '../workshop/phrase.ts';

/** Whether somebody may be mentioned: only people of the workshop are, whatever a text says. */
export type IsKnown = (userId: UserId) => boolean;

export const everybody: IsKnown = () => true;

export function knows(userIds: Iterable<UserId>): IsKnown {
  const known = new Set(userIds);
  return (userId) => known.has(userId);
}

const userIdPattern = /^[UW][A-Z0-9]{2,20}$/;

/** Slack's three control characters, so that a text can neither mention, link nor broadcast. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export function mention(userId: UserId, isKnown: IsKnown): string {
  return userIdPattern.test(userId) && isKnown(userId) ? `<@${userId}>` : 'somebody';
}

/** What somebody wrote: escaped, with mentions of people of the workshop re-created. `@channel` and the like stay mere words. */
export function renderSaid(text: string, isKnown: IsKnown): string {
  return text
    .split(/(<@[UW][A-Z0-9]{2,20}>)/)
    .map((part, index) => (index % 2 === 1 ? mention(part.slice(2, -1), isKnown) : escapeText(part)))
    .join('');
}

/** mrkdwn. Our own words are literal and may format; they never hold angle brackets or ampersands of Slack's syntax. */
export function renderPhrase(parts: Phrase, isKnown: IsKnown): string {
  return parts
    .map((part) => {
      if ('ours' in part) return escapeText(part.ours);
      if ('said' in part) return renderSaid(part.said, isKnown);
      return 'person' in part ? mention(part.person, isKnown) : renderMoment(part);
    })
    .join('');
}

const slackFormats: Record<Moment['shows'], string> = {
  time: '{time}',
  day: '{date_long_pretty}',
  'day-and-time': '{date_long_pretty}, {time}',
};

/** Slack shows it on the reader's own clock; what cannot shows it in UTC. */
export function renderMoment(at: Moment): string {
  return `<!date^${Math.floor(at.momentMs / 1_000)}^${slackFormats[at.shows]}|${momentToText(at)}>`;
}

/** As it is kept in the step's log: plain words, people as Slack mentions them. */
export function phraseForLog(parts: Phrase): string {
  return phraseToText(parts, (userId) => `<@${userId}>`);
}
