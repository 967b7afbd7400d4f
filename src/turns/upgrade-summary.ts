import { nameMentions } from '../facilitator/model/render-context.ts';
import { summariseStep } from '../facilitator/model/summarise-step.ts';
import type { StoredMessage, TurnWork } from '../ports/store.ts';
import { describeGap } from '../workshop/gate.ts';
import { outlineArtifact } from '../workshop/outline.ts';
import { wholeText } from '../workshop/whole-text.ts';
import { createMeter, failureKind, markerOf, withinBudget } from './model-use.ts';
import { nameEverybody } from './name-everybody.ts';
import type { Deps } from './use-case.ts';

/** Of a step's talk; what is older is in the result, or it did not matter. */
const maxMessages = 600;
/** Of the prompt, for material in one call. */
const materialShare = 0.7;

/**
 * Between turns, after a step is complete: its deterministic summary is replaced by a model's. Without a model, or when it fails, the
 * deterministic one stays what it is; a failure is kept for the record and never enters a prompt (F-03).
 */
export async function upgradeSummary(deps: Deps, work: TurnWork): Promise<void> {
  const { workshop, step } = work;
  const use = deps.model;
  const artifact = work.artifacts.find((one) => one.stepId === step.stepId);
  const current = work.summaries.find((one) => one.stepId === step.stepId);
  if (!use || workshop.facilitatorMode !== 'model' || step.status !== 'complete' || !artifact || current?.kind !== 'deterministic') return;
  const definition = step.definition;
  const sections = outlineArtifact(definition, artifact.artifact);
  // Nothing was written down, and that is all there is to remember: a model could only make something of it.
  if (sections.length === 0) return;
  const meter = createMeter(deps, use, workshop, step.stepId);
  let summary: string | undefined;
  try {
    const talk = await readTalk(deps, work);
    summary = await withinBudget(deps, use, workshop, () =>
      summariseStep(
        use.model,
        {
          name: definition.name,
          result: sections
            .map(
              (section) =>
                `${section.label}: ${section.entries.map((entry) => [entry.title, ...entry.details.map((one) => `${one.label}: ${one.text}`)].join(', ')).join('; ')}`,
            )
            .join('\n'),
          open: step.gaps.map(describeGap).join('; '),
          talk,
        },
        {
          marker: markerOf(use, workshop.id),
          budgetTokens: Math.round(deps.contextTokens * materialShare),
          countTokens: deps.countTokens,
          deadlineMs: use.deadlineMs,
          onAttempt: meter.onAttempt,
        },
      ),
    );
  } catch (error) {
    deps.log.warn({ err: error, kind: failureKind(error), workshopId: workshop.id, stepId: step.stepId }, 'no summary by a model');
  } finally {
    await meter.record();
  }
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    const stored = (await tx.currentArtifacts()).find((one) => one.stepId === step.stepId);
    const { status, epoch } = await tx.step(step.stepId);
    // Reopened, reset or completed anew meanwhile: this one is about something else.
    if (status !== 'complete' || epoch !== step.epoch || stored?.version !== artifact.version) return;
    await tx.saveSummary(step, {
      kind: summary === undefined ? 'failed' : 'model',
      summary: summary ?? 'No model answered.',
      artifactVersion: artifact.version,
      at: now,
    });
  });
}

async function readTalk(deps: Deps, { step, members }: TurnWork): Promise<string[]> {
  const messages = await deps.store.recentMessages(step.contextId, maxMessages);
  const people = [...new Set([...members.map((member) => member.userId), ...messages.flatMap((one) => one.userId ?? [])])];
  const names = await nameEverybody(deps, people);
  const speaker = (message: StoredMessage) =>
    message.role === 'user' ? ((message.userId && names.get(message.userId)) ?? 'somebody') : 'Facilitator';
  return messages
    .filter((message) => message.role === 'user' || message.role === 'assistant')
    .map(
      (message) => `${speaker(message)}: ${nameMentions(wholeText(message.content, message.metadata), names).replace(/\s*\n\s*/g, ' | ')}`,
    );
}
