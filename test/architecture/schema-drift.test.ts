import { describe, expect, it } from 'vitest';
import { diffMigrationsWithSchema, readSchema } from '../../scripts/schema-engine/engine.ts';

describe('the schema drift check', () => {
  it('names the column that no migration makes, and nothing else', async () => {
    const changed = readSchema().replace(/^model Workshop \{$/m, 'model Workshop {\n  forgotten String?');
    const sql = await diffMigrationsWithSchema(changed);
    expect(sql?.replaceAll(/\s+/g, ' ').trim()).toBe('-- AlterTable ALTER TABLE "workshops" ADD COLUMN "forgotten" TEXT;');
    // Two databases in memory, each with every migration: slow beside other tests.
  }, 120_000);
});
