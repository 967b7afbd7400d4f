import type { MessageId } from '../workshop/ids.ts';
import { type BuildPack, coverageOf } from './pack.ts';

/** The pack with its lines counted as they stand now: what rests on nothing but deleted messages has no source any more. */
export function recountPack(pack: BuildPack, isDeleted: (messageId: MessageId) => boolean): BuildPack {
  const every = pack.steps.flatMap((step) => [...step.sections.flatMap((section) => section.lines), ...step.concerns]);
  const { total, linked, deleted } = coverageOf(every, isDeleted);
  return {
    ...pack,
    lines: { total, linked, ...(deleted ? { deleted } : {}) },
    documents: pack.documents.map((document) => ({
      ...document,
      coverage: coverageOf(
        document.sections.flatMap((section) => section.parts.flatMap((part) => part.lines)),
        isDeleted,
      ),
    })),
  };
}

/** Every `messageIds` in a pack, wherever it stands. */
export function messageIdsIn(value: unknown, found = new Set<MessageId>()): Set<MessageId> {
  if (Array.isArray(value)) for (const one of value) messageIdsIn(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'messageIds' && Array.isArray(one)) for (const id of one) found.add(String(id));
      else messageIdsIn(one, found);
    }
  }
  return found;
}
