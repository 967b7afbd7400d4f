import type { Prisma } from '../generated/prisma/client.ts';
import type { StoredArtifact, StoredSummary, WorkshopTx } from '../ports/store.ts';
import { type Artifact, artifactSchemaVersion, type Provenance } from '../workshop/artifact.ts';
import type { Origin } from '../workshop/draft.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

type ArtifactReader = Pick<Prisma.TransactionClient, 'stepArtifact'>;
type SummaryReader = Pick<Prisma.TransactionClient, 'stepSummary'>;
/** Whose they are, and the order of its steps. */
type Owner = Pick<Workshop, 'id' | 'template' | 'parentId'>;

/**
 * The current ones, in the template's order. A fork has those of its ancestors, where it parted from them, until a step of it has one of
 * its own or is started over.
 */
export async function readArtifacts(db: ArtifactReader, workshop: Owner): Promise<StoredArtifact[]> {
  const ofWorkshop = { workshopId: workshop.id };
  const own: Prisma.StepArtifactWhereInput = { isCurrent: true, workshopStep: ofWorkshop };
  const rows = await db.stepArtifact.findMany({
    where: { deletedAt: null, ...(workshop.parentId ? { OR: [own, { inheritedBy: { some: ofWorkshop } }] } : own) },
    omit: { projection: true, projectionTokens: true, draft: true },
    include: { workshopStep: { select: ofOwner }, inheritedBy: { where: ofWorkshop, select: { epoch: true } } },
  });
  return inOrder(
    workshop,
    inForce(workshop, rows, (row) => row.inheritedBy.some((step) => step.epoch === row.epoch)).map(
      ({ id, stepId, version, seq, artifact, provenance, author, origin, extractedAt }) => ({
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
      }),
    ),
  );
}

const ofOwner = { workshopId: true } as const;

/** Those of the workshop itself before those that it only inherited. */
function inForce<R extends { stepId: string; workshopStep: { workshopId: string } }>(
  workshop: Owner,
  rows: readonly R[],
  isInherited: (row: R) => boolean,
): R[] {
  const own = rows.filter((row) => row.workshopStep.workshopId === workshop.id);
  return [...own, ...rows.filter((row) => !own.includes(row) && !own.some((one) => one.stepId === row.stepId) && isInherited(row))];
}

/** The current ones, in the template's order; a failed one never is (F-03). A fork inherits them as it does results. */
export async function readSummaries(db: SummaryReader, workshop: Owner): Promise<StoredSummary[]> {
  const ofWorkshop = { workshopId: workshop.id };
  const own: Prisma.StepSummaryWhereInput = { isCurrent: true, workshopStep: ofWorkshop };
  const rows = await db.stepSummary.findMany({
    where: workshop.parentId ? { OR: [own, { inheritedBy: { some: ofWorkshop } }] } : own,
    select: {
      stepId: true,
      version: true,
      kind: true,
      summary: true,
      workshopStep: { select: ofOwner },
      inheritedBy: { where: ofWorkshop, select: { epoch: true, inheritedArtifact: { select: { epoch: true } } } },
    },
  });
  return inOrder(
    workshop,
    inForce(workshop, rows, (row) => row.inheritedBy.some((step) => step.epoch === step.inheritedArtifact?.epoch)).map(
      ({ stepId, version, kind, summary }) => ({ stepId: stepId as StepId, version, kind: kind as StoredSummary['kind'], summary }),
    ),
  );
}

function inOrder<T extends { stepId: StepId }>({ template }: Owner, rows: T[]): T[] {
  return rows.sort((one, other) => template.positionOf(one.stepId) - template.positionOf(other.stepId));
}

type ArtifactWrites = Pick<WorkshopTx, 'currentArtifacts' | 'saveArtifact' | 'currentSummaries' | 'saveSummary'>;

export function artifactWrites(scope: TxScope): ArtifactWrites {
  const { db, settings } = scope;
  const requireStep = async (id: string) => {
    const found = await db.workshopStep.findFirst({
      where: { id, workshopId: scope.workshop.id },
      select: { epoch: true, inheritedArtifact: { select: { version: true } }, inheritedSummary: { select: { version: true } } },
    });
    if (!found) throw new NotFound('Step', id);
    return found;
  };

  return {
    currentArtifacts: () => readArtifacts(db, scope.workshop),
    currentSummaries: () => readSummaries(db, scope.workshop),

    async saveArtifact(step, { expectedVersion, artifact, provenance, author, origin, at, draft, restoredFrom }) {
      const { epoch, inheritedArtifact } = await requireStep(step.id);
      const { _max } = await db.stepArtifact.aggregate({ where: { workshopStepId: step.id }, _max: { version: true } });
      // The numbers of a fork go on where it parted from its parent.
      const newest = _max.version ?? inheritedArtifact?.version ?? 0;
      if (newest !== expectedVersion) throw new Conflict('Artifact', expectedVersion, newest);
      const version = newest + 1;
      const stored = storableJson(artifact);
      const projection = settings.projectArtifact(scope.workshop.template.step(step.stepId), stored as Artifact);
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
          epoch,
          ...(draft ? { draft: storableJson(draft) } : {}),
          ...(restoredFrom === undefined ? {} : { restoredFrom }),
        },
      });
      await db.workshopStep.update({ where: { id: step.id }, data: { output: stored } });
      return version;
    },

    async saveSummary(step, { kind, summary, artifactVersion, at }) {
      const { inheritedSummary } = await requireStep(step.id);
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
          version: (_max.version ?? inheritedSummary?.version ?? 0) + 1,
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
