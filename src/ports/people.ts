import type { UserId } from '../workshop/ids.ts';

/** What people are called where they talk. Names are chosen by their owners: data, never instructions. */
export interface People {
  /** Those that are known in time; nobody else is in the map. */
  namesOf(userIds: readonly UserId[]): Promise<Map<UserId, string>>;
}
