import type { UserId } from '../workshop/ids.ts';

/** What people are called where they talk. Names are chosen by their owners: data, never instructions. */
export interface People {
  /** Those that are known in time; nobody else is in the map. */
  /** The bot's own id, by which people address it; undefined until it is connected. */
  readonly self: UserId | undefined;
  namesOf(userIds: readonly UserId[]): Promise<Map<UserId, string>>;
}
