import { advanceStep } from '../advance-step.ts';
import { readTarget } from '../button-target.ts';
import type { FeatureForm } from '../feature-forms.ts';
import type { ButtonHandler } from '../press-button.ts';
import { ballotForm } from './ballot-form.ts';
import { decideForm, takeTopOnes } from './decide-vote.ts';
import { readRoundTarget } from './in-round.ts';
import { nextRound } from './next-round.ts';
import { togetherForm } from './open-round.ts';
import { ratingForm, settleForm, takeMiddles } from './rating-form.ts';
import { lateForm, sheetForm } from './sheet-form.ts';
import { showTogether } from './show-together.ts';
import { signOff, withdrawSignOff } from './sign-off.ts';
import { cancelByHost, closeByHost } from './vote-verb.ts';

/** What a team does together: the forms, by the name in front of the colon. */
export const activityForms: Readonly<Record<string, FeatureForm>> = {
  together: togetherForm,
  ballot: ballotForm,
  sheet: sheetForm,
  late: lateForm,
  rating: ratingForm,
  decide: decideForm,
  settle: settleForm,
};

/** And the buttons. */
export const activityButtons: Readonly<Record<string, ButtonHandler>> = {
  together: async (deps, asker, value) => showTogether(deps, asker, readTarget(value)),
  'close-round': async (deps, asker, value) => closeByHost(deps, asker, readRoundTarget(value)),
  'cancel-round': async (deps, asker, value) => cancelByHost(deps, asker, readRoundTarget(value)),
  'next-round': async (deps, asker, value) => nextRound(deps, asker, readRoundTarget(value)),
  'take-top': async (deps, asker, value) => takeTopOnes(deps, asker, readRoundTarget(value)),
  'take-middles': async (deps, asker, value) => takeMiddles(deps, asker, readRoundTarget(value)),
  'sign-off': async (deps, asker, value) => signOff(deps, asker, readTarget(value)),
  'withdraw-sign-off': async (deps, asker, value) => withdrawSignOff(deps, asker, readTarget(value)),
  'leave-open': async (deps, asker, value) => {
    const { formId, ...target } = readTarget(value);
    return advanceStep(deps, asker, { ...target, leavesOpen: true, ...(formId === 'move-on' ? { override: { reason: null } } : {}) });
  },
};
