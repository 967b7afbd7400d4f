import { sayOpening } from '../facilitator/guided/words.ts';
import type { StoredArtifact, WorkshopTx } from '../ports/store.ts';
import { type ProvenanceEntry, valueAt } from '../workshop/artifact.ts';
import { type Draft, type DraftItem, emptyDraft, textOf } from '../workshop/draft.ts';
import { type Artifacts, describeGap } from '../workshop/gate.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Json } from '../workshop/json.ts';
import { type Phrase, phrase } from '../workshop/phrase.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import { writeTarget } from './button-target.ts';
import { startClock } from './time/deadlines.ts';

const maxMentions = 12;

/** Starts a step: seeds its draft from earlier artifacts, posts its card and, in its thread, what we know and the first question. */
export async function openStep(tx: WorkshopTx, stepId: StepId, now: Date): Promise<void> {
  const { template } = tx.workshop;
  const step = await tx.step(stepId);
  const { definition } = step;
  const artifacts = await tx.currentArtifacts();
  const steps = await tx.steps();
  const members = await tx.members();
  await tx.updateStep(step.id, { status: 'in_progress', arcPhase: 'orient', startedAt: now, completedAt: null });
  await startClock(tx, step, now);
  await tx.saveDraft(step, seedDraft(definition, artifacts, await tx.takeSeq()));
  await tx.wantCard('step', stepId);
  const mentions = members.filter((member) => member.role !== 'viewer').map((member) => member.userId);
  const openGaps: Phrase[] = definition.reads.flatMap((read) => {
    const gaps = steps.find((one) => one.stepId === read)?.gaps ?? [];
    return gaps.length > 0
      ? [
          phrase`:warning: We left ${template.step(read).name} without ${gaps.map(describeGap).join('; ')}. If it comes up here, even better.`,
        ]
      : [];
  });
  const earlier = Object.fromEntries(artifacts.map((one) => [one.stepId, one.artifact])) as Artifacts;
  const text = sayOpening(definition, earlier, stepId === template.first ? [] : mentions.slice(0, maxMentions), openGaps.slice(-2));
  await tx.post({
    kind: 'say',
    stepId,
    text,
    buttons: [{ label: 'How do I answer?', action: 'how', value: writeTarget({ workshopId: tx.workshop.id, stepId, epoch: step.epoch }) }],
  });
}

/** Carries what earlier steps decided into the new draft, with its sources, so that it stays linked to who said it. */
export function seedDraft(
  definition: StepDefinition,
  artifacts: readonly Pick<StoredArtifact, 'stepId' | 'artifact' | 'provenance'>[],
  seq: number,
): Draft {
  const draft = emptyDraft();
  const of = (id: StepId) => artifacts.find((one) => one.stepId === id);
  const sourcesOf = (entry: Pick<ProvenanceEntry, 'messageIds' | 'userIds'> | undefined) =>
    (entry?.messageIds ?? []).map((messageId, index) => ({
      messageId,
      userId: entry?.userIds[Math.min(index, entry.userIds.length - 1)] ?? '',
    }));
  const saidAt = (entry: ProvenanceEntry | undefined, prop: string | undefined) => (prop && entry?.props?.[prop]) || entry;
  for (const field of definition.fields) {
    if (field.from) {
      const earlier = of(field.from.step);
      const value = valueAt(earlier?.artifact, field.from.field);
      const first: Json | undefined = Array.isArray(value) ? value[0] : value;
      const text = textOf(field.from.prop ? valueAt(first, field.from.prop) : first);
      const path = Array.isArray(value) ? `${field.from.field}[0]` : field.from.field;
      if (text)
        draft.fields[field.key] = {
          value: text,
          sources: sourcesOf(saidAt(earlier?.provenance[path], field.from.prop)),
          origin: earlier?.provenance[path]?.origin ?? 'imported',
          seq,
        };
    }
    if (field.kind === 'items' && field.seededFrom) {
      const { step, list } = field.seededFrom;
      const value = valueAt(of(step)?.artifact, list);
      draft.items[field.key] = (Array.isArray(value) ? value : []).slice(0, field.max).map((item, index): DraftItem => {
        const entry = of(step)?.provenance[`${list}[${index}]`];
        return {
          id: `i${draft.nextItemNumber++}`,
          values: { [field.nameProp]: textOf(valueAt(item, field.nameProp)) },
          sources: sourcesOf(entry),
          ...(entry?.props ? { said: { [field.nameProp]: sourcesOf(saidAt(entry, field.nameProp)) } } : {}),
          origin: entry?.origin ?? 'imported',
          seq,
        };
      });
    }
  }
  return draft;
}
