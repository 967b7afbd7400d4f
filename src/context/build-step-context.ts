import type { StoredArtifact, StoredMessage, StoredSummary } from '../ports/store.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import type { StepContext } from './types.ts';

/** How many recent messages of the thread are given verbatim. */
export const recentMessageLimit = 20;

/** Only what this step reads, in the order of its definition (F-12, F-15); deleted messages and failed summaries stay out (F-03). */
export function buildStepContext(
  definition: StepDefinition,
  stored: { artifacts: readonly StoredArtifact[]; summaries: readonly StoredSummary[]; messages: readonly StoredMessage[] },
): StepContext {
  return {
    persistentContext: definition.reads.flatMap((stepId) =>
      stored.artifacts.filter((one) => one.stepId === stepId).map(({ version, artifact }) => ({ stepId, version, artifact })),
    ),
    summaries: definition.reads.flatMap((stepId) =>
      stored.summaries.filter((one) => one.stepId === stepId && one.kind !== 'failed').map(({ summary }) => ({ stepId, summary })),
    ),
    messages: stored.messages
      .filter((message) => !message.deletedAt && (message.role === 'user' || message.role === 'assistant'))
      .slice(-recentMessageLimit)
      .map((message) => ({ role: message.role === 'user' ? 'user' : 'assistant', content: message.content })),
  };
}
