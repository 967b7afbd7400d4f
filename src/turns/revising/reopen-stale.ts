import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { CarriedChange } from '../../workshop/carried-over.ts';
import type { StepId } from '../../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { writeTarget } from '../button-target.ts';
import { carriedChanges } from './carried-changes.ts';
import { reopenStep } from './reopen-step.ts';

const maxMentions = 12;
const maxOffers = 3;
const maxQuoteChars = 200;

/**
 * A step that waited is looked at again, with its own draft: nothing that people did in it is lost. What it once took from earlier steps
 * and is different there now is offered, not done.
 */
export async function reopenStale(tx: WorkshopTx, stepId: StepId, now: Date): Promise<void> {
  const step = await tx.step(stepId);
  await reopenStep(tx, step, now);
  const reopened = await tx.step(stepId);
  const changes = (await carriedChanges(tx, reopened)).slice(0, maxOffers);
  const target = { workshopId: tx.workshop.id, stepId, epoch: step.epoch };
  const takeOver = changes.map(
    (change): Button => ({ label: labelOf(change), action: 'carry-over', value: writeTarget({ ...target, formId: change.field }) }),
  );
  const hasResult = (await tx.currentArtifacts()).some((one) => one.stepId === stepId);
  const stillRight: Button[] = hasResult
    ? [{ label: 'Still right', action: 'still-right', value: writeTarget(target), style: 'primary' }]
    : [];
  const members = (await tx.members()).filter((member) => member.role !== 'viewer').slice(0, maxMentions);
  const names = joinPhrases(
    members.map((member) => [person(member.userId)]),
    ' ',
  );
  const question = hasResult
    ? phrase`*Is it still right?* If not, tell me here what is different now.`
    : phrase`*What is different now?* What you had is still there.`;
  await tx.post({
    kind: 'say',
    stepId,
    text: joinPhrases(
      [phrase`${names} back to *${ours(step.definition.name)}*, since what it rests on has changed.`, ...changes.map(sayChange), question],
      '\n',
    ),
    buttons: [...stillRight, ...takeOver, { label: 'How do I answer?', action: 'how', value: writeTarget(target) }],
  });
}

function labelOf(change: CarriedChange): string {
  return `Take over: ${change.label.toLowerCase()}`.slice(0, 70);
}

function sayChange(change: CarriedChange): Phrase {
  if (change.kind === 'value')
    return change.before
      ? phrase`> *${ours(change.label)}* was “${short(change.before)}” and is “${short(change.after)}” now. Take it over?`
      : phrase`> *${ours(change.label)}* is “${short(change.after)}” now. Take it over?`;
  const parts = [
    ...(change.added.length > 0 ? [phrase`${change.added.length} new`] : []),
    ...(change.changed.length > 0 ? [phrase`${change.changed.length} in other words`] : []),
    ...(change.goneIds.length > 0 ? [phrase`${change.goneIds.length} gone`] : []),
  ];
  return phrase`> *${ours(change.label)}*: ${listPhrases(parts)}. Take them over? What you sorted stays sorted.`;
}

function short(text: string): string {
  return text.length > maxQuoteChars ? `${text.slice(0, maxQuoteChars)}…` : text;
}
