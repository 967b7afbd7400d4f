import { defineConfig } from 'prisma/config';

/** Only the commands that look at a running PostgreSQL use the address; scripts/prisma.mjs refuses those without one. */
const url = process.env.DATABASE_URL ?? '';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: url.startsWith('postgres') ? url : 'postgresql://unused' },
});
