import { nameOwners } from '../../build-pack/owners.ts';
import type { BuildPack } from '../../build-pack/pack.ts';
import { packForOutsiders, peopleIn } from '../../build-pack/pack-for-outsiders.ts';
import type { Store } from '../../ports/store.ts';
import type { MessageId } from '../../workshop/ids.ts';
import { linkMessages } from '../link-messages.ts';
import type { Deps } from '../use-case.ts';
import { readPack } from '../view-pack.ts';
import { hashToken } from './share-token.ts';

/** A pack as outsiders may see it. */
export interface SharedPack {
  linkId: string;
  pack: BuildPack;
  /** False: nobody's name is in it but where somebody typed it into a line. */
  showsNames: boolean;
  expiresAt: Date;
  link(messageId: MessageId): string | undefined;
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
  const whole = readPack(shared.content);
  const { workshop, steps } = await deps.store.loadWorkshop(shared.workshopId);
  const showsNames = workshop.settings.sharesNames === true;
  const names = showsNames ? await deps.people.namesOf(peopleIn(whole)) : undefined;
  const link = await linkMessages(deps.store, { workshop, steps }, whole, (place) => deps.channels.messageUrl(place));
  return {
    linkId: shared.linkId,
    pack: packForOutsiders(names ? nameOwners(whole, names) : whole, names),
    showsNames,
    expiresAt: shared.expiresAt,
    link,
  };
}
