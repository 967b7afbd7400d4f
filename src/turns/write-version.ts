import type { WorkshopTx } from '../ports/store.ts';
import type { Artifact, Provenance } from '../workshop/artifact.ts';
import type { Draft } from '../workshop/draft.ts';
import type { Gap } from '../workshop/gate.ts';
import type { UserId } from '../workshop/ids.ts';
import { summariseArtifact } from '../workshop/outline.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';

export interface NewVersion {
  /** The newest one when this was made: another one by now is a conflict. */
  expectedVersion: number;
  artifact: Artifact;
  provenance: Provenance;
  /** What it was made from. */
  draft: Draft;
  gaps: readonly Gap[];
  /** Null when a step closes by itself. */
  by: UserId | null;
  now: Date;
  /** The version that it brings back. */
  restoredFrom?: number;
}

/** The one way a version of a result is written, in the caller's transaction, with its summary. Returns its number. Throws Conflict. */
export async function writeVersion(
  tx: WorkshopTx,
  step: Pick<StepWithDraft, 'id' | 'stepId' | 'definition'>,
  { expectedVersion, artifact, provenance, draft, gaps, by, now, restoredFrom }: NewVersion,
): Promise<number> {
  const version = await tx.saveArtifact(step, {
    expectedVersion,
    artifact,
    provenance,
    author: by,
    origin: 'human',
    at: now,
    draft,
    ...(restoredFrom === undefined ? {} : { restoredFrom }),
  });
  const summary = summariseArtifact(step.definition, artifact, gaps);
  await tx.saveSummary(step, { kind: 'deterministic', summary, artifactVersion: version, at: now });
  await noticeMoved(tx);
  return version;
}

/** A result is another now: whatever shows a pack that was made from the one before says so. */
export async function noticeMoved(tx: WorkshopTx): Promise<void> {
  const pack = await tx.shownPack();
  if (!pack) return;
  if (pack.canvasId) await tx.post({ kind: 'pack', buildPackId: pack.id, inPlace: true });
  if (tx.workshop.status === 'completed') await tx.wantCard('finale', null);
  await tx.wantCard('hub', null);
}
