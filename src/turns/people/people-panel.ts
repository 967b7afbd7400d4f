import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { type Role, roleNames, roleOf } from '../../workshop/roles.ts';
import type { Member } from '../../workshop/workshop.ts';
import { writeTarget } from '../button-target.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import type { VerbHandler } from '../verb-handlers.ts';
import { changeRoles } from './change-roles.ts';
import { inviteUnheard } from './invite-unheard.ts';
import { rolesFormId } from './people-form.ts';
import { readPeopleWords } from './people-words.ts';
import { quorumReached } from './readiness.ts';
import { whoWasHeard } from './who-was-heard.ts';

const maxPeople = 30;
const order: Record<Role, number> = { owner: 0, editor: 1, viewer: 2 };

/** `/workshop people …`: who does what; with words after it, who is to do what. */
export const peopleVerb: VerbHandler = async (deps, asker, { workshop, rest }) => {
  const words = readPeopleWords(rest, asker.userId);
  if (words.kind === 'invite') return inviteUnheard(deps, asker, workshop.id);
  if (words.kind === 'change') return changeRoles(deps, asker, workshop.id, words.changes);
  return describePeople(deps, asker, workshop.id);
};

/** Who is host, co-host, participant, viewer. Hosts alone see who was heard in this step, and who has been quiet. */
async function describePeople(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply> {
  return deps.store.inWorkshop(workshopId, async (tx) => {
    const members = [...(await tx.members())].sort((one, other) => rank(tx, one) - rank(tx, other));
    const lines = members.slice(0, maxPeople).map((member) => phrase`• ${person(member.userId)}, ${ours(seatOf(tx, member))}`);
    const more = members.length > maxPeople ? [phrase`… and ${members.length - maxPeople} more`] : [];
    const role = roleOf(members, asker.userId, asker.isOutsider);
    const isOver = tx.workshop.status === 'completed';
    const forHosts = role === 'owner' && !isOver ? await sayWhoWasHeard(tx, asker.userId) : { lines: [], buttons: [] };
    const hint = phrase`Whoever writes in a step's thread joins. The host lets guests of another company in: “/workshop people admit @name”.`;
    return {
      text: joinPhrases([phrase`*${tx.workshop.title}*`, ...lines, ...more, ...forHosts.lines, ...(isOver ? [] : [hint])], '\n'),
      buttons: forHosts.buttons,
    };
  });
}

function rank(tx: WorkshopTx, { userId, role }: Member): number {
  return userId === tx.workshop.ownerUserId ? -1 : order[role];
}

function seatOf({ workshop }: WorkshopTx, { userId, role }: Member): string {
  if (role !== 'owner' || userId === workshop.ownerUserId) return roleNames[role];
  return workshop.settings.standIn?.by === userId ? 'co-host while the host is away' : 'co-host';
}

async function sayWhoWasHeard(tx: WorkshopTx, askerId: UserId): Promise<{ lines: Phrase[]; buttons: Button[] }> {
  const target = { workshopId: tx.workshop.id, stepId: tx.workshop.template.first, epoch: 0 };
  const buttons: Button[] = [
    { label: 'Change roles', action: 'form', value: writeTarget({ ...target, formId: rolesFormId }) },
    { label: 'Settings', action: 'verb-on', value: JSON.stringify({ w: tx.workshop.id, v: 'settings', r: '' }) },
  ];
  const found = await whoWasHeard(tx);
  if (!found) return { lines: [], buttons };
  const { step, heard, unheard, quiet } = found;
  const { name } = step.definition;
  const quorum = await quorumReached(tx, step);
  const lines = [
    phrase`_Only you see this:_`,
    heard.length > 0 ? phrase`In ${name} we have heard from ${names(heard)}.` : phrase`Nobody has said anything in ${name} yet.`,
    ...(unheard.length > 0 && heard.length > 0 ? [phrase`Not yet from ${names(unheard)}.`] : []),
    ...(quiet.length > 0 && heard.length > 0 ? [phrase`Quiet since the step before: ${names(quiet)}.`] : []),
    ...(quorum.done > 0 ? [phrase`${quorum.done} of ${Math.max(quorum.of, quorum.needed)} are done with it.`] : []),
  ];
  const invite: Button = { label: 'Invite those we have not heard', action: 'invite-unheard', value: tx.workshop.id };
  return { lines, buttons: unheard.some((userId) => userId !== askerId) ? [invite, ...buttons] : buttons };
}

function names(userIds: readonly UserId[]): Phrase {
  const shown = userIds.slice(0, maxPeople).map((userId) => [person(userId)]);
  return listPhrases(userIds.length > maxPeople ? [...shown, ours(`${userIds.length - maxPeople} more`)] : shown);
}
