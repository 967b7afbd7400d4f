import type { Uncompacted } from '../ports/context-store.ts';
import type { Deps } from './use-case.ts';

/**
 * Between turns, never in one: what outgrew the recent messages is covered by a compaction. A failure waits for the next turn.
 * `atMost`: how much there can be to cover, where that is known; hardly ever is it enough for a look.
 */
export async function keepContext({ context, contextTokens, log }: Deps, contextId: string, atMost?: Uncompacted): Promise<void> {
  if (atMost && !context.mayNeedCompaction(atMost, contextTokens)) return;
  try {
    await context.compactIfNeeded(contextId, contextTokens);
  } catch (error) {
    log.error({ err: error, contextId }, 'older messages were not compacted');
  }
}
