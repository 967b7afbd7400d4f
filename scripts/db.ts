/**
 * npm run db:check       exit 1 when prisma/migrations and prisma/schema.prisma disagree
 * npm run db:new -- NAME write the migration that makes them agree
 * Both work in a database in memory: no server, no download. Indexes and checks that Prisma's language cannot say are added by hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { diffMigrationsWithSchema, MIGRATIONS_DIR, readSchema } from './schema-engine/engine.ts';

const LOCK_FILE = '# Written by npm run db:new. Do not edit.\nprovider = "postgresql"\n';

const [command, name = ''] = process.argv.slice(2);
if (command === 'check') await check();
else if (command === 'new' && /^[a-z][a-z0-9_]{0,60}$/.test(name)) await createMigration();
else {
  console.error('Usage: npm run db:check | npm run db:new -- NAME (small letters, digits and _)');
  process.exitCode = 2;
}

async function check(): Promise<void> {
  const sql = await diffMigrationsWithSchema(readSchema());
  if (sql === undefined) {
    console.log('The migrations make exactly what the schema says.');
    return;
  }
  console.error('prisma/migrations and prisma/schema.prisma disagree. Run `npm run db:new -- NAME` to write the missing migration:\n');
  console.error(sql);
  process.exitCode = 1;
}

async function createMigration(): Promise<void> {
  const sql = await diffMigrationsWithSchema(readSchema());
  if (sql === undefined) {
    console.log('Nothing to do: the migrations already make what the schema says.');
    return;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const dir = join(MIGRATIONS_DIR, `${stamp}_${name}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(MIGRATIONS_DIR, 'migration_lock.toml'), LOCK_FILE);
  writeFileSync(join(dir, 'migration.sql'), sql);
  console.log(`Wrote ${relative('', dir)}/migration.sql. Read it before you commit it.`);
}
