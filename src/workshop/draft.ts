import type { MessageId, UserId } from './ids.ts';
import type { Json, JsonObject } from './json.ts';

/** Where something in a draft came from. `imported` = carried over from an earlier step or pasted from elsewhere. */
export type Origin = 'human' | 'imported' | 'model' | 'synthetic';

/** A person's message that a value rests on. A submitted form is stored as a message too, so there is always one. */
export interface Source {
  messageId: MessageId;
  userId: UserId;
}

export interface Given {
  value: Json;
  sources: Source[];
  origin: Origin;
  seq: number;
}

export interface DraftItem {
  /** Unique in its draft and never used again: other items point to it (F-24: never by name). */
  id: string;
  values: JsonObject;
  /** Everybody who gave it something, in that order. */
  sources: Source[];
  /** Who said which of its properties, by key. Absent: its sources say all of it, as a whole. */
  said?: Record<string, Source[]>;
  origin: Origin;
  seq: number;
}

/** What one capture touched, with what was there before: enough to take exactly that capture back. */
export interface Capture {
  seq: number;
  source: Source;
  touched: ({ field: string; before: Given | null } | { list: string; itemId: string; before: DraftItem | null })[];
  /** What had been asked last when it was said: read again after an edit, it still answers that and not a later question. */
  asked?: string;
}

/** A step's working state. Lists of plain texts hold items whose only value is `text`. */
export interface Draft {
  fields: Record<string, Given>;
  items: Record<string, DraftItem[]>;
  /** The latest captures, newest last, at most `captureMemory`. */
  captures: Capture[];
  /** The field the facilitator asked about last. */
  asked?: string;
  nextItemNumber: number;
}

/** How many captures can be taken back. */
export const captureMemory = 20;
/** Concerns and disagreements can be raised in every step; they go into the pack beside the result, not into it. */
export const concernsKey = 'concerns';
export const maxConcerns = 20;

export function emptyDraft(): Draft {
  return { fields: {}, items: {}, captures: [], nextItemNumber: 1 };
}

export function itemsOf(draft: Draft, list: string): readonly DraftItem[] {
  return draft.items[list] ?? [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

const pictures = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D)+/gu;

/** Case, spaces, punctuation at the ends, articles, and emoji beside words do not make two things different. */
export function normalise(text: string): string {
  const words = text.replace(pictures, ' ');
  return (/[\p{L}\p{N}]/u.test(words) ? words : text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’“”"'`*_~.!?,;:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(the|a|an) /, '');
}

/** Something has been said in this step, by anybody. Seeded material does not count. */
export function hasCaptures(draft: Draft): boolean {
  return draft.captures.length > 0;
}

/**
 * Takes the latest capture back that matches; undefined when there is none, or when something later has touched the same.
 * `partly`: what others have built on stays then, and the rest goes.
 */
export function undoCapture(
  draft: Draft,
  matches: (capture: Capture) => boolean,
  { partly = false } = {},
): { draft: Draft; undone: Capture; isPartial: boolean } | undefined {
  const index = draft.captures.findLastIndex(matches);
  const undone = draft.captures[index];
  if (!undone) return undefined;
  const key = (touch: Capture['touched'][number]) => ('field' in touch ? touch.field : `${touch.list}/${touch.itemId}`);
  const later = new Set(draft.captures.slice(index + 1).flatMap((capture) => capture.touched.map(key)));
  const free = undone.touched.filter((touch) => !later.has(key(touch)));
  const isPartial = free.length < undone.touched.length;
  if (isPartial && !partly) return undefined;
  const next: Draft = structuredClone(draft);
  next.captures.splice(index, 1);
  for (const touch of free) {
    if ('field' in touch) {
      if (touch.before) next.fields[touch.field] = touch.before;
      else delete next.fields[touch.field];
      continue;
    }
    const list = next.items[touch.list] ?? [];
    const at = list.findIndex((item) => item.id === touch.itemId);
    if (touch.before && at >= 0) list[at] = touch.before;
    else if (touch.before) list.push(touch.before);
    else if (at >= 0) list.splice(at, 1);
    next.items[touch.list] = list;
  }
  return { draft: next, undone, isPartial };
}

/**
 * After a message was taken back and read again (an edit, another 📌): what it brought then and brings now is the same line in other
 * words, so it keeps its place and its id. People refer to lines by number, and other items point to ids.
 */
export function keepPlaces(before: Draft, after: Draft, messageId: MessageId): Draft {
  const madeBy = (draft: Draft) =>
    draft.captures.flatMap((capture) =>
      capture.source.messageId === messageId ? capture.touched.filter((touch) => 'itemId' in touch && touch.before === null) : [],
    ) as { list: string; itemId: string; before: null }[];
  const made = madeBy(after);
  const next = structuredClone(after);
  for (const list of new Set(made.map((touch) => touch.list))) {
    const items = next.items[list] ?? [];
    const old = madeBy(before).filter((touch) => touch.list === list);
    const fresh = made.filter((touch) => touch.list === list);
    for (const [index, { itemId }] of old.entries()) {
      const newId = fresh[index]?.itemId;
      const at = items.findIndex((item) => item.id === newId);
      const place = (before.items[list] ?? []).findIndex((item) => item.id === itemId);
      const [item] = newId && place >= 0 && at >= 0 ? items.splice(at, 1) : [];
      if (!item || !newId) continue;
      items.splice(place, 0, { ...item, id: itemId });
      for (const capture of next.captures)
        for (const touch of capture.touched) if ('itemId' in touch && touch.list === list && touch.itemId === newId) touch.itemId = itemId;
    }
  }
  return next;
}
