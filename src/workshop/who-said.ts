import type { DraftItem, Source } from './draft.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * Gives an item these values as this person's words, and notes who says what from now on. Words that stay the same stay those of whoever said them first; a list
 * that only gets longer is everybody's. An item whose several sources were never told apart stays a whole.
 */
export function sayOf(item: DraftItem, values: JsonObject, source: Source): void {
  noteSaid(item, values, source);
  Object.assign(item.values, values);
  if (!item.sources.some((one) => one.messageId === source.messageId)) item.sources.push(source);
}

function noteSaid(item: DraftItem, values: JsonObject, source: Source): void {
  if (!item.said && item.sources.length !== 1) return;
  const said = item.said ?? Object.fromEntries(Object.keys(item.values).map((key) => [key, [...item.sources]]));
  for (const [key, value] of Object.entries(values)) {
    const before = item.values[key];
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    said[key] = withSources(isLonger(before, value) ? said[key] : [], [source]);
  }
  item.said = said;
}

/** These people stand behind these properties too. */
export function addSaid(item: DraftItem, keys: readonly string[], sources: readonly Source[]): void {
  if (!item.said && item.sources.length !== 1) return;
  const said = item.said ?? Object.fromEntries(Object.keys(item.values).map((key) => [key, [...item.sources]]));
  for (const key of keys) said[key] = withSources(said[key], sources);
  item.said = said;
}

function isLonger(before: Json | undefined, value: Json | undefined): boolean {
  return Array.isArray(before) && Array.isArray(value) && before.every((one) => value.includes(one));
}

function withSources(known: readonly Source[] = [], more: readonly Source[]): Source[] {
  const isKnown = (one: Source) => known.some((other) => other.messageId === one.messageId && other.userId === one.userId);
  return [...known, ...more.filter((one) => !isKnown(one))];
}
