import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import { awayLimitMs, judgeAbsence } from '../../workshop/presence.ts';
import type { WorkshopSettings } from '../../workshop/workshop.ts';
import type { ButtonHandler } from '../press-button.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import type { Waker } from '../wake-workshop.ts';
import { findHere } from './find-here.ts';
import { showRoles } from './show-roles.ts';

/**
 * No host has been here for too long, and a participant takes over: co-host at once, host when the old one stays away as long again.
 * Of many who press at the same time one does: for the others there is a host again.
 */
async function takeOver(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  await findHere(deps, asker, workshopId);
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    if (tx.workshop.status === 'completed')
      throw new RuleBreach('over', phrase`“${tx.workshop.title}” is over, so there is nothing to take over.`);
    const presence = await tx.presence();
    if (presence.some((one) => one.userId === asker.userId && one.role === 'owner'))
      throw new RuleBreach('hosting', phrase`You are a host already: “/workshop next” moves us on.`);
    const absence = judgeAbsence(presence, tx.workshop, now);
    if (!absence.isTooLong)
      throw new RuleBreach('host-here', phrase`${person(absence.lastHere)} is here and leads. Ask in the thread if you want to help.`);
    const { standIn: before, ...settings } = tx.workshop.settings;
    if (before) await tx.setMember(before.by, 'editor', { force: true });
    await tx.setMember(asker.userId, 'owner', { force: true });
    await tx.noteSeen(asker.userId);
    const host = tx.workshop.ownerUserId;
    await saveSettings(tx, { ...settings, standIn: { by: asker.userId, for: host, at: now.toISOString() } });
    await tx.takeSeq();
    await showRoles(tx);
    await tx.audit({ action: 'take-over', userId: asker.userId, details: { for: host }, at: now });
    await tx.wakeAt(new Date(now.getTime() + awayLimitMs(settings)));
    await whisperTo(tx, host, asker.userId);
    return {
      text: phrase`You lead now, until ${person(host)} is back. Everybody sees it on the card.`,
      buttons: [
        { label: 'Next step', action: 'verb-on', value: JSON.stringify({ w: tx.workshop.id, v: 'next', r: '' }), style: 'primary' },
        { label: 'Not yet', action: 'dismiss' },
      ],
    };
  });
}

async function whisperTo(tx: WorkshopTx, host: string, standIn: string): Promise<void> {
  await tx.post({
    kind: 'whisper',
    userId: host,
    stepId: null,
    text: phrase`${person(standIn)} leads “${tx.workshop.title}” while you are away. Are you back?`,
    buttons: [
      { label: 'Take it back', action: 'take-back', value: tx.workshop.id, style: 'primary' },
      { label: 'Lead together', action: 'lead-together', value: tx.workshop.id },
    ],
  });
}

/** The host whom somebody stood in for has done something again: they are told, once, with the button that takes it back. */
export async function greetReturningHost(deps: Deps, workshopId: WorkshopId, userId: string): Promise<void> {
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const { standIn } = tx.workshop.settings;
    if (standIn?.for !== userId || standIn.isTold) return;
    await saveSettings(tx, { ...tx.workshop.settings, standIn: { ...standIn, isTold: true } });
    await whisperTo(tx, userId, standIn.by);
  });
}

/** The old host is back: theirs again alone, or shared from now on. */
async function settle(deps: Deps, asker: Asker, workshopId: WorkshopId, how: 'back' | 'together'): Promise<Reply | undefined> {
  await findHere(deps, asker, workshopId);
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    const { standIn, ...settings } = tx.workshop.settings;
    if (standIn?.for !== asker.userId)
      throw new RuleBreach('no-stand-in', phrase`Nobody is standing in for you any more. “/workshop people” shows who leads.`);
    if (how === 'back') await tx.setMember(standIn.by, 'editor', { force: true });
    await saveSettings(tx, settings);
    await tx.noteSeen(asker.userId);
    await tx.takeSeq();
    await showRoles(tx);
    await tx.audit({
      action: how === 'back' ? 'take-back' : 'lead-together',
      userId: asker.userId,
      details: { from: standIn.by },
      at: tx.now(),
    });
    await tx.post({
      kind: 'whisper',
      userId: standIn.by,
      stepId: null,
      text:
        how === 'back'
          ? phrase`${person(asker.userId)} is back and leads again. Thanks for holding the fort.`
          : phrase`${person(asker.userId)} is back and would like to lead together with you. You stay co-host.`,
    });
    return { text: how === 'back' ? phrase`Welcome back. You lead again.` : phrase`Welcome back. ${person(standIn.by)} stays co-host.` };
  });
}

/** Whoever stands in becomes the host when the old one has stayed away as long again. Looks at what is stored; too early, twice or late does no harm. */
export const settleStandIn: Waker = async (deps, workshopId) => {
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const { standIn, ...settings } = tx.workshop.settings;
    if (!standIn || tx.workshop.status === 'completed') return;
    const now = deps.clock.now();
    const dueAt = new Date(Date.parse(standIn.at) + awayLimitMs(settings));
    if (now < dueAt) return tx.wakeAt(dueAt);
    const presence = await tx.presence();
    const host = presence.find((one) => one.userId === standIn.for);
    if (host?.lastSeenAt && host.lastSeenAt >= new Date(standIn.at)) return;
    await saveSettings(tx, settings);
    if (tx.workshop.ownerUserId !== standIn.for || !presence.some((one) => one.userId === standIn.by && one.role === 'owner')) return;
    await tx.updateWorkshop({ ownerUserId: standIn.by });
    await tx.takeSeq();
    await showRoles(tx);
    await tx.audit({ action: 'hand-over', userId: null, details: { from: standIn.for, to: standIn.by }, at: now });
    await tx.post({
      kind: 'whisper',
      userId: standIn.by,
      stepId: null,
      text: phrase`${person(standIn.for)} has not come back, so you are the host now. They stay co-host and can be asked again.`,
    });
  });
};

async function saveSettings(tx: WorkshopTx, settings: WorkshopSettings): Promise<void> {
  await tx.updateWorkshop({ settings });
}

export const standInButtons: Readonly<Record<string, ButtonHandler>> = {
  'take-over': (deps, asker, value) => takeOver(deps, asker, value),
  'take-back': (deps, asker, value) => settle(deps, asker, value, 'back'),
  'lead-together': (deps, asker, value) => settle(deps, asker, value, 'together'),
};
