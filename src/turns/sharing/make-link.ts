import { findMoved, sayMovedSince } from '../../build-pack/moved-steps.ts';
import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, moment, type Phrase, phrase } from '../../workshop/phrase.ts';
import { writeBuildPack } from '../finish-workshop.ts';
import { countToday } from '../limits/limits.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { readPack } from '../view-pack.ts';
import { createToken, hashToken } from './share-token.ts';
import { sayNames } from './shown-names.ts';

const dayMs = 24 * 3_600_000;
/** Of one workshop at a time. */
const maxLinks = 20;

/**
 * A link to the newest pack as it stands, shown to the host alone and only now. `insteadOf`: the pack is made anew, and that link leads
 * nowhere any more. For hosts.
 */
export async function makeLink(
  deps: Deps,
  asker: Asker,
  workshopId: WorkshopId,
  { days, baseUrl, insteadOf }: { days: number; baseUrl: string; insteadOf?: string },
): Promise<Reply | undefined> {
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + days * dayMs);
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    if (tx.workshop.settings.archived)
      throw new RuleBreach('archived', phrase`“${tx.workshop.title}” was put away. Take it up again on its card first.`);
    if (insteadOf !== undefined) {
      await writeBuildPack(tx, now);
      await tx.revokeShareLinks(now, insteadOf);
    }
    if ((await tx.validShareLinks(now)).length >= maxLinks)
      throw new RuleBreach(
        'many-links',
        phrase`There are ${maxLinks} links to this workshop already. “/workshop share list” takes some back.`,
      );
    await countToday(deps, tx, asker, 'link');
    const pack = await takePack(tx, now);
    const token = createToken();
    const linkId = await tx.addShareLink({
      buildPackId: pack.id,
      tokenHash: hashToken(token),
      createdBy: asker.userId,
      createdAt: now,
      expiresAt,
    });
    await tx.wakeAt(expiresAt);
    await tx.audit({ action: 'share', userId: asker.userId, details: { days }, at: now });
    const moved = sayMovedSince(findMoved(pack.sourceVersions, await tx.currentArtifacts(), tx.workshop.template));
    return {
      text: sayLink(`${baseUrl}/share/${token}`, {
        madeAt: pack.madeAt,
        expiresAt,
        names: sayNames(tx.workshop.settings),
        ...(moved ? { moved } : {}),
      }),
      buttons: [...(moved ? [anewButton(workshopId, linkId, days)] : []), revokeButton('Revoke', workshopId, linkId)],
    };
  });
}

/** The newest pack; one is made where there is none. */
async function takePack(tx: WorkshopTx, now: Date): Promise<{ id: string; madeAt: Date; sourceVersions: Record<string, number> }> {
  const newest = (await tx.newestPack()) ?? (await makeFirst(tx, now));
  return { id: newest.id, madeAt: newest.madeAt, sourceVersions: readPack(newest.content).sourceVersions };
}

async function makeFirst(tx: WorkshopTx, now: Date) {
  if ((await tx.currentArtifacts()).length === 0)
    throw new RuleBreach('nothing-yet', phrase`There is no finished step yet, so there is nothing to share.`);
  await writeBuildPack(tx, now);
  const made = await tx.newestPack();
  if (!made) throw new Error('the pack that was just made is not there');
  return made;
}

function sayLink(
  url: string,
  { madeAt, expiresAt, names, moved }: { madeAt: Date; expiresAt: Date; names: Phrase; moved?: Phrase },
): Phrase {
  return joinPhrases(
    [
      phrase`Whoever has this link can read the build pack, without Slack. I show it only to you and only now, so copy it:`,
      phrase`${url}`,
      phrase`It shows the pack as it stood on ${moment(madeAt, 'day-and-time')}, and works until ${moment(expiresAt, 'day-and-time')} or until you revoke it.`,
      ...(moved ? [phrase`${moved} “Make it anew” shares it as it stands now, and this link leads nowhere then.`] : []),
      phrase`${names} Links to messages in it open only for people with an account in this Slack.`,
    ],
    '\n',
  );
}

function anewButton(workshopId: WorkshopId, linkId: string, days: number): Button {
  return { label: 'Make it anew', action: 'share-anew', value: JSON.stringify({ w: workshopId, l: linkId, d: days }), style: 'primary' };
}

/** `linkId` left out: all links. */
export function revokeButton(label: string, workshopId: WorkshopId, linkId?: string): Button {
  return { label, action: 'share-revoke', value: JSON.stringify({ w: workshopId, ...(linkId ? { l: linkId } : {}) }), style: 'danger' };
}
