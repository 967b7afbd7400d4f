import type { Store } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { listPhrases, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';

const maxNamed = 3;

/** A what-if rests on what it was forked from: that can't be erased before it (F-40). Throws a RuleBreach that names what has to go first. */
export async function refuseWithForks(store: Pick<Store, 'forksOf'>, workshop: Pick<Workshop, 'id' | 'title'>): Promise<void> {
  const forks = await store.forksOf(workshop.id);
  if (forks.length === 0) return;
  const names = listPhrases([
    ...forks.slice(0, maxNamed).map((fork) => phrase`“${fork.title}”`),
    ...(forks.length > maxNamed ? [phrase`${forks.length - maxNamed} more`] : []),
  ]);
  throw new RuleBreach('has-forks', phrase`${names} ${forks.length === 1 ? 'rests' : 'rest'} on “${workshop.title}”, so I can't erase it alone. Erase ${forks.length === 1 ? 'that what-if' : 'those what-ifs'} first.`);
}
