import type { StoredArtifact, StoredSummary, WorkshopTx } from '../ports/store.ts';
import { type Artifact, artifactSchemaVersion } from '../workshop/artifact.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { newId } from './ids.ts';
import type { Reader } from './selects.ts';
import { storableJson, storableText } from './storable.ts';
import type { TxScope } from './tx-scope.ts';

/** Whose they are, and the order of its steps. */
type Owner = Pick<Workshop, 'id' | 'template'>;

/**
 * The current ones, in the template's order. A fork has those of its ancestors, where it parted from them, until a step of it has one of
 * its own or is started over.
 */
export async function readArtifacts(db: Reader, workshop: Owner): Promise<StoredArtifact[]> {
  const rows = await db.$queryRaw<StoredArtifact[]>`
    SELECT a.id, a.step_id AS "stepId", a.version, a.seq, a.artifact, a.provenance, a.author, a.origin, a.extracted_at AS "extractedAt"
    FROM workshop_steps s CROSS JOIN LATERAL (
      SELECT * FROM step_artifacts own WHERE own.workshop_step_id = s.id AND own.is_current AND own.deleted_at IS NULL
      UNION ALL
      SELECT * FROM step_artifacts old
      WHERE old.id = s.inherited_artifact_id AND old.epoch = s.epoch AND old.deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM step_artifacts own WHERE own.workshop_step_id = s.id AND own.is_current AND own.deleted_at IS NULL)
    ) a
    WHERE s.workshop_id = ${workshop.id}`;
  return inOrder(workshop, rows);
}

/** The current ones, in the template's order; a failed one never is (F-03). A fork inherits them as it does results. */
export async function readSummaries(db: Reader, workshop: Owner): Promise<StoredSummary[]> {
  const rows = await db.$queryRaw<StoredSummary[]>`
    SELECT u.step_id AS "stepId", u.version, u.kind, u.summary
    FROM workshop_steps s CROSS JOIN LATERAL (
      SELECT * FROM step_summaries own WHERE own.workshop_step_id = s.id AND own.is_current
      UNION ALL
      SELECT * FROM step_summaries old
      WHERE old.id = s.inherited_summary_id AND EXISTS (SELECT FROM step_artifacts a WHERE a.id = s.inherited_artifact_id AND a.epoch = s.epoch)
        AND NOT EXISTS (SELECT FROM step_summaries own WHERE own.workshop_step_id = s.id AND own.is_current)
    ) u
    WHERE s.workshop_id = ${workshop.id}`;
  return inOrder(workshop, rows);
}

function inOrder<T extends { stepId: StepId }>({ template }: Owner, rows: T[]): T[] {
  return rows.sort((one, other) => template.positionOf(one.stepId) - template.positionOf(other.stepId));
}

type ArtifactWrites = Pick<WorkshopTx, 'currentArtifacts' | 'saveArtifact' | 'currentSummaries' | 'saveSummary'>;

export function artifactWrites(scope: TxScope): ArtifactWrites {
  return {
    currentArtifacts: () => readArtifacts(scope.db, scope.workshop),
    currentSummaries: () => readSummaries(scope.db, scope.workshop),
    saveArtifact: (step, artifact) => saveArtifact(scope, step, artifact),
    saveSummary: (step, summary) => saveSummary(scope, step, summary),
  };
}

/**
 * What was saved, and the newest version before; nothing where the step is not of this workshop. The workshop's lock keeps what the
 * statement sees as it is.
 */
interface Saved {
  newest: number;
  seq: number | null;
}

/** The new one is written when the one before is out of force: one may be current at a time. */
async function saveArtifact(
  scope: TxScope,
  step: Parameters<WorkshopTx['saveArtifact']>[0],
  given: Parameters<WorkshopTx['saveArtifact']>[1],
): Promise<number> {
  const { db, settings, workshop } = scope;
  const { expectedVersion, author, origin, at, restoredFrom } = given;
  const stored = storableJson(given.artifact);
  const artifact = JSON.stringify(stored);
  const draft = given.draft ? JSON.stringify(storableJson(given.draft)) : null;
  const projection = settings.projectArtifact(workshop.template.step(step.stepId), stored as Artifact);
  const [saved] = await db.$queryRaw<Saved[]>`
    WITH step AS MATERIALIZED (
      SELECT s.id, s.epoch,
             -- The numbers of a fork go on where it parted from its parent.
             coalesce((SELECT max(a.version) FROM step_artifacts a WHERE a.workshop_step_id = s.id),
                      (SELECT a.version FROM step_artifacts a WHERE a.id = s.inherited_artifact_id), 0) AS newest
      FROM workshop_steps s WHERE s.id = ${step.id} AND s.workshop_id = ${workshop.id}
    ), go AS MATERIALIZED (SELECT * FROM step WHERE newest = ${expectedVersion}::int),
    clock AS (
      UPDATE workshops w SET latest_seq = w.latest_seq + 1 FROM go WHERE w.id = ${workshop.id} RETURNING w.latest_seq AS seq
    ), before AS (
      UPDATE step_artifacts a SET is_current = false FROM go WHERE a.workshop_step_id = go.id AND a.is_current RETURNING a.id
    ), made AS (
      INSERT INTO step_artifacts (id, workshop_step_id, step_id, version, seq, artifact, schema_version, provenance, author, origin, is_current,
                                  extracted_at, projection, projection_tokens, epoch, draft, restored_from)
      SELECT ${newId('artifact')}, go.id, ${step.stepId}, go.newest + 1, clock.seq, ${artifact}::jsonb, ${artifactSchemaVersion},
             ${JSON.stringify(storableJson(given.provenance))}::jsonb, ${author}::text, ${origin}, true,
             ${at}, ${storableText(projection.text)}, ${projection.tokens}::int, go.epoch, ${draft}::jsonb, ${restoredFrom ?? null}::int
      FROM go CROSS JOIN clock CROSS JOIN (SELECT count(*) FROM before) demoted
      RETURNING id
    ), shown AS (
      UPDATE workshop_steps s SET output = ${artifact}::jsonb, updated_at = ${settings.clock.now()} FROM go WHERE s.id = go.id
    )
    SELECT step.newest, clock.seq FROM step LEFT JOIN clock ON true LEFT JOIN made ON true`;
  const { newest } = keepSeq(scope, step.id, saved);
  if (saved?.seq === null) throw new Conflict('Artifact', expectedVersion, newest);
  return newest + 1;
}

async function saveSummary(
  scope: TxScope,
  step: Parameters<WorkshopTx['saveSummary']>[0],
  { kind, summary, artifactVersion, at }: Parameters<WorkshopTx['saveSummary']>[1],
): Promise<void> {
  const { db, settings, workshop } = scope;
  const isCurrent = kind !== 'failed';
  const text = storableText(summary);
  const [saved] = await db.$queryRaw<Saved[]>`
    WITH step AS MATERIALIZED (
      SELECT s.id, coalesce((SELECT max(u.version) FROM step_summaries u WHERE u.workshop_step_id = s.id),
                            (SELECT u.version FROM step_summaries u WHERE u.id = s.inherited_summary_id), 0) AS newest
      FROM workshop_steps s WHERE s.id = ${step.id} AND s.workshop_id = ${workshop.id}
    ), clock AS (
      UPDATE workshops w SET latest_seq = w.latest_seq + 1 FROM step WHERE w.id = ${workshop.id} RETURNING w.latest_seq AS seq
    ), before AS (
      UPDATE step_summaries u SET is_current = false, superseded_at = ${at} FROM step
      WHERE ${isCurrent} AND u.workshop_step_id = step.id AND u.is_current RETURNING u.id
    ), made AS (
      INSERT INTO step_summaries (id, workshop_step_id, step_id, version, seq, kind, summary, token_count, artifact_version, is_current, generated_at)
      SELECT ${newId('summary')}, step.id, ${step.stepId}, step.newest + 1, clock.seq, ${kind}, ${text}, ${settings.countTokens(text)}::int,
             ${artifactVersion}::int, ${isCurrent}, ${at}
      FROM step CROSS JOIN clock CROSS JOIN (SELECT count(*) FROM before) demoted
      RETURNING id
    )
    SELECT step.newest, clock.seq FROM step LEFT JOIN clock ON true LEFT JOIN made ON true`;
  keepSeq(scope, step.id, saved);
}

function keepSeq(scope: TxScope, stepId: string, saved: Saved | undefined): Saved {
  if (!saved) throw new NotFound('Step', stepId);
  if (saved.seq !== null) scope.workshop = { ...scope.workshop, latestSeq: saved.seq };
  return saved;
}
