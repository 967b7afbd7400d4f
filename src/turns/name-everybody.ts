import { distinctNames, type Names } from '../facilitator/model/render-context.ts';
import type { UserId } from '../workshop/ids.ts';
import type { Deps } from './use-case.ts';

/** What people are called in a prompt, and the bot by what it is, for people address it by its id. */
export async function nameEverybody({ people }: Pick<Deps, 'people'>, userIds: readonly UserId[]): Promise<Names> {
  const names = new Map(distinctNames(userIds, await people.namesOf(userIds)));
  if (people.self) names.set(people.self, 'Facilitator');
  return names;
}
