import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { FeatureForm } from '../feature-forms.ts';
import type { FormValues } from '../forms.ts';
import { requirePermission } from '../use-case.ts';
import { changeRoles, type Seat, type SeatChange } from './change-roles.ts';
import { findHere } from './find-here.ts';

export const rolesFormId = 'roles';

/** The inputs, in the order in which somebody who stands in two of them is read. */
const inputs = [
  { key: 'host', seat: 'host', label: 'Host', hint: 'Moves the workshop on. There is exactly one.' },
  { key: 'cohosts', seat: 'co-host', label: 'Co-hosts', hint: 'May do everything that the host may, except handing over.' },
  { key: 'participants', seat: 'participant', label: 'Taking part', hint: 'Guests of another company take part once they stand here.' },
  { key: 'viewers', seat: 'viewer', label: 'Reading along', hint: 'Their words are stored with the thread, and not written down.' },
] as const satisfies readonly { key: string; seat: Seat; label: string; hint: string }[];
const maxEach = 50;

/** Everybody's role in one form. Whoever is taken out of all its lists reads along from then on. */
export const rolesForm: FeatureForm = {
  async open(deps, asker, request) {
    await findHere(deps, asker, request.workshopId);
    const seats = await deps.store.inWorkshop(request.workshopId, async (tx) => {
      await requirePermission(tx, asker, 'steer');
      return seatsNow(tx);
    });
    return {
      request,
      title: 'Who does what',
      submitLabel: 'Save',
      inputs: inputs.map(({ key, seat, label, hint }) => ({
        key,
        label,
        hint,
        kind: 'people',
        optional: seat !== 'host',
        initial: [...seats].flatMap(([userId, as]) => (as === seat ? [userId] : [])).slice(0, maxEach),
        max: seat === 'host' ? 1 : maxEach,
      })),
    };
  },

  async save(deps, asker, request, { values, shown }) {
    await findHere(deps, asker, request.workshopId);
    const now = await deps.store.inWorkshop(request.workshopId, seatsNow);
    const changes: SeatChange[] = [];
    const errors: Record<string, Phrase> = {};
    const wanted = readSeats(values);
    const before = readSeats(shown).seats;
    for (const twice of wanted.twice) errors[keyOf(twice.seat)] = phrase`${person(twice.userId)} can be only one of these.`;
    for (const userId of new Set([...before.keys(), ...wanted.seats.keys()])) {
      const was = before.get(userId);
      const seat = wanted.seats.get(userId) ?? (was === 'host' ? 'co-host' : 'viewer');
      if (seat === was) continue;
      const is = now.get(userId);
      // Somebody else gave them another role since the form was opened (F-06).
      if (is !== was && is !== seat)
        errors[keyOf(seat)] =
          phrase`Meanwhile ${person(userId)} has become ${is ?? 'nobody here'}. Close this and open it again to see how it stands.`;
      else if (is !== seat) changes.push({ userId, seat });
    }
    if (Object.keys(errors).length > 0) return { errors };
    try {
      await changeRoles(deps, asker, request.workshopId, changes);
      return { saved: true };
    } catch (error) {
      if (error instanceof RuleBreach) return { errors: { [keyOf(changes[0]?.seat ?? 'host')]: error.says } };
      throw error;
    }
  },
};

async function seatsNow(tx: WorkshopTx): Promise<Map<UserId, Seat>> {
  const seatOf = { owner: 'co-host', editor: 'participant', viewer: 'viewer' } as const;
  return new Map(
    (await tx.members()).map(({ userId, role }) => [userId, userId === tx.workshop.ownerUserId ? 'host' : (seatOf[role] ?? 'participant')]),
  );
}

function readSeats(values: FormValues): { seats: Map<UserId, Seat>; twice: SeatChange[] } {
  const seats = new Map<UserId, Seat>();
  const twice: SeatChange[] = [];
  for (const { key, seat } of inputs) {
    const given = values[key];
    for (const userId of Array.isArray(given) ? given : []) {
      if (seats.has(userId)) twice.push({ userId, seat });
      else seats.set(userId, seat);
    }
  }
  return { seats, twice };
}

function keyOf(seat: Seat): string {
  return inputs.find((input) => input.seat === seat)?.key ?? 'host';
}
