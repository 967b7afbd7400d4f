import type { BuildPack } from './pack.ts';

/** Pretty json for people and programs; every other renderer works from what this reads back to. */
export function renderJson(pack: BuildPack): string {
  return `${JSON.stringify(pack, null, 2)}\n`;
}
