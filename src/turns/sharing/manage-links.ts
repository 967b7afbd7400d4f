import type { Button } from '../../ports/outbox.ts';
import type { ShareLink } from '../../ports/share-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, moment, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { revokeButton } from './make-link.ts';
import { sayNames } from './shown-names.ts';

/** A row of buttons has room for five. */
const maxButtons = 3;
const maxListed = 20;

/** Every link that works, without what is secret in it. For hosts. */
export async function listLinks(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    await requirePermission(tx, asker, 'steer');
    return describeLinks(tx, now);
  });
}

async function describeLinks(tx: WorkshopTx, now: Date): Promise<Reply> {
  const { id: workshopId, settings } = tx.workshop;
  const links = await tx.validShareLinks(now);
  const showsNames = settings.sharesNames === true;
  if (links.length === 0) return { text: phrase`Nothing is shared with anybody outside. “/workshop share” makes a link.` };
  const revokes =
    links.length === 1 ? [] : links.slice(0, maxButtons).map(({ id }, index) => revokeButton(`Revoke ${index + 1}`, workshopId, id));
  const names: Button = {
    label: showsNames ? 'Hide names' : 'Show names',
    action: 'share-names',
    value: JSON.stringify({ w: workshopId, n: !showsNames }),
  };
  return {
    text: joinPhrases([...links.slice(0, maxListed).map(sayListed), sayNames(settings)], '\n'),
    buttons: [
      ...revokes,
      revokeButton(links.length === 1 ? 'Revoke' : 'Revoke all', workshopId),
      ...(settings.hidesAuthors ? [] : [names]),
    ],
  };
}

function sayListed({ createdBy, createdAt, expiresAt, openedCount, lastOpenedAt }: ShareLink, index: number): Phrase {
  const opened =
    lastOpenedAt === null
      ? phrase`not opened yet`
      : phrase`opened ${openedCount === 1 ? 'once' : `${openedCount} times`}, last on ${moment(lastOpenedAt, 'day-and-time')}`;
  return phrase`${index + 1}. by ${person(createdBy)} on ${moment(createdAt, 'day')}, works until ${moment(expiresAt, 'day')}; ${opened}`;
}

/** One link, or all of them: whoever opens it from now on sees that it does not work any more. For hosts. */
export async function revokeLinks(deps: Deps, asker: Asker, workshopId: WorkshopId, linkId?: string): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    const links = await tx.revokeShareLinks(now, linkId);
    if (links === 0) return { text: linkId ? phrase`That link did not work any more anyway.` : phrase`Nothing was shared.` };
    await tx.audit({ action: 'unshare', userId: asker.userId, details: { links }, at: now });
    return { text: links === 1 ? phrase`Revoked: the link leads nowhere now.` : phrase`Revoked: all ${links} links lead nowhere now.` };
  });
}

/** Whether outsiders see names, on every page of this workshop from now on. For hosts, after the end too. */
export async function setSharedNames(deps: Deps, asker: Asker, workshopId: WorkshopId, showsNames: boolean): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    await tx.updateWorkshop({ settings: { ...tx.workshop.settings, sharesNames: showsNames } });
    await tx.audit({ action: 'settings', userId: asker.userId, details: { sharedNames: showsNames ? 'shown' : 'hidden' }, at: now });
    return describeLinks(tx, now);
  });
}
