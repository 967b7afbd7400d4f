import type { MessageId, StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { Json } from '../workshop/json.ts';
import type { FactScope, FactType } from './context-store.ts';

/** Something that is remembered, with where it comes from. */
export interface KnownFact {
  id: string;
  scope: FactScope;
  scopeId: string;
  type: FactType;
  key: string;
  value: Json;
  createdAt: Date;
  /** Who said it. */
  saidBy: UserId | null;
  messageId: MessageId;
  /** Where it was said. */
  workshopId: WorkshopId;
  stepId: StepId;
  /** Known from the workshop that this one is a fork of. */
  isInherited: boolean;
  /** Of a team's: the host who let it be carried on. */
  consentedBy: UserId | null;
  /** Of a workshop's or a thread's: it was carried on already. */
  isCarried: boolean;
}

export interface MemoryTx {
  /** What may be known in the thread of this log of the workshop, by scope, oldest first; at most 30 of each scope. Throws NotFound. */
  knownFacts(contextId: string): Promise<KnownFact[]>;
  /**
   * It is not known any more, in any value it ever had under its key there, nor where it was carried to; what it said is erased, and it is
   * not learnt again from the same message. Of an inherited one only this workshop forgets.
   */
  forgetFact(fact: KnownFact, by: UserId, at: Date): Promise<void>;
  /** It is not known any more; what it said stays in the log. */
  supersedeFact(fact: KnownFact, at: Date): Promise<void>;
  /** Makes it known to every later workshop of the team; again, it is the same one. */
  carryFact(fact: KnownFact, consentedBy: UserId, at: Date): Promise<void>;
}

export interface MemoryStore {
  /** How many facts of a workshop nobody has carried on yet. */
  countCarriable(workshopId: WorkshopId): Promise<number>;
}
