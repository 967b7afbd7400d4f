#!/usr/bin/env node
// What PRISMA_SCHEMA_ENGINE_BINARY points at. It only makes TypeScript loadable; the work is in serve.ts.
import { register } from 'tsx/esm/api';

register();
await import('./serve.ts');
