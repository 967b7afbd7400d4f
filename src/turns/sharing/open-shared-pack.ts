import { dateDues } from '../../build-pack/due-dates.ts';
import { findMoved, sayMovedSince } from '../../build-pack/moved-steps.ts';
import { nameOwners } from '../../build-pack/owners.ts';
import type { BuildPack } from '../../build-pack/pack.ts';
import { packForOutsiders, peopleIn } from '../../build-pack/pack-for-outsiders.ts';
import type { LinkOptions } from '../../build-pack/source-links.ts';
import type { Store } from '../../ports/store.ts';
import type { Phrase } from '../../workshop/phrase.ts';
import { linkPack } from '../link-pack.ts';
import type { Deps } from '../use-case.ts';
import { readPack } from '../view-pack.ts';
import { findWhenSaid } from '../when-said.ts';
import { hashToken } from './share-token.ts';
import { showsNamesOutside } from './shown-names.ts';

/** A pack as outsiders may see it. */
export interface SharedPack {
  linkId: string;
  pack: BuildPack;
  /** False: nobody's name is in it but where somebody typed it into a line. */
  showsNames: boolean;
  expiresAt: Date;
  /** What the team has changed since the pack was made. */
  moved?: Phrase;
  links: LinkOptions;
}

/** What pages work with: which workspace one is of is only known when its link was found. */
export interface SharedPages extends Pick<Deps, 'clock'> {
  store: Pick<Store, 'findShared' | 'noteOpened'>;
  /** Undefined where the app is not installed any more. */
  depsOf(orgId: string): Promise<Deps | undefined>;
}

/** What a link leads to; undefined when it does not lead anywhere, whatever the reason. */
export async function openSharedPack({ store, clock, depsOf }: SharedPages, token: string): Promise<SharedPack | undefined> {
  const shared = await store.findShared(hashToken(token), clock.now());
  const deps = shared && (await depsOf(shared.orgId));
  if (!deps) return undefined;
  const { workshop, steps, artifacts } = await deps.store.loadWorkshop(shared.workshopId);
  const { pack: whole, links } = await linkPack(deps.store, { workshop, steps }, readPack(shared.content), (place) =>
    deps.channels.messageUrl(place),
  );
  const showsNames = showsNamesOutside(workshop.settings);
  const names = showsNames ? await deps.people.namesOf(peopleIn(whole)) : undefined;
  const moved = sayMovedSince(findMoved(whole.sourceVersions, artifacts, workshop.template));
  return {
    linkId: shared.linkId,
    pack: packForOutsiders(dateDues(names ? nameOwners(whole, names) : whole, await findWhenSaid(deps, whole)), names),
    showsNames,
    expiresAt: shared.expiresAt,
    ...(moved ? { moved } : {}),
    links,
  };
}
