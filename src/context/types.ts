import type { Uncompacted } from '../ports/context-store.ts';
import type { Artifact } from '../workshop/artifact.ts';
import type { MessageId, StepId, UserId } from '../workshop/ids.ts';

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

/** The parts of a prompt that are rebuilt from what is stored, in the order of the prompt. Facts and recall are sections, not tiers. */
export type SectionKind = 'artifacts' | 'summaries' | 'facts' | 'recall' | 'gaps' | 'compacted' | 'recent';

/** One stored thing as the prompt shows it. The text is data that people wrote, whatever it says; it is never over its section's budget. */
export interface ContextPart {
  source:
    | { kind: 'artifact' | 'summary'; id: string; stepId: StepId; stepName: string; version: number; isStale: boolean }
    | { kind: 'fact'; id: string }
    | { kind: 'compaction'; id: string; fromVersion: number; toVersion: number }
    | {
        kind: 'message';
        id: MessageId;
        /** Unique in the workshop: what a model cites. */
        seq: number;
        version: number;
        stepId: StepId;
        workshopId: string;
        role: 'user' | 'assistant';
        userId: UserId | null;
      }
    /** A needed step gave nothing: the fixed marker. */
    | { kind: 'missing'; stepId: StepId; stepName: string }
    | { kind: 'gap'; stepId: StepId; stepName: string };
  text: string;
  tokens: number;
  /** The text was cut to fit. */
  isCut: boolean;
}

export interface ContextSection {
  kind: SectionKind;
  parts: ContextPart[];
  tokens: number;
}

/** Something stored that the prompt does not hold, and why. */
export interface LeftOut {
  kind: SectionKind;
  /** How many stored things of that kind. */
  count: number;
  why: 'over-budget' | 'failed' | 'deleted' | 'not-read-by-step' | 'low-score' | 'covered-by-compaction' | 'other-scope';
}

/** What a prompt was made of. Kept with each call, shown to the host by `/workshop context`. Holds ids and numbers, no texts. */
export interface ContextManifest {
  budgetTokens: number;
  usedTokens: number;
  tokenizer: string;
  sections: {
    kind: SectionKind;
    budgetTokens: number;
    usedTokens: number;
    sources: { kind: string; id: string; version?: number; stepId?: StepId; tokens: number; isCut?: true; isStale?: true }[];
  }[];
  leftOut: LeftOut[];
}

export interface BuiltContext {
  /** In the prompt's order; empty sections are left out. Together at most the budget. */
  sections: ContextSection[];
  manifest: ContextManifest;
  /** Steps that this one reads and that gave nothing. */
  missing: StepId[];
}

export interface ContextRequest {
  contextId: string;
  /** For all sections together. */
  budgetTokens: number;
  /** What recall looks for; without it the newest messages of people are taken. Empty: no recall. */
  query?: string;
  /** Names by which people are known, for questions about somebody. */
  names?: ReadonlyMap<UserId, string>;
}

/** Rebuilds the context of a turn from what is stored, at a cost that does not grow with history. */
export interface ContextService {
  /** Throws NotFound for a missing or deleted context. */
  build(request: ContextRequest): Promise<BuiltContext>;
  /** As it was when the log had this version: artifacts and summaries of then, and messages as originals, compacted or not. Throws NotFound. */
  contextAt(contextId: string, version: number): Promise<StepContext>;
  /** False when so much is surely not too much; then nobody has to look. */
  mayNeedCompaction(atMost: Uncompacted, budgetTokens: number): boolean;
  /** Between turns, never in one: covers old messages when the recent ones outgrow their budget. True when something was compacted. */
  compactIfNeeded(contextId: string, budgetTokens: number): Promise<boolean>;
}
