import type { Overview } from './overview.ts';

/** Pretty json for people and programs; every other renderer works from what this reads back to. */
export function renderJson(overview: Overview): string {
  return `${JSON.stringify(overview, null, 2)}\n`;
}
