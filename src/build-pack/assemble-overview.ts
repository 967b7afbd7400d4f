import type { StoredArtifact } from '../ports/store.ts';
import { type Artifact, type Provenance, projectArtifact } from '../workshop/artifact.ts';
import { concernsKey, itemsOf, textOf } from '../workshop/draft.ts';
import { type Artifacts, describeGap, findGaps } from '../workshop/gate.ts';
import type { StepId, UserId } from '../workshop/ids.ts';
import { headline } from '../workshop/outline.ts';
import type { FieldPlace, PackDefinition, PackOutcome, StepDefinition } from '../workshop/step-definition.ts';
import type { Member, StepWithDraft, Workshop } from '../workshop/workshop.ts';
import { assembleDecision } from './assemble-decision.ts';
import { assembleSections, assembleUngrouped, isAsked } from './assemble-sections.ts';
import type { LineDecision, Overview, OverviewLine, OverviewOutcome, OverviewStep } from './overview.ts';
import { withParts } from './pack.ts';
import { narrowLine } from './take-section.ts';

/** Somebody, or nobody where it came about by itself, took a step's result as it stood. */
export interface Finished {
  stepId: StepId;
  by: UserId | null;
  at: Date;
}

/**
 * Puts everything that a workshop found into one structure, in the template's order. Only what is in the artifacts (or, for a
 * step that is still going on, in its draft) is taken: nothing generic stands in for what is missing, which is listed as such.
 * `steps` are those that started. The same input gives the same structure, whatever its order.
 */
export function assembleOverview(input: {
  workshop: Workshop;
  steps: readonly StepWithDraft[];
  artifacts: readonly StoredArtifact[];
  members: readonly Member[];
  /** Who finished which step, the last time first; absent where that is not asked for. */
  finished?: readonly Finished[];
  now: Date;
}): Overview {
  const { workshop, artifacts } = input;
  const current = Object.fromEntries(artifacts.map((one) => [one.stepId, one.artifact])) as Artifacts;
  const { template } = workshop;
  const steps = template.steps.map((definition, index) => {
    const step = input.steps.find((one) => one.stepId === definition.id && one.status !== 'not_started');
    const stored = artifacts.find((one) => one.stepId === definition.id);
    const finished = input.finished?.find((one) => one.stepId === definition.id);
    return assembleStep(definition, index + 1, { step, stored, current, ...(finished ? { finished } : {}) });
  });
  const linesOf = (place: FieldPlace) =>
    steps.find((step) => step.stepId === place.step)?.sections.find((section) => section.key === place.field)?.lines ?? [];
  const every = steps.flatMap((step) => [...step.sections.flatMap((section) => section.lines), ...step.concerns]).flatMap(withParts);
  return {
    workshopId: workshop.id,
    title: workshop.title,
    originalIdea: workshop.originalIdea,
    startedAt: workshop.createdAt.toISOString(),
    madeAt: input.now.toISOString(),
    endedEarly: workshop.settings.endedEarly === true,
    host: workshop.ownerUserId,
    contributors: countContributors(every, input.members),
    lines: { total: every.length, linked: every.filter((line) => line.sources).length },
    answer: assembleAnswer(template.pack, linesOf),
    decisions: template.steps.flatMap((definition, index) => {
      const step = steps[index];
      const draft = input.steps.find((one) => one.stepId === definition.id)?.draft;
      return step && draft ? assembleDecision(definition, step, draft) : [];
    }),
    openGaps: steps.flatMap((step) => step.gaps.map((text) => ({ stepId: step.stepId, name: step.name, text }))),
    disagreement: steps.flatMap((step) => step.concerns.map((line) => ({ stepId: step.stepId, name: step.name, line }))),
    nextSteps: template.pack.nextSteps ? linesOf(template.pack.nextSteps) : [],
    steps,
    sourceVersions: Object.fromEntries(
      template.ids.flatMap((id) => artifacts.filter((one) => one.stepId === id).map((one) => [id, one.version])),
    ),
  };
}

type LinesOf = (place: FieldPlace) => OverviewLine[];

function assembleAnswer({ question, outcome, test }: PackDefinition, linesOf: LinesOf): Overview['answer'] {
  const asked = question?.map((place) => linesOf(place)[0]).find((line) => line !== undefined);
  const [first, ...others] = outcome ?? [];
  const main = first ? assembleOutcome(first, linesOf) : undefined;
  const meanwhile = others.map((place) => assembleOutcome(place, linesOf)).find((one) => one.lines.length > 0);
  const [tested] = test ? linesOf(test).map((line) => narrowLine(line, test.prop ? [test.prop] : [])) : [];
  const how = tested?.details.find((detail) => detail.key === test?.prop)?.text;
  return {
    ...(question ? { question: asked ? { line: asked } : {} } : {}),
    ...(main ? { outcome: { ...main, ...(main.lines.length === 0 && meanwhile ? { meanwhile } : {}) } } : {}),
    ...(test ? { test: { ...(tested ? { line: tested } : {}), ...(how ? { how } : {}) } } : {}),
  };
}

function assembleOutcome(place: PackOutcome, linesOf: LinesOf): OverviewOutcome {
  const { one, many, lead, detail } = place;
  const lines = linesOf(place).map((line) => narrowLine(line, detail ? [detail] : []));
  return { name: lines.length > 1 ? many : one, lead, lines, ...(detail ? { detail } : {}) };
}

const statuses = { not_started: 'not-reached', in_progress: 'in-progress', complete: 'done', needs_regeneration: 'stale' } as const;

interface Found {
  step: StepWithDraft | undefined;
  stored: StoredArtifact | undefined;
  current: Artifacts;
  finished?: Finished;
}

function assembleStep(definition: StepDefinition, position: number, { step, stored, current, finished }: Found): OverviewStep {
  const base = { stepId: definition.id, position, name: definition.name };
  if (!step) return { ...base, status: 'not-reached', sections: [], missing: [], gaps: [], concerns: [] };
  const isOpen = step.status === 'in_progress' || !stored;
  const { artifact, provenance }: { artifact: Artifact; provenance: Provenance } = isOpen
    ? projectArtifact(definition, step.draft)
    : stored;
  const gaps = isOpen ? findGaps(definition, artifact, current) : step.gaps;
  const sections = [...assembleSections(definition, artifact, provenance), ...assembleUngrouped(definition, step.draft)];
  const remembered = headline(definition, artifact);
  const at = finished?.at ?? step.completedAt;
  const decision: LineDecision | undefined =
    at && !isOpen ? { stepId: definition.id, decidedBy: finished?.by ?? null, at: at.toISOString() } : undefined;
  return {
    ...base,
    status: statuses[step.status],
    ...(remembered ? { headline: remembered } : {}),
    sections,
    missing: definition.fields
      .filter((field) => isAsked(field) && !sections.some((section) => section.key === field.key))
      .map((field) => field.label),
    gaps: gaps.map(describeGap),
    ...(step.skipReason ? { skipReason: step.skipReason } : {}),
    ...(decision ? { decision } : {}),
    concerns: assembleConcerns(step),
  };
}

function assembleConcerns({ draft }: StepWithDraft): OverviewLine[] {
  return itemsOf(draft, concernsKey).map((item, index): OverviewLine => {
    const sources = {
      messageIds: [...new Set(item.sources.map((one) => one.messageId))],
      userIds: [...new Set(item.sources.map((one) => one.userId))],
      origin: item.origin,
    };
    return {
      path: `${concernsKey}[${index}]`,
      title: textOf(item.values.text),
      marks: [],
      details: [],
      parts: [],
      ...(sources.messageIds.length > 0 ? { sources } : {}),
    };
  });
}

/** Viewers' words are stored, never captured; so whoever is in the sources took part. */
function countContributors(lines: readonly OverviewLine[], members: readonly Member[]): Overview['contributors'] {
  const counts = new Map<UserId, number>();
  for (const line of lines) for (const userId of line.sources?.userIds ?? []) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  const viewers = new Set(members.filter((member) => member.role === 'viewer').map((member) => member.userId));
  return [...counts].filter(([userId]) => userId && !viewers.has(userId)).map(([userId, count]) => ({ userId, lines: count }));
}
