import { parseItem } from '../../facilitator/guided/parse-item.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { applyOps, type DraftOp, fieldOf } from '../../workshop/apply-ops.ts';
import type { Draft, Source } from '../../workshop/draft.ts';
import type { UserId } from '../../workshop/ids.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';

/** Of one line of a sheet. */
export const sheetLineChars = 300;

/** Puts lines on a list as this person's words: a message of theirs, on which each line rests. `left`: how many the list had no place for. */
export async function captureLines(
  tx: WorkshopTx,
  step: StepWithDraft,
  draft: Draft,
  { list, userId, lines, now }: { list: string; userId: UserId; lines: readonly string[]; now: Date },
): Promise<{ draft: Draft; left: number }> {
  const said = await tx.appendMessage({
    contextId: step.contextId,
    role: 'user',
    content: lines.join('\n'),
    userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true },
  });
  if (!said) throw new Error('the lines have no message to rest on');
  const source: Source = { messageId: said.id, userId };
  const field = fieldOf(step.definition, list);
  const ops = lines.map(
    (line): DraftOp => ({ op: 'add', list, values: field?.kind === 'items' ? parseItem(field, line) : { text: line } }),
  );
  const applied = applyOps(step.definition, draft, ops, { source, origin: 'human', seq: said.seq });
  return { draft: applied.draft, left: applied.refused.filter((refusal) => refusal.prop === undefined).length };
}
