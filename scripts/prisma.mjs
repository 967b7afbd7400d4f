#!/usr/bin/env node
// The Prisma command line with its schema engine served from node_modules (WebAssembly): nothing is downloaded, it works offline.
// Plain JavaScript, because `npm install` runs it before anything else is sure to be there.
// See docs/decisions/0001-exact-pins-and-the-schema-engine.md
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);

const prisma = findPrisma();
if (prisma === undefined) {
  // `npm ci --omit=dev`: production runs dist/, which holds the client generated when it was built.
  if (args[0] === 'generate') process.exit(0);
  console.error('The Prisma command line is a development dependency and is not installed. Run `npm install` without --omit=dev.');
  process.exit(1);
}
if (needsServer(args) && !/^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '')) {
  console.error(
    `prisma ${args.slice(0, 2).join(' ')} needs DATABASE_URL=postgresql://… The embedded database is migrated by the program itself when it starts.`,
  );
  process.exit(1);
}

const { status, signal, error } = spawnSync(process.execPath, [prisma, ...args], {
  stdio: 'inherit',
  env: {
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(new URL('./schema-engine/main.mjs', import.meta.url)),
  },
});
if (error || signal) console.error(`prisma ended early: ${error?.message ?? signal}`);
process.exit(status ?? 1);

function findPrisma() {
  try {
    return createRequire(import.meta.url).resolve('prisma/build/index.js');
  } catch {
    return undefined;
  }
}

/** True for the commands that look at a running database. */
function needsServer([command, sub]) {
  return command === 'db' || (command === 'migrate' && sub !== 'diff');
}
