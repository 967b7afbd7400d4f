import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { findTests, testList } from '../../workshop/planned-tests.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { writeTarget } from '../button-target.ts';
import type { Asker, Deps, FormRequest } from '../use-case.ts';
import type { VerbHandler } from '../verb-handlers.ts';
import { resultFormId } from './result-form.ts';

const maxLookedAt = 5;

/** Opens the form for what came of a test: of this workshop, or of the last one here that planned any. */
export const resultVerb: VerbHandler = async (deps, asker, { workshop }) => {
  const form = (await requestFor(deps, workshop)) ?? (await requestOfEarlier(deps, asker, workshop));
  if (!form) throw new RuleBreach('no-tests', phrase`No test is planned yet in “${workshop.title}”, so there is no result to record.`);
  return { text: phrase`What came of it:`, form, buttons: [{ label: 'Record a result', action: 'form', value: writeTarget(form) }] };
};

async function requestFor({ store }: Deps, workshop: Workshop): Promise<FormRequest | undefined> {
  const place = testList(workshop.template);
  if (!place) return undefined;
  const { steps } = await store.loadWorkshop(workshop.id);
  if (findTests(workshop.template, steps).length === 0) return undefined;
  const epoch = steps.find((step) => step.stepId === place.stepId)?.epoch ?? 0;
  return { workshopId: workshop.id, stepId: place.stepId, epoch, formId: resultFormId };
}

/** Tests are run after the end, when the next workshop may be under way already. */
async function requestOfEarlier(deps: Deps, asker: Asker, { id }: Workshop): Promise<FormRequest | undefined> {
  const finished = (await deps.store.listWorkshops(asker, ['completed'])).filter((one) => one.id !== id && !one.settings.archived);
  for (const one of finished.slice(0, maxLookedAt)) {
    const form = await requestFor(deps, one);
    if (form) return form;
  }
  return undefined;
}
