import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { isWorkday, localDay, localTime } from '../../workshop/local-time.ts';
import { digestHours } from '../../workshop/pace.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import { sayDuration } from '../../workshop/presence.ts';
import type { Step, Workshop } from '../../workshop/workshop.ts';
import { zonesOf } from '../time/zones.ts';
import type { Deps } from '../use-case.ts';
import { nudge } from './nudge.ts';

/**
 * Asking those who are missing in a step for their voice, whether it is called an invitation or a reminder. One rule for both: whoever
 * has said something or is done is left alone; ten minutes lie between two askings of the same step; each is asked alone and by name,
 * live by a whisper, over days by their one direct message of the day if it is day where they are and they had none, and otherwise with
 * the next one. Nobody is asked who is not in the channel any more.
 */

/** Nobody is asked twice in so short a time. */
const coolDownMs = 10 * 60_000;
const maxAsked = 30;

/** Where people are, on the map and in the channel. */
export interface Whereabouts {
  zoneOf(userId: UserId): string;
  isInChannel(userId: UserId): boolean;
}

/** Asks Slack, so never inside a transaction. Throws a RuleBreach when it does not say who is in the channel. */
export async function findWhereabouts(deps: Deps, { id, channelId, ownerUserId, settings }: Workshop): Promise<Whereabouts> {
  const members = (await deps.store.loadWorkshop(id)).members.map((member) => member.userId);
  const there = await Promise.all(members.map((userId) => deps.channels.hasPerson(channelId, userId)));
  if (there.includes(undefined))
    throw new RuleBreach('unknown-place', phrase`Slack does not tell me who is in the channel just now. Please try again in a minute.`);
  const inChannel = new Set(members.filter((_, index) => there[index]));
  const zoneOf = settings.pace === 'async' ? await zonesOf(deps, ownerUserId, members) : () => 'UTC';
  return { zoneOf, isInChannel: (userId) => inChannel.has(userId) };
}

/** Who of the team has said nothing in the step and is not done with it, besides whoever asks. */
export async function findMissing(tx: WorkshopTx, step: Pick<Step, 'id'>, by: UserId, { isInChannel }: Whereabouts): Promise<UserId[]> {
  const { team, takePart, done } = await tx.stepPresence(step.id);
  const heard = new Set([...takePart, ...done, by]);
  return team.filter((userId) => !heard.has(userId) && isInChannel(userId)).slice(0, maxAsked);
}

export interface Asked {
  now: number;
  /** Who hears of it with their next message of the day, if they want one. */
  later: number;
}

/** Throws a RuleBreach when people were asked in this step a moment ago. */
export async function askForVoices(
  tx: WorkshopTx,
  step: Step,
  missing: readonly UserId[],
  asking: { kind: 'nudge' | 'reminder'; say(userId: UserId): Phrase; zoneOf: Whereabouts['zoneOf'] },
): Promise<Asked> {
  await coolDown(tx, step);
  const asked: Asked = { now: 0, later: 0 };
  const { settings, channelId, title } = tx.workshop;
  const links = step.threadTs ? [{ label: `${title}: ${step.definition.name}`, channelId, slackTs: step.threadTs }] : [];
  for (const userId of missing) {
    const text = asking.say(userId);
    if (settings.pace === 'live') {
      await tx.post({ kind: 'whisper', userId, stepId: step.stepId, text });
      asked.now += 1;
    } else if (settings.directMessages !== false) {
      const zone = asking.zoneOf(userId);
      const isSent =
        isDay(tx.now(), zone) && (await nudge(tx, { userId, kind: asking.kind, localDay: localDay(tx.now(), zone), text, links }));
      if (!isSent) await tx.askFor(userId);
      asked[isSent ? 'now' : 'later'] += 1;
    }
  }
  return asked;
}

async function coolDown(tx: WorkshopTx, { stepId }: Step): Promise<void> {
  const now = tx.now();
  const last = tx.workshop.settings.invited;
  const sinceMs = last?.stepId === stepId ? now.getTime() - Date.parse(last.at) : coolDownMs;
  if (sinceMs < coolDownMs)
    throw new RuleBreach(
      'asked-already',
      phrase`They were asked ${sinceMs < 60_000 ? 'just now' : `${sayDuration(sinceMs)} ago`}. Give them ${sayDuration(coolDownMs - sinceMs + 59_999)} before you ask again.`,
    );
  await tx.updateWorkshop({ settings: { ...tx.workshop.settings, invited: { stepId, at: now.toISOString() } } });
}

function isDay(now: Date, zone: string): boolean {
  const { hour } = localTime(now, zone);
  return isWorkday(now, zone) && hour >= digestHours.from && hour < digestHours.until;
}

/** Counts only, never who; without a full stop. */
export function sayAsked({ now, later }: Asked, { settings }: Workshop): Phrase {
  if (settings.pace === 'live') return phrase`I have quietly asked ${people(now)}`;
  if (settings.directMessages === false)
    return phrase`I have written to nobody, since direct messages are switched off in this workshop's settings`;
  const said = phrase`I have written privately to ${now === 0 ? 'nobody yet' : people(now)}`;
  if (later === 0) return said;
  return phrase`${said}; ${people(later)} will read it in their next message of the day, unless they want none`;
}

function people(count: number): string {
  return count === 1 ? 'one person' : `${count} people`;
}
