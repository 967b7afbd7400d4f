import type { WorkshopTx } from '../../ports/store.ts';
import { fieldOf } from '../../workshop/apply-ops.ts';
import { cleanLine } from '../../workshop/clean-text.ts';
import { normalise } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { passSheet } from '../../workshop/pass-sheets.ts';
import { phrase } from '../../workshop/phrase.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import type { FormInput } from '../form-inputs.ts';
import type { FormValues } from '../forms.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import type { FormOutcome } from '../save-form.ts';
import { captureLines, sheetLineChars } from './capture-lines.ts';
import { countIn } from './count-in.ts';
import { findScene, inRound, isKind, type RoundScene, requireRoundOpen, requireStepOpen } from './in-round.ts';
import { look } from './look.ts';

/** A line that begins like a list's: the mark is not part of what it says. */
const bullet = /^\s*(?:[-–—*•▪◦]|\d{1,2}[.)])\s+/;
const maxShownChars = 2_400;

/** One's own sheet in a round of writing: a line for each slot, filled with what one has handed in before, to be changed until it closes. */
export const sheetForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'contribute', async (tx) => {
      const scene = { ...(await findScene(tx, { stepId: request.stepId, roundId: subjectOf(request.formId) })), now: deps.clock.now() };
      requireRoundOpen(scene);
      if (!isKind(scene, 'write')) throw notThisSheet();
      const own = (await tx.sheets(scene.round.id)).find((sheet) => sheet.userId === asker.userId)?.lines ?? [];
      return {
        request,
        title: scene.activity.label,
        submitLabel: own.length > 0 ? 'Change mine' : 'Hand in',
        intro: await introOf(scene, asker.userId),
        inputs: lineInputs(scene, own),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    const target = { ...request, roundId: subjectOf(request.formId) };
    const lines = readLines(values);
    const outcome = await inRound(deps, asker, target, 'contribute', async (scene): Promise<FormOutcome> => {
      if (!isKind(scene, 'write')) throw notThisSheet();
      const { tx, round, activity, step, now } = scene;
      // What somebody was still writing is theirs all the same: the form stays, with their words in it, and says what can be done.
      if (round.status !== 'open' && step.status === 'in_progress' && lines.length > 0)
        return { next: { ...request, formId: `late:${round.id}` }, filled: values };
      requireRoundOpen(scene);
      if (lines.length === 0 && !(await tx.sheets(round.id)).some((sheet) => sheet.userId === asker.userId))
        throw new RuleBreach('nothing-written', phrase`There is nothing on your sheet yet. Write at least one.`);
      await tx.saveSheet(round.id, asker.userId, lines.slice(0, activity.slots), now);
      await countIn(scene);
      return { saved: true };
    });
    return outcome ?? { saved: true };
  },
};

/** For whoever was still writing when the round closed: their lines go on the list now, under their name, or are copied from here. */
export const lateForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'contribute', async (tx) => {
      const scene = { ...(await findScene(tx, { stepId: request.stepId, roundId: subjectOf(request.formId) })), now: deps.clock.now() };
      if (!isKind(scene, 'write')) throw notThisSheet();
      requireStepOpen(scene);
      return {
        request,
        title: 'The round is closed',
        submitLabel: 'Add them now',
        intro: `${scene.activity.label} closed while you were writing, so your lines were not shown with the others. They are still here: “Add them now” puts them on the list under your name.`,
        inputs: lineInputs(scene, []),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    const target = { ...request, roundId: subjectOf(request.formId) };
    const lines = readLines(values);
    await inRound(deps, asker, target, 'contribute', async (scene) => {
      if (!isKind(scene, 'write')) throw notThisSheet();
      requireStepOpen(scene);
      const { tx, step, activity, now } = scene;
      if (lines.length === 0) throw new RuleBreach('nothing-written', phrase`There is nothing to add. Write at least one, or close this.`);
      const captured = await captureLines(tx, step, step.draft, {
        list: activity.list,
        userId: asker.userId,
        lines: lines.slice(0, activity.slots),
        now,
      });
      if (captured.left > 0)
        throw new RuleBreach('list-full', phrase`The list is full. Take something out with Fix on the card, then add this.`);
      await saveCapturedDraft(tx, step, captured.draft);
    });
    return { saved: true };
  },
};

/** What was typed, one idea a slot, each once. */
function readLines(values: FormValues): string[] {
  const lines = Object.entries(values)
    .filter(([key]) => /^line\d+$/.test(key))
    .sort(([a], [b]) => Number(a.slice(4)) - Number(b.slice(4)))
    .map(([, value]) => (typeof value === 'string' ? cleanLine(value).replace(bullet, '').slice(0, sheetLineChars) : ''))
    .filter(Boolean);
  return lines.filter((line, index) => lines.findIndex((other) => normalise(other) === normalise(line)) === index);
}

function lineInputs({ step, activity }: RoundScene<'write'>, own: readonly string[]): FormInput[] {
  const field = fieldOf(step.definition, activity.list);
  const singular = field?.kind === 'items' || field?.kind === 'texts' ? field.singular : 'line';
  return Array.from({ length: activity.slots }, (_, index): FormInput => {
    const initial = own[index];
    return {
      key: `line${index}`,
      label: `${singular.charAt(0).toUpperCase()}${singular.slice(1)} ${index + 1}`,
      kind: 'text',
      long: false,
      maxChars: sheetLineChars,
      optional: true,
      ...(initial ? { initial } : {}),
    };
  });
}

async function introOf(scene: RoundScene<'write'>, reader: UserId): Promise<string> {
  const { tx, step, round, activity } = scene;
  const names = round.settings.anonymous ? 'Names are left off then; the record keeps them.' : 'Then your name stands beside them.';
  const how = `Only you see this until the round closes. ${names}`;
  const passed = round.round > 1 ? await passedOn(tx, scene, reader) : undefined;
  if (!passed) return [activity.intro ?? `Write for yourself, for the list of ${step.definition.name}.`, how].join('\n');
  const shown = passed.lines
    .map((line) => `• ${line}`)
    .join('\n')
    .slice(0, maxShownChars);
  const lead = passed.isOwn ? 'Nobody else wrote last time. Go on from your own:' : 'Somebody wrote last time:';
  return `${lead}\n${shown}\nBuild on it, turn it around, or add something new. ${how}`;
}

/** The sheet of the round before that is passed on to this person. */
async function passedOn(
  tx: WorkshopTx,
  { step, round }: RoundScene<'write'>,
  reader: UserId,
): Promise<{ lines: string[]; isOwn: boolean } | undefined> {
  const rounds = await tx.rounds({ id: step.id, epoch: round.epoch }, round.definitionId);
  const before = rounds.findLast((one) => one.round < round.round && one.status === 'closed');
  if (!before) return undefined;
  const sheet = passSheet(rounds[0]?.id ?? round.id, round.round, await tx.sheets(before.id), reader);
  return sheet && { lines: sheet.lines, isOwn: sheet.userId === reader };
}

function notThisSheet(): RuleBreach {
  return new RuleBreach('no-sheet', phrase`There is nothing to write in that round. The newest card shows what is open.`);
}
