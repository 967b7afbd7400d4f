import { createHash } from 'node:crypto';
import type { SqlRunner } from '../ports/queue.ts';
import { readAccepted } from '../workshop/accepted-template.ts';
import { checkTemplate, definitionOf } from '../workshop/check-template.ts';
import type { Template } from '../workshop/template.ts';

/** A version of a template as the database has it. */
export interface StoredTemplate {
  id: string;
  version: number;
  checksum: string;
}

/** The same for the same content, in whatever order its keys stand. The version is not content. */
export function checksumOf(template: Template): string {
  return createHash('sha256')
    .update(canonical({ ...definitionOf(template), version: 0 }))
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** Every version there is, without what is in it. */
export async function listStored(db: SqlRunner): Promise<StoredTemplate[]> {
  const { rows } = await db.executeSql('SELECT id, version, checksum FROM templates ORDER BY id, version');
  return rows as StoredTemplate[];
}

/** Stores a version unless there is one of that number, by whomever. Returns whether the stored one has this content. */
export async function storeTemplate(db: SqlRunner, template: Template): Promise<boolean> {
  const { id, version } = template;
  const checksum = checksumOf(template);
  await db.executeSql('INSERT INTO templates (id, version, definition, checksum) VALUES ($1, $2, $3::jsonb, $4) ON CONFLICT DO NOTHING', [
    id,
    version,
    JSON.stringify(definitionOf(template)),
    checksum,
  ]);
  const { rows } = await db.executeSql('SELECT checksum FROM templates WHERE id = $1 AND version = $2', [id, version]);
  return (rows[0] as { checksum: string } | undefined)?.checksum === checksum;
}

/**
 * A stored version, checked like any other: the product may have learnt to be stricter since. What was accepted once stays readable all
 * the same, with the problems that keep it from being begun again; without a template where the product could not go by it at all.
 */
export async function readStored(db: SqlRunner, id: string, version: number): Promise<{ template?: Template; problems: string[] }> {
  const { rows } = await db.executeSql('SELECT definition FROM templates WHERE id = $1 AND version = $2', [id, version]);
  const definition = (rows[0] as { definition: unknown } | undefined)?.definition;
  const checked = checkTemplate(definition);
  if ('template' in checked) return { ...checked, problems: [] };
  const template = readAccepted(definition);
  return template ? { template, ...checked } : checked;
}
