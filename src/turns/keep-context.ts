import type { Deps } from './use-case.ts';

/** Between turns, never in one: what outgrew the recent messages is covered by a compaction. A failure waits for the next turn. */
export async function keepContext({ context, contextTokens, log }: Deps, contextId: string): Promise<void> {
  try {
    await context.compactIfNeeded(contextId, contextTokens);
  } catch (error) {
    log.error({ err: error, contextId }, 'older messages were not compacted');
  }
}
