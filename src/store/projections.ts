import type pg from 'pg';
import type { Projection } from '../ports/context-store.ts';
import type { Artifact } from '../workshop/artifact.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import type { StoreSettings } from './tx-scope.ts';

/** As json. What is larger than this is never loaded for a prompt. */
const maxArtifactBytes = 2_000_000;

/** The projection of an artifact from before they were kept: made once, then stored. One that is too large has an empty projection. */
export async function projectOldArtifact(
  pool: pg.Pool,
  settings: StoreSettings,
  definition: StepDefinition,
  id: string,
): Promise<Projection> {
  const { rows } = await pool.query<{ artifact: Artifact | null }>(
    `SELECT CASE WHEN octet_length(artifact::text) <= ${maxArtifactBytes} THEN artifact END AS artifact FROM step_artifacts WHERE id = $1`,
    [id],
  );
  const artifact = rows[0]?.artifact;
  const projection = artifact ? settings.projectArtifact(definition, artifact) : { text: '', tokens: 0 };
  await pool.query('UPDATE step_artifacts SET projection = $2, projection_tokens = $3 WHERE id = $1 AND projection IS NULL', [
    id,
    projection.text,
    projection.tokens,
  ]);
  return projection;
}
