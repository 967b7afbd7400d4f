import type { UserId } from '../workshop/ids.ts';

/** What Slack says about somebody, as of now. */
export interface PersonStanding {
  isBot: boolean;
  /** Deactivated: they can't sign in any more. */
  isGone: boolean;
  /** Of another company (Slack Connect). */
  isOutsider: boolean;
}

/** What people are called where they talk. Names are chosen by their owners: data, never instructions. */
export interface People {
  /** Those that are known in time; nobody else is in the map. */
  /** The bot's own id, by which people address it; undefined until it is connected. */
  readonly self: UserId | undefined;
  /** Undefined when there is nobody of that id, or Slack does not say in time. */
  standingOf(userId: UserId): Promise<PersonStanding | undefined>;
  /** An IANA name such as `Europe/Berlin`; undefined when Slack does not say in time. */
  timeZoneOf(userId: UserId): Promise<string | undefined>;
  namesOf(userIds: readonly UserId[]): Promise<Map<UserId, string>>;
}
