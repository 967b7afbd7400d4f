import type { StoredMessage, StoredReaction } from '../ports/store.ts';
import type { Draft } from '../workshop/draft.ts';
import type { Artifacts } from '../workshop/gate.ts';
import type { UserId } from '../workshop/ids.ts';
import type { Phrase } from '../workshop/phrase.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';

/** A message a turn looks at. `flagged`: seen before, but edited, deleted, pinned or unpinned since. */
export type TurnMessage = StoredMessage & { flagged: boolean; pins: StoredReaction[] };

export interface TurnInput {
  definition: StepDefinition;
  draft: Draft;
  /** Artifacts of the earlier steps. */
  earlier: Artifacts;
  messages: TurnMessage[];
  /** What a new draft change gets as its time on the workshop's clock. */
  seq: number;
  /** Authors whose words are stored but not captured. */
  viewers: UserId[];
  /** How long nobody has written in the thread; 0 while the facilitator should keep still anyway. */
  quietMs: number;
  /** So much silence means that speaking does not interrupt. */
  lullMs: number;
  followUps: number;
  readBackShown: boolean;
  /** A model may speak in this workshop. */
  useModel: boolean;
  /** Messages of people that no model has looked at yet. */
  unconsidered: number;
}

/** A button under what the facilitator says: a form of the step, or the suggested question to be taken as it is. */
export type Offer = { label: string; isMain?: true } & ({ action: 'use-question' } | { action: 'form'; formId: string });

/** What a facilitator wants to happen; the use case writes and posts it. Nothing here has taken effect yet. */
export interface TurnPlan {
  draft: Draft;
  changed: boolean;
  reactions: { slackTs: string; name: string; remove?: boolean }[];
  /** `isUnread`: it tells somebody that their words were not understood. */
  whispers: { userId: UserId; text: Phrase; isUnread?: true }[];
  /** One post at most. */
  say?: { text: Phrase; offers?: Offer[]; isFollowUp: boolean };
  /** A model is to think about it; `fallback` is said when it can't. */
  think?: {
    speak: boolean;
    recipient: UserId | null;
    fallback?: { text: Phrase; offers?: Offer[] };
    isFollowUp: boolean;
  };
  showReadBack: boolean;
  /** There may be something to say once it has been quiet for so long. */
  lookAgainAfterMs?: number;
}

/** The bot's voice: `guided` needs no language model; with a model it is the same plan, and the model does the talking. */
export interface Facilitator {
  takeTurn(input: TurnInput): Promise<TurnPlan>;
}
