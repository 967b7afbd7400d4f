import type { PersonStanding } from '../../ports/people.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Role } from '../../workshop/roles.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { findHere } from './find-here.ts';
import { showRoles } from './show-roles.ts';

/** What somebody is to be, in the words that people use. */
export type Seat = 'host' | 'co-host' | 'participant' | 'viewer';
export interface SeatChange {
  userId: UserId;
  seat: Seat;
}

const roleOfSeat: Record<Seat, Role> = { host: 'owner', 'co-host': 'owner', participant: 'editor', viewer: 'viewer' };
/** Each is looked up in Slack before anything is changed. */
const maxChanges = 30;

/**
 * Hands over, shares, lets in, lets read: all or nothing. Those whom it concerns are told alone, everybody else sees it on the hub.
 * There is always exactly one host, and never a bot, a guest of another company or somebody who has left. Throws a RuleBreach otherwise.
 */
export async function changeRoles(
  deps: Deps,
  asker: Asker,
  workshopId: WorkshopId,
  changes: readonly SeatChange[],
): Promise<Reply | undefined> {
  await findHere(deps, asker, workshopId);
  const wanted = changes.slice(0, maxChanges);
  const standings = await lookUp(deps, wanted);
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    if (tx.workshop.status === 'completed')
      throw new RuleBreach('over', phrase`“${tx.workshop.title}” is over; nobody has to lead it any more.`);
    const said: Phrase[] = [];
    // The new host first: whoever was it may go then.
    for (const change of [...wanted].sort((one, other) => Number(other.seat === 'host') - Number(one.seat === 'host'))) {
      const outcome = await seat(tx, asker, change, standings.get(change.userId));
      if (outcome) said.push(outcome);
    }
    if (said.length === 0) return { text: phrase`That is how it is already.` };
    await tx.takeSeq();
    await showRoles(tx);
    await tx.audit({
      action: 'roles',
      userId: asker.userId,
      details: { changes: wanted.map(({ userId, seat: as }) => ({ userId, as })) },
      at: now,
    });
    return { text: joinPhrases(said, '\n') };
  });
}

async function lookUp({ people }: Deps, changes: readonly SeatChange[]): Promise<Map<UserId, PersonStanding>> {
  const found = await Promise.all(changes.map(async ({ userId }) => [userId, await people.standingOf(userId)] as const));
  return new Map(found.flatMap(([userId, standing]) => (standing ? [[userId, standing] as const] : [])));
}

/** Carries out one change. Undefined when there is nothing to change; what to tell the asker otherwise. */
async function seat(tx: WorkshopTx, asker: Asker, change: SeatChange, standing: PersonStanding | undefined): Promise<Phrase | undefined> {
  const { userId } = change;
  const member = (await tx.members()).find((one) => one.userId === userId);
  const isHost = tx.workshop.ownerUserId === userId;
  if (change.seat === 'host' ? isHost : !isHost && member?.role === roleOfSeat[change.seat]) return undefined;
  requireSeat(tx, asker, change, standing, { isHost, isMember: member !== undefined });
  await tx.setMember(userId, roleOfSeat[change.seat], { force: true });
  await forgetStandIn(tx, userId);
  if (change.seat === 'host') {
    const before = tx.workshop.ownerUserId;
    await tx.updateWorkshop({ ownerUserId: userId });
    await tell(
      tx,
      userId,
      phrase`${person(asker.userId)} has handed “${tx.workshop.title}” over to you: you are the host now. “/workshop next” moves us on.`,
    );
    if (before !== asker.userId)
      await tell(tx, before, phrase`${person(userId)} is the host of “${tx.workshop.title}” now; you stay co-host.`);
    return phrase`${person(userId)} is the host now. You stay co-host.`;
  }
  if (userId !== asker.userId) await tell(tx, userId, toldTo(tx, asker, change.seat, member?.role));
  return answerTo(change, userId === asker.userId, member?.role);
}

function requireSeat(
  tx: WorkshopTx,
  asker: Asker,
  { userId, seat: wanted }: SeatChange,
  standing: PersonStanding | undefined,
  { isHost, isMember }: { isHost: boolean; isMember: boolean },
): void {
  if (isHost)
    throw new RuleBreach(
      'last-host',
      userId === asker.userId
        ? phrase`You are the host, and there has to be one. Hand over first: “/workshop people host @somebody”.`
        : phrase`${person(userId)} is the host, and there has to be one. They can hand over with “/workshop people host @somebody”.`,
    );
  if (wanted === 'host' && tx.workshop.ownerUserId !== asker.userId)
    throw new RuleBreach('not-yours', phrase`Only the host hands over, and that is ${person(tx.workshop.ownerUserId)}.`);
  if (wanted === 'viewer' && isMember) return;
  if (!standing)
    throw new RuleBreach(
      'unknown-person',
      phrase`Slack does not tell me who ${person(userId)} is. Check the name, or try again in a minute.`,
    );
  if (standing.isBot) throw new RuleBreach('bot', phrase`${person(userId)} is a bot. Workshops are for people.`);
  if (standing.isGone)
    throw new RuleBreach('gone-person', phrase`${person(userId)} has left this Slack workspace. Choose somebody who is still here.`);
  if (standing.isOutsider && wanted !== 'participant')
    throw new RuleBreach(
      'outside-host',
      phrase`${person(userId)} works at another company, and workshops are led by people of ours. “/workshop people admit” lets them take part.`,
    );
}

/** Roles that are given on purpose outlast somebody's standing in. */
async function forgetStandIn(tx: WorkshopTx, userId: UserId): Promise<void> {
  const { standIn, ...settings } = tx.workshop.settings;
  if (standIn && (standIn.by === userId || standIn.for === userId)) await tx.updateWorkshop({ settings });
}

async function tell(tx: WorkshopTx, userId: UserId, text: Phrase): Promise<void> {
  await tx.post({ kind: 'whisper', userId, stepId: null, text });
}

function toldTo(tx: WorkshopTx, asker: Asker, seat: Exclude<Seat, 'host'>, before: Role | undefined): Phrase {
  const { title } = tx.workshop;
  if (seat === 'co-host')
    return phrase`${person(asker.userId)} has made you co-host of “${title}”: you can move it on, pause it and end it.`;
  if (seat === 'viewer') return phrase`You read along in “${title}” from now on. ${person(asker.userId)} can let you take part again.`;
  return before === 'owner'
    ? phrase`You take part in “${title}” as before; ${person(tx.workshop.ownerUserId)} leads it.`
    : phrase`${person(asker.userId)} has let you into “${title}”. Begin a reply in the step's thread with my name, and I write it down.`;
}

function answerTo({ userId, seat }: SeatChange, isSelf: boolean, before: Role | undefined): Phrase {
  const who = isSelf ? phrase`You are` : phrase`${person(userId)} is`;
  if (seat === 'co-host') return phrase`${who} co-host now.`;
  if (seat === 'viewer') return phrase`${who} a viewer now.`;
  return before === 'owner' ? phrase`${who} no longer co-host.` : phrase`${who} in.`;
}
