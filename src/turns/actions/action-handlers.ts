import { RuleBreach } from '../../workshop/errors.ts';
import { phrase, phraseToText } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import type { ButtonHandler } from '../press-button.ts';
import { type Asker, type Deps, type FormRequest, type Reply, requirePermission } from '../use-case.ts';
import { readActionValue } from './action-buttons.ts';
import { type Confirmed, confirmAction, leaveAction, requireAction, requireWaiting } from './confirm-action.ts';
import { planNow, readActionTarget } from './offer-action.ts';

const actionFormName = 'action';
const tickKey = 'sure';
/** In the form's id, behind the action's: it was opened again because things had moved. */
const movedMark = '/moved';

/** The buttons of a request. A destructive one is never done by a press: it opens the form with the box (F-33). */
export const actionPresses: Readonly<Record<string, ButtonHandler>> = {
  'action-confirm': async (deps, asker, value) => {
    const target = readActionValue(value);
    if (!target) throw staleButton();
    const form = await deps.store.inWorkshop(
      await knownPlace(deps, asker, target.workshopId),
      async (tx): Promise<FormRequest | undefined> => {
        const { action, definition } = await requireAction(tx, asker, target.actionId);
        if (!definition.isDestructive) return undefined;
        await requirePermission(tx, asker, definition.permission);
        requireWaiting(action, deps.clock.now());
        const stepId = action.stepId ?? tx.workshop.template.first;
        return { workshopId: tx.workshop.id, stepId, epoch: action.epoch ?? 0, formId: `${actionFormName}:${action.id}` };
      },
    );
    if (form) return { text: phrase`One moment.`, form };
    return toReply(await confirmAction(deps, asker, { ...target, isTicked: false }));
  },
  'action-leave': async (deps, asker, value) => {
    const target = readActionValue(value);
    if (!target) throw staleButton();
    await knownPlace(deps, asker, target.workshopId);
    await leaveAction(deps, asker, target);
    return undefined;
  },
};

/** What the card shows by itself is not said again. */
function toReply(outcome: Confirmed): Reply | undefined {
  return outcome.kind === 'repeated' || outcome.kind === 'done' ? undefined : { text: outcome.says };
}

/** The box that a destructive action asks for, beside what it does. */
export const actionForm: FeatureForm = {
  async open(deps, asker, request) {
    const { actionId, isMoved } = readSubject(request);
    await knownPlace(deps, asker, request.workshopId);
    const { definition, plan } = await deps.store.inWorkshop(request.workshopId, async (tx) => {
      const { action, definition } = await requireAction(tx, asker, actionId);
      await requirePermission(tx, asker, definition.permission);
      requireWaiting(action, deps.clock.now());
      return { definition, plan: await planNow(tx, definition, readActionTarget(tx, definition, action)) };
    });
    // A form shows plain text: people stand there by name.
    const names = await deps.people.namesOf(plan.says.flatMap((part) => ('person' in part ? [part.person] : [])));
    const moved = isMoved ? 'Things have moved since you opened this. As it is now: ' : '';
    return {
      request,
      title: definition.label,
      submitLabel: 'Confirm',
      intro: `${moved}${phraseToText(plan.says, (userId) => names.get(userId) ?? 'somebody')}`,
      inputs: [
        {
          key: tickKey,
          label: 'This cannot be undone',
          kind: 'ticks',
          options: [{ value: 'yes', label: plan.tick ?? 'Yes, I am sure' }],
          initial: [],
          optional: false,
        },
      ],
    };
  },

  async save(deps, asker, request, { values }) {
    const { actionId } = readSubject(request);
    await knownPlace(deps, asker, request.workshopId);
    const ticked = values[tickKey];
    const isTicked = Array.isArray(ticked) ? ticked.includes('yes') : ticked === 'yes';
    if (!isTicked) return { errors: { [tickKey]: phrase`Tick the box first, please: this can't be undone.` } };
    const outcome = await confirmAction(deps, asker, { workshopId: request.workshopId, actionId, isTicked });
    if (outcome.kind === 'moved') return { next: { ...request, formId: `${actionFormName}:${actionId}${movedMark}` } };
    if (outcome.kind === 'failed' || outcome.kind === 'over') return { errors: { [tickKey]: outcome.says } };
    return { saved: true };
  },
};

function readSubject(request: FormRequest): { actionId: string; isMoved: boolean } {
  const subject = subjectOf(request.formId);
  const isMoved = subject.endsWith(movedMark);
  return { actionId: isMoved ? subject.slice(0, -movedMark.length) : subject, isMoved };
}

/** Throws a RuleBreach for a workshop that is not in this channel (F-19). */
async function knownPlace(deps: Deps, asker: Asker, workshopId: string): Promise<string> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop in this channel. The newest card shows what is under way.`);
  return found.id;
}
