import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { testList } from '../../workshop/planned-tests.ts';
import { writeTarget } from '../button-target.ts';
import type { VerbHandler } from '../verb-handlers.ts';
import { resultFormId } from './result-form.ts';

/** Opens the form for what came of a test. */
export const resultVerb: VerbHandler = async (deps, _asker, { workshop }) => {
  const place = testList(workshop.template);
  if (!place) throw new RuleBreach('no-tests', phrase`${workshop.template.name} plans no tests, so there is no result to record.`);
  const { steps } = await deps.store.loadWorkshop(workshop.id);
  const epoch = steps.find((step) => step.stepId === place.stepId)?.epoch ?? 0;
  const form = { workshopId: workshop.id, stepId: place.stepId, epoch, formId: resultFormId };
  return { text: phrase`What came of it:`, form, buttons: [{ label: 'Record a result', action: 'form', value: writeTarget(form) }] };
};
