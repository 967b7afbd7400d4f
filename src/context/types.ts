import type { Artifact } from '../workshop/artifact.ts';
import type { StepId } from '../workshop/ids.ts';

/**
 * Where a part of the context is kept: artifacts, summaries, recent messages.
 * @public
 */
export type ContextTier = 'persistent' | 'long-term' | 'short-term';

export interface ArtifactRecord {
  stepId: StepId;
  version: number;
  artifact: Artifact;
}

/** What a facilitator knows when it takes a turn. */
export interface StepContext {
  /** Current artifacts of the steps that this one reads, in their fixed order. */
  persistentContext: ArtifactRecord[];
  /** Current summaries of those steps; failed ones never enter. */
  summaries: { stepId: StepId; summary: string }[];
  /** The recent messages of the thread, oldest first. */
  messages: { role: 'user' | 'assistant'; content: string }[];
}
