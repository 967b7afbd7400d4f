import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Workshop, WorkshopSettings } from '../../workshop/workshop.ts';
import type { FeatureForm } from '../feature-forms.ts';
import type { FormValues } from '../forms.ts';
import { changeRoles, type SeatChange } from '../people/change-roles.ts';
import { findHere } from '../people/find-here.ts';
import { isTimedAnew, restartClocks } from '../time/deadlines.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';
import { type SettingField, settingFields, settingInputs, type WorkshopChange } from './settings-fields.ts';

export const settingsFormId = 'settings';
const peopleKey = 'participants';

/** Everything that a host can set about a workshop, in one form. */
export const settingsForm: FeatureForm = {
  async open(deps, asker, request) {
    await findHere(deps, asker, request.workshopId);
    const { workshop, participants } = await deps.store.inWorkshop(request.workshopId, async (tx) => {
      await requirePermission(tx, asker, 'steer');
      requireUnfinished(tx);
      const members = await tx.members();
      return { workshop: tx.workshop, participants: members.flatMap(({ userId, role }) => (role === 'editor' ? userId : [])) };
    });
    return {
      request,
      title: 'Settings',
      submitLabel: 'Save',
      inputs: [
        ...settingInputs(workshop),
        {
          key: peopleKey,
          label: 'Who takes part',
          hint: 'Everybody of this channel who writes in a thread joins by themselves. Guests of another company need you. Whoever you take out reads along.',
          kind: 'people',
          optional: true,
          initial: participants,
        },
      ],
    };
  },

  async save(deps, asker, request, { values, shown }) {
    await findHere(deps, asker, request.workshopId);
    const { errors, contested, seen } = await deps.store.inWorkshop(request.workshopId, async (tx) => {
      await requirePermission(tx, asker, 'steer');
      requireUnfinished(tx);
      return readChanges(tx, values, shown);
    });
    if (Object.keys(errors).length > 0) return { errors: { ...errors, ...contested } };
    // Their sender has seen both now: sent again, theirs takes its place.
    if (Object.keys(contested).length > 0) return { next: request, filled: values, notes: contested, seen };
    const seats = seatChanges(values[peopleKey], shown[peopleKey]);
    try {
      if (seats.length > 0) await changeRoles(deps, { ...asker, key: `${asker.key}:people` }, request.workshopId, seats);
    } catch (error) {
      if (error instanceof RuleBreach) return { errors: { [peopleKey]: error.says } };
      throw error;
    }
    const late = await applyChanges(deps, asker, request.workshopId, values, shown);
    return Object.keys(late).length > 0 ? { errors: late } : { saved: true };
  },
};

function requireUnfinished(tx: WorkshopTx): void {
  if (tx.workshop.status === 'completed')
    throw new RuleBreach('none', phrase`“${tx.workshop.title}” is over, so there is nothing to set any more.`);
}

interface Changes {
  changed: { field: SettingField; value: string }[];
  errors: Record<string, Phrase>;
  /** Somebody else set them to something else since the form was opened: both values, in words. */
  contested: Record<string, Phrase>;
  /** What there is now, where it is to be something else. */
  seen: FormValues;
}

/** What was changed in the form; what was changed by somebody else since it was opened is shown with both values (F-06). */
async function readChanges(tx: WorkshopTx, values: FormValues, shown: FormValues): Promise<Changes> {
  const found: Changes = { changed: [], errors: {}, contested: {}, seen: {} };
  for (const field of settingFields) {
    const value = values[field.key];
    if (typeof value !== 'string' && value !== null) continue;
    const wanted = value ?? '';
    const current = field.read(tx.workshop);
    const before = typeof shown[field.key] === 'string' ? (shown[field.key] as string) : current;
    if (wanted === before || wanted === current) continue;
    const options = field.options?.(tx.workshop);
    if (options && !options.some((option) => option.value === wanted)) {
      found.errors[field.key] = phrase`That is none of the choices. Close this and open it again.`;
      continue;
    }
    found.seen[field.key] = current;
    const change = field.write(wanted);
    if ('problem' in change) found.errors[field.key] = change.problem;
    else if (current !== before) found.contested[field.key] = await sayConflict(tx, field, current, wanted);
    else found.changed.push({ field, value: wanted });
  }
  return found;
}

async function sayConflict(tx: WorkshopTx, field: SettingField, current: string, wanted: string): Promise<Phrase> {
  const by = (await tx.lastAudit('settings'))?.userId;
  const word = (value: string) => field.options?.(tx.workshop).find((option) => option.value === value)?.label ?? value;
  return phrase`${by ? phrase`${person(by)} has` : phrase`Somebody has`} set this to “${word(current)}” meanwhile; you wanted “${word(wanted)}”. Send it again to put yours in its place.`;
}

async function applyChanges(
  deps: Deps,
  asker: Asker,
  workshopId: string,
  values: FormValues,
  shown: FormValues,
): Promise<Changes['errors']> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return {};
    await requirePermission(tx, asker, 'steer');
    requireUnfinished(tx);
    const { changed, ...found } = await readChanges(tx, values, shown);
    const errors = { ...found.errors, ...found.contested };
    if (Object.keys(errors).length > 0 || changed.length === 0) return errors;
    const before = tx.workshop.settings;
    for (const { field, value } of changed) await apply(tx, field.write(value), field.key);
    await tx.wantCard('hub', null);
    for (const step of await tx.steps()) if (step.status === 'in_progress') await tx.wantCard('step', step.stepId);
    await tx.audit({
      action: 'settings',
      userId: asker.userId,
      details: Object.fromEntries(changed.map(({ field, value }) => [field.key, value])),
      at: now,
    });
    if ((before.hidesAuthors ?? false) !== (tx.workshop.settings.hidesAuthors ?? false)) await refreshPack(tx);
    if (isTimedAnew(before, tx.workshop.settings)) await restartClocks(tx, now);
    else await tx.wakeAt(now);
    return {};
  });
}

/** The canvas that is there obeys at once. */
async function refreshPack(tx: WorkshopTx): Promise<void> {
  const shown = await tx.shownPack();
  if (shown?.canvasId) await tx.post({ kind: 'pack', buildPackId: shown.id, inPlace: true });
}

async function apply(tx: WorkshopTx, change: WorkshopChange | { problem: Phrase }, key: string): Promise<void> {
  if ('problem' in change) return;
  const { settings, ...rest } = change;
  await tx.updateWorkshop({ ...rest, ...(settings ? { settings: mergeSettings(tx.workshop, settings, key) } : {}) });
}

/** Dots and anonymity are two inputs of one setting: each keeps what the other says. */
function mergeSettings({ settings }: Workshop, change: NonNullable<WorkshopChange['settings']>, key: string): WorkshopSettings {
  const merged = { ...settings, ...change };
  // What was never said before goes by the other input's usual answer, which comes with the change.
  if (change.votes && settings.votes)
    merged.votes =
      key === 'dots' ? { ...settings.votes, budget: change.votes.budget } : { ...settings.votes, isAnonymous: change.votes.isAnonymous };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as unknown as WorkshopSettings;
}

function seatChanges(given: FormValues[string] | undefined, shown: FormValues[string] | undefined): SeatChange[] {
  if (!Array.isArray(given)) return [];
  const before: readonly UserId[] = Array.isArray(shown) ? shown : [];
  return [
    ...given.filter((userId) => !before.includes(userId)).map((userId): SeatChange => ({ userId, seat: 'participant' })),
    ...before.filter((userId) => !given.includes(userId)).map((userId): SeatChange => ({ userId, seat: 'viewer' })),
  ];
}
