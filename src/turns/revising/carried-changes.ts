import type { StoredArtifact, WorkshopTx } from '../../ports/store.ts';
import { type CarriedChange, findCarried } from '../../workshop/carried-over.ts';
import type { StepId } from '../../workshop/ids.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { seedDraft } from '../open-step.ts';

/** Versions of each step that are looked at for what was carried over once. */
const maxVersions = 8;

/** What earlier steps would give this one now, where that is something else than what it has. */
export async function carriedChanges(tx: WorkshopTx, step: StepWithDraft): Promise<CarriedChange[]> {
  const { definition } = step;
  const givers = giversOf(definition);
  if (givers.length === 0) return [];
  const artifacts = await tx.currentArtifacts();
  const before: ReturnType<typeof seedDraft>[] = [];
  for (const giver of givers) {
    for (const { version, isCurrent } of await tx.listVersions(giver, { limit: maxVersions })) {
      const old = isCurrent ? undefined : await tx.artifactVersion(giver, version);
      if (old) before.push(seedDraft(definition, [old satisfies Pick<StoredArtifact, 'stepId' | 'artifact' | 'provenance'>], 0));
    }
  }
  return findCarried(definition, step.draft, seedDraft(definition, artifacts, tx.workshop.latestSeq), before);
}

function giversOf({ fields }: StepDefinition): StepId[] {
  return [
    ...new Set(
      fields.flatMap((field) => [
        ...(field.from ? [field.from.step] : []),
        ...(field.kind === 'items' && field.seededFrom ? [field.seededFrom.step] : []),
      ]),
    ),
  ];
}
