import { takeOver } from '../../workshop/carried-over.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { readTarget, staleButton } from '../button-target.ts';
import { inOpenStep } from '../in-open-step.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { carriedChanges } from './carried-changes.ts';

/** Takes what an earlier step has now into a step that had taken it before. Twice does it once. */
export async function carryOver(deps: Deps, asker: Asker, value: string): Promise<Reply | undefined> {
  const { formId: field, ...target } = readTarget(value);
  if (!field) throw staleButton();
  return inOpenStep(deps, asker, target, async (tx, step) => {
    if (!step.definition.fields.some((one) => one.key === field)) throw staleButton();
    const change = (await carriedChanges(tx, step)).find((one) => one.field === field);
    if (!change) throw new RuleBreach('taken-over', phrase`That is taken over already: it is what the earlier step says now.`);
    await saveCapturedDraft(tx, step, takeOver(step.definition, step.draft, change));
    await tx.audit({ action: 'carry-over', userId: asker.userId, details: { stepId: step.stepId, field }, at: deps.clock.now() });
    return { text: phrase`Taken over: ${change.label.toLowerCase()} is what it says there now.` };
  });
}
