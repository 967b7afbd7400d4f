import type { RevealedLine, RoundResult } from '../../workshop/activity.ts';
import { type Draft, itemsOf, normalise } from '../../workshop/draft.ts';
import type { WrittenSheet } from '../../workshop/pass-sheets.ts';
import { shuffle } from '../../workshop/voting.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import { captureLines } from './capture-lines.ts';
import type { RoundScene } from './in-round.ts';

/**
 * Shows at once what everybody wrote for themselves: each sheet becomes its writer's message, its lines go on the step's list resting
 * on it, the same idea of two people is one line that rests on both. In an order that tells nothing about who wrote when.
 */
export async function revealSheets(scene: RoundScene<'write'>, people: { took: number; of: number }): Promise<RoundResult> {
  const { tx, step, round, activity, now } = scene;
  const { list } = activity;
  const sheets = shuffle(round.id, await tx.sheets(round.id), (sheet) => sheet.userId);
  const before = new Set(itemsOf(step.draft, list).map((item) => item.id));
  let { draft } = step;
  let left = 0;
  for (const { userId, lines } of sheets) {
    const captured = await captureLines(tx, step, draft, { list, userId, lines, now });
    draft = captured.draft;
    left += captured.left;
  }
  if (draft !== step.draft) await saveCapturedDraft(tx, step, shuffleNew(draft, list, before, round.id));
  return { kind: 'write', ...people, lines: shuffle(round.id, mergeLines(sheets), (line) => line.text), left };
}

function mergeLines(sheets: readonly WrittenSheet[]): RevealedLine[] {
  const merged = new Map<string, RevealedLine>();
  for (const { userId, lines } of sheets)
    for (const text of lines) {
      const same = merged.get(normalise(text));
      if (!same) merged.set(normalise(text), { text, userIds: [userId] });
      else if (!same.userIds.includes(userId)) same.userIds.push(userId);
    }
  return [...merged.values()];
}

/** What is new on the list, sheet by sheet, in an order of its own: neighbours need not have the same writer. */
function shuffleNew(draft: Draft, list: string, before: ReadonlySet<string>, seed: string): Draft {
  const items = itemsOf(draft, list);
  const fresh = items.filter((item) => !before.has(item.id));
  return {
    ...draft,
    items: { ...draft.items, [list]: [...items.filter((item) => before.has(item.id)), ...shuffle(seed, fresh, (item) => item.id)] },
  };
}
