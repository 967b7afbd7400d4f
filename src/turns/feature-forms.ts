import { actionForm } from './actions/action-handlers.ts';
import { activityForms } from './activities/activity-handlers.ts';
import type { FormView } from './forms.ts';
import { settingsForm, settingsFormId } from './home/settings-form.ts';
import { startForm, startFormId } from './home/start-form.ts';
import { memoryForm } from './memory/memory-forms.ts';
import { rolesForm, rolesFormId } from './people/people-form.ts';
import { resultForm, resultFormId } from './results/result-form.ts';
import type { FormOutcome, SubmittedForm } from './save-form.ts';
import { timerForm, timerFormId } from './time/timer-form.ts';
import type { Asker, Deps, FormRequest } from './use-case.ts';

/**
 * A form that is not made from a step's fields. It checks everything by itself, in `open` and again in `save`: place, role, state.
 * Its id is `NAME` or `NAME:SUBJECT`, where the subject is what it is about, such as an activity.
 */
export interface FeatureForm {
  open(deps: Deps, asker: Asker, request: FormRequest): Promise<FormView>;
  save(deps: Deps, asker: Asker, request: FormRequest, submitted: SubmittedForm): Promise<FormOutcome>;
}

/** By the name in front of the colon. Put together when it is asked for: features and the forms of steps import each other. */
export function featureForms(): Readonly<Record<string, FeatureForm>> {
  return {
    action: actionForm,
    memory: memoryForm,
    ...activityForms,
    [resultFormId]: resultForm,
    [rolesFormId]: rolesForm,
    [settingsFormId]: settingsForm,
    [startFormId]: startForm,
    [timerFormId]: timerForm,
  };
}

export function featureForm(formId: string): FeatureForm | undefined {
  const name = formId.split(':')[0] ?? '';
  const forms = featureForms();
  return Object.hasOwn(forms, name) ? forms[name] : undefined;
}

/** What the form is about; empty when its id names nothing. */
export function subjectOf(formId: string): string {
  const at = formId.indexOf(':');
  return at < 0 ? '' : formId.slice(at + 1);
}
