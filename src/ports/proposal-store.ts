import type { MessageId, StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { DroppedLines, Proposal, ProposalLine } from '../workshop/proposal.ts';

/** Proposals inside a workshop's transaction. */
export interface ProposalTx {
  /** The one that waits for an answer in this step; at most one does. */
  openProposal(stepId: StepId): Promise<Proposal | undefined>;
  /** The newest of this step, whatever became of it. */
  latestProposal(stepId: StepId): Promise<Proposal | undefined>;
  /** Throws NotFound for one of another workshop. */
  proposal(id: string): Promise<Proposal>;
  /** An open one of the same step is superseded. */
  saveProposal(proposal: { stepId: StepId; epoch: number; lines: ProposalLine[]; dropped: DroppedLines; at: Date }): Promise<Proposal>;
  /** `lines`: as they were taken in the end. Throws Conflict when it is not open any more. */
  decideProposal(
    id: string,
    decision: { status: 'accepted' | 'dismissed'; by: UserId | null; at: Date; lines?: ProposalLine[] },
  ): Promise<void>;
  /** Which of these messages still stand as people's words in this workshop, with what they say now. */
  standingMessages(ids: readonly MessageId[]): Promise<Map<MessageId, { userId: UserId; text: string }>>;
  /** A model has looked at everything up to this version of the log. */
  setConsidered(contextId: string, version: number): Promise<void>;
}

/** What a reply is composed from besides the context. */
export interface ProposalStore {
  latestProposal(place: { workshopId: WorkshopId; stepId: StepId }): Promise<Proposal | undefined>;
  /** Who has said something lately in a log; bounded. */
  recentSpeakers(contextId: string): Promise<UserId[]>;
}
