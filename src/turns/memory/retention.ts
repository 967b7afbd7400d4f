import type { WorkshopTx } from '../../ports/store.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { localDay } from '../../workshop/local-time.ts';
import { moment, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import { nudge } from '../people/nudge.ts';
import type { ButtonHandler } from '../press-button.ts';
import { zonesOf } from '../time/zones.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import type { Waker } from '../wake-workshop.ts';

const dayMs = 24 * 3_600_000;
/** So long before the end hosts hear of it; of a short time half. */
const tellDays = 3;
const maxHosts = 5;
const told = 'tell-retention';

interface Due {
  tellAt: Date;
  eraseAt: Date;
}

/** When a workshop that has ended is to be erased; undefined when it is kept, or goes on. */
async function dueOf(tx: WorkshopTx): Promise<Due | undefined> {
  const { retentionDays } = tx.workshop.settings;
  if (retentionDays === undefined || tx.workshop.status !== 'completed') return undefined;
  const ends = (await tx.steps()).flatMap((step) => (step.completedAt ? [step.completedAt.getTime()] : []));
  const eraseMs = Math.max(tx.workshop.createdAt.getTime(), ...ends) + retentionDays * dayMs;
  return { tellAt: new Date(eraseMs - Math.min(tellDays, retentionDays / 2) * dayMs), eraseAt: new Date(eraseMs) };
}

/**
 * A workshop is erased so many days after its end as its host wanted, and its hosts are told before, once. One that others were forked
 * from waits for them. Hosts who were never told, because nothing ran in time, are told first and get the same time.
 */
export const wakeRetention: Waker = async (deps, workshopId) => {
  const now = deps.clock.now();
  const wantsWord = await deps.store.inWorkshop(workshopId, async (tx) => {
    const due = await dueOf(tx);
    if (!due) return false;
    const toldAt = (await tx.lastAudit(told))?.at;
    if (!toldAt) {
      if (due.tellAt <= now) return true;
      await tx.wakeAt(due.tellAt);
      return false;
    }
    const eraseAt = new Date(Math.max(due.eraseAt.getTime(), toldAt.getTime() + (due.eraseAt.getTime() - due.tellAt.getTime())));
    if (eraseAt > now) await tx.wakeAt(eraseAt);
    else if ((await tx.countErasable()).forks > 0) await tx.wakeAt(new Date(now.getTime() + dayMs));
    else await tx.eraseWorkshop(null, now);
    return false;
  });
  if (wantsWord) await tellHosts(deps, workshopId, now);
};

async function tellHosts(deps: Deps, workshopId: WorkshopId, now: Date): Promise<void> {
  const { workshop, members } = await deps.store.loadWorkshop(workshopId);
  const owners = members.filter((member) => member.role === 'owner').slice(0, maxHosts);
  const there = await Promise.all(owners.map(({ userId }) => deps.channels.hasPerson(workshop.channelId, userId)));
  // Whoever has left the channel is not written to because of what was said in it.
  const hosts = owners.filter((_, index) => there[index] !== false);
  const zoneOf = await zonesOf(
    deps,
    workshop.ownerUserId,
    hosts.map((host) => host.userId),
  );
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const due = await dueOf(tx);
    if (!due || (await tx.lastAudit(told))) return;
    const eraseAt = new Date(Math.max(due.eraseAt.getTime(), now.getTime() + due.eraseAt.getTime() - due.tellAt.getTime()));
    for (const { userId } of hosts) {
      const text = sayDue(tx, userId, eraseAt);
      const buttons = [{ label: 'Keep it', action: 'keep-workshop', value: workshopId }];
      // Whoever wants no direct messages, or had today's, is told where the workshop was.
      const isSent = await nudge(tx, { userId, kind: 'nudge', localDay: localDay(now, zoneOf(userId)), text, buttons });
      if (!isSent) await tx.post({ kind: 'whisper', userId, stepId: null, text, buttons });
    }
    await tx.audit({ action: told, userId: null, details: { hosts: hosts.length }, at: now });
    await tx.wakeAt(eraseAt);
  });
}

function sayDue({ workshop }: WorkshopTx, host: string, eraseAt: Date): Phrase {
  return phrase`${person(host)}, “${workshop.title}” is erased for good on ${moment(eraseAt, 'day')}, as its settings say: messages, results, pack and canvas. “/workshop export” there still hands out the files.`;
}

/** A host changes their mind after the end, when settings are closed. Pressed in a direct message, too, which knows no channel. */
async function keepWorkshop(deps: Deps, asker: Asker, workshopId: string): Promise<Reply | undefined> {
  const found = await deps.store.findMembership({ ...asker, workshopId });
  if (!found) throw staleButton();
  const here = { ...asker, channelId: found.channelId };
  return deps.store.inWorkshop(found.id, async (tx) => {
    if (await isRepeated(tx, here)) return undefined;
    await requirePermission(tx, here, 'steer');
    const { retentionDays: _, ...settings } = tx.workshop.settings;
    await tx.updateWorkshop({ settings });
    await tx.audit({ action: 'settings', userId: asker.userId, details: { retention: 'never' }, at: deps.clock.now() });
    return { text: phrase`“${tx.workshop.title}” is kept. “/workshop forget” erases it whenever you want that.` };
  });
}

export const retentionButtons: Readonly<Record<string, ButtonHandler>> = { 'keep-workshop': keepWorkshop };
