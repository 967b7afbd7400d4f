import type { Prisma } from '../generated/prisma/client.ts';
import type { StoredArtifact, StoredSummary, WorkshopTx } from '../ports/store.ts';
import { type Artifact, artifactSchemaVersion, type Provenance } from '../workshop/artifact.ts';
import type { Origin } from '../workshop/draft.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import { type StepId, stepIds } from '../workshop/ids.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

type ArtifactReader = Pick<Prisma.TransactionClient, 'stepArtifact'>;
type SummaryReader = Pick<Prisma.TransactionClient, 'stepSummary'>;

/** The current ones, in the template's order. */
export async function readArtifacts(db: ArtifactReader, workshopId: string): Promise<StoredArtifact[]> {
  const rows = await db.stepArtifact.findMany({
    where: { isCurrent: true, deletedAt: null, workshopStep: { workshopId } },
    omit: { projection: true, projectionTokens: true },
  });
  return inOrder(
    rows.map(({ id, stepId, version, seq, artifact, provenance, author, origin, extractedAt }) => ({
      id,
      stepId: stepId as StepId,
      version,
      seq,
      artifact: artifact as Artifact,
      // Written by saveArtifact and nobody else.
      provenance: provenance as unknown as Provenance,
      author,
      origin: origin as Origin,
      extractedAt,
    })),
  );
}

/** The current ones, in the template's order; a failed one never is (F-03). */
export async function readSummaries(db: SummaryReader, workshopId: string): Promise<StoredSummary[]> {
  const rows = await db.stepSummary.findMany({
    where: { isCurrent: true, workshopStep: { workshopId } },
    select: { stepId: true, version: true, kind: true, summary: true },
  });
  return inOrder(rows.map((row) => ({ ...row, stepId: row.stepId as StepId, kind: row.kind as StoredSummary['kind'] })));
}

function inOrder<T extends { stepId: StepId }>(rows: T[]): T[] {
  return rows.sort((one, other) => stepIds.indexOf(one.stepId) - stepIds.indexOf(other.stepId));
}

type ArtifactWrites = Pick<WorkshopTx, 'currentArtifacts' | 'saveArtifact' | 'currentSummaries' | 'saveSummary'>;

export function artifactWrites(scope: TxScope): ArtifactWrites {
  const { db, settings } = scope;
  const requireStep = async (id: string) => {
    const found = await db.workshopStep.findFirst({ where: { id, workshopId: scope.workshop.id }, select: { id: true } });
    if (!found) throw new NotFound('Step', id);
  };

  return {
    currentArtifacts: () => readArtifacts(db, scope.workshop.id),
    currentSummaries: () => readSummaries(db, scope.workshop.id),

    async saveArtifact(step, { expectedVersion, artifact, provenance, author, origin, at }) {
      await requireStep(step.id);
      const { _max } = await db.stepArtifact.aggregate({ where: { workshopStepId: step.id }, _max: { version: true } });
      const newest = _max.version ?? 0;
      if (newest !== expectedVersion) throw new Conflict('Artifact', expectedVersion, newest);
      const version = newest + 1;
      const stored = storableJson(artifact);
      const projection = settings.projectArtifact(step.stepId, stored as Artifact);
      await db.stepArtifact.updateMany({ where: { workshopStepId: step.id, isCurrent: true }, data: { isCurrent: false } });
      await db.stepArtifact.create({
        data: {
          id: newId('artifact'),
          workshopStepId: step.id,
          stepId: step.stepId,
          version,
          seq: await takeSeq(scope),
          artifact: stored,
          schemaVersion: artifactSchemaVersion,
          provenance: storableJson(provenance),
          author,
          origin,
          extractedAt: at,
          projection: projection.text,
          projectionTokens: projection.tokens,
        },
      });
      await db.workshopStep.update({ where: { id: step.id }, data: { output: stored } });
      return version;
    },

    async saveSummary(step, { kind, summary, artifactVersion, at }) {
      await requireStep(step.id);
      const isCurrent = kind !== 'failed';
      const { _max } = await db.stepSummary.aggregate({ where: { workshopStepId: step.id }, _max: { version: true } });
      if (isCurrent) {
        await db.stepSummary.updateMany({
          where: { workshopStepId: step.id, isCurrent: true },
          data: { isCurrent: false, supersededAt: at },
        });
      }
      const text = storableText(summary);
      await db.stepSummary.create({
        data: {
          id: newId('summary'),
          workshopStepId: step.id,
          stepId: step.stepId,
          version: (_max.version ?? 0) + 1,
          seq: await takeSeq(scope),
          kind,
          summary: text,
          tokenCount: settings.countTokens(text),
          artifactVersion,
          isCurrent,
          generatedAt: at,
        },
      });
    },
  };
}
