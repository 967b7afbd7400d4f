import type { Provenance, ProvenanceEntry } from './artifact.ts';
import type { Capture, Draft, DraftItem, Given, Source } from './draft.ts';
import type { UserId } from './ids.ts';
import type { Json } from './json.ts';
import type { ProposalLine } from './proposal.ts';

/**
 * A draft without this person. `keepLines`: what rests on their words alone stays, with nobody's name on it, as in what the team has
 * finished; otherwise it goes, and with it what points to it. What others said too stays as theirs, and so does what was carried over
 * from a finished step.
 */
export function draftWithout(draft: Draft, userId: UserId, { keepLines }: { keepLines: boolean }): Draft {
  const next = structuredClone(draft);
  for (const [key, given] of Object.entries(next.fields)) {
    if (!isOf(given, userId)) continue;
    given.sources = others(given.sources, userId);
    if (given.sources.length === 0 && !keepLines && given.origin !== 'imported') delete next.fields[key];
  }
  const gone = new Set<string>();
  for (const [list, items] of Object.entries(next.items)) {
    next.items[list] = items.filter((item) => {
      if (!isOf(item, userId)) return true;
      item.sources = others(item.sources, userId);
      for (const [key, said] of Object.entries(item.said ?? {})) if (item.said) item.said[key] = others(said, userId);
      if (item.sources.length > 0 || keepLines || item.origin === 'imported') return true;
      gone.add(item.id);
      return false;
    });
  }
  for (const items of Object.values(next.items))
    for (const item of items)
      for (const [key, value] of Object.entries(item.values)) if (typeof value === 'string' && gone.has(value)) item.values[key] = null;
  next.captures = next.captures.filter((capture) => !concerns(capture, userId, gone));
  return next;
}

function others(sources: readonly Source[], userId: UserId): Source[] {
  return sources.filter((source) => source.userId !== userId);
}

function isOf({ sources }: Pick<Given | DraftItem, 'sources'>, userId: UserId): boolean {
  return sources.some((source) => source.userId === userId);
}

/** Taking it back would bring the person's words back, or something that is gone. */
function concerns({ source, touched }: Capture, userId: UserId, gone: ReadonlySet<string>): boolean {
  return (
    source.userId === userId ||
    touched.some((touch) => ('itemId' in touch && gone.has(touch.itemId)) || (touch.before !== null && isOf(touch.before, userId)))
  );
}

/** Results stay; that they came from this person does not. */
export function provenanceWithout(provenance: Provenance, userId: UserId, messageIds: ReadonlySet<string>): Provenance {
  const without = <T extends Pick<ProvenanceEntry, 'userIds' | 'messageIds'>>(entry: T): T => ({
    ...entry,
    userIds: entry.userIds.filter((one) => one !== userId),
    messageIds: entry.messageIds.filter((one) => !messageIds.has(one)),
  });
  return mapValues(provenance, (entry) => {
    const { props, ...rest } = without(entry);
    return { ...rest, ...(props ? { props: mapValues(props, without) } : {}) };
  });
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Proposed lines that rest on nobody else go; quotes of a line that does are taken off, since they may be this person's. */
export function linesWithout(lines: readonly ProposalLine[], userId: UserId): ProposalLine[] {
  return lines.flatMap((line) => {
    if (!line.sources.some((source) => source.userId === userId)) return [line];
    const sources = others(line.sources, userId);
    return sources.length > 0 ? [{ ...line, sources, quote: null }] : [];
  });
}

/** The same value with nobody's name where this person's id stood. */
export function jsonWithout(value: Json, userId: UserId): Json {
  if (value === userId) return nobody;
  if (typeof value === 'string') return value.replaceAll(`<@${userId}>`, nobody);
  if (Array.isArray(value)) return value.map((one) => jsonWithout(one, userId));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key === userId ? nobody : key, jsonWithout(one, userId)]));
}

/** No id of Slack's looks like that, so that it is shown as the word that it is. */
export const nobody = 'somebody';
