import { assembleOverview } from '../../build-pack/assemble-overview.ts';
import { putSideBySide, type SideBySide } from '../../build-pack/compare-packs.ts';
import type { Overview } from '../../build-pack/overview.ts';
import type { TeamStore } from '../../ports/store.ts';
import { projectArtifact } from '../../workshop/artifact.ts';
import { type Change, type ComparedArtifact, compareArtifacts } from '../../workshop/compare-artifacts.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { StepWithDraft, Workshop } from '../../workshop/workshop.ts';
import { sayChanges } from '../revising/say-changes.ts';

const linesPerStep = 5;
const stepsShown = 8;

export interface ComparisonView {
  /** What was forked, or was there first. */
  one: Workshop;
  other: Workshop;
  /** Steps that differ, in their order. */
  steps: { name: string; lines: Phrase[] }[];
  /** Steps that differ and are not among them. */
  more: number;
  /** What their build packs say now, side by side. */
  packs: SideBySide[];
  people: UserId[];
}

type Loaded = Awaited<ReturnType<TeamStore['loadWorkshop']>>;

/** Two workshops side by side, step by step: only what differs, from `oneId` to `otherId`. */
export async function viewComparison(store: TeamStore, oneId: WorkshopId, otherId: WorkshopId): Promise<ComparisonView> {
  const [one, other] = [await store.loadWorkshop(oneId), await store.loadWorkshop(otherId)];
  const different = one.workshop.template.steps.flatMap((definition) => {
    const [before, after] = [resultOf(one, definition.id), resultOf(other, definition.id)];
    if (!before && !after) return [];
    if (!before || !after) {
      const has = before ? one.workshop : other.workshop;
      return [{ name: definition.name, lines: [phrase`only in “${has.title}” so far`] }];
    }
    const changes: Change[] = compareArtifacts(definition, before, after);
    return changes.length > 0 ? [{ name: definition.name, lines: sayChanges(changes, linesPerStep) }] : [];
  });
  const people = [...one.members, ...other.members].map((member) => member.userId);
  return {
    one: one.workshop,
    other: other.workshop,
    steps: different.slice(0, stepsShown),
    more: Math.max(0, different.length - stepsShown),
    packs: putSideBySide(packOf(one), packOf(other)),
    people: [...new Set([...people, ...one.contributors, ...other.contributors])],
  };
}

/** As it would be made now. What it says of when is not compared. */
function packOf({ workshop, steps, artifacts, members }: Loaded): Overview {
  return assembleOverview({ workshop, steps, artifacts, members, now: workshop.createdAt });
}

/** What a step has to say: its result, or what is in it so far while it is open. */
function resultOf({ steps, artifacts }: Loaded, stepId: string): ComparedArtifact | undefined {
  const step = steps.find((one): one is StepWithDraft => one.stepId === stepId);
  if (!step || step.status === 'not_started') return undefined;
  const stored = artifacts.find((one) => one.stepId === stepId);
  if (stored && step.status !== 'in_progress') return { ...stored, draft: step.draft };
  return { ...projectArtifact(step.definition, step.draft), draft: step.draft };
}
