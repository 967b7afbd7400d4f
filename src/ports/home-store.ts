import type { RoundKind } from '../workshop/activity.ts';
import type { Draft } from '../workshop/draft.ts';
import type { StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { Role } from '../workshop/roles.ts';
import type { Step, Workshop } from '../workshop/workshop.ts';

/** A workshop as one of its members finds it in their home. */
export interface HomeRow {
  workshop: Workshop;
  role: Role;
  steps: Step[];
  /** Of the step that is open, by what this person has done in it; undefined between steps. */
  open: HomeStep | undefined;
  /** Requests that wait for somebody's yes. */
  requests: number;
}

export interface HomeStep {
  stepId: StepId;
  id: WorkshopStepId;
  hasSpoken: boolean;
  isDone: boolean;
  draft: Draft;
  /** The checksum of the words that this person has signed off; null when there is no yes of theirs. */
  signed: string | null;
  /** Lines that a model proposes, and that nobody has decided on. */
  proposals: number;
  /** Rounds that are open, and whether this person has handed something in. */
  rounds: { definitionId: string; kind: RoundKind; tookPart: boolean }[];
}

export interface HomeStore {
  /** Where this person is a member in this team: what is under way first, then what ended last; at most `limit`, cancelled ones left out. */
  homeOf(person: { orgId: string; userId: UserId }, limit: number, now: Date): Promise<HomeRow[]>;
  /** A workshop of this team that this person is a member of. */
  findMembership(person: { orgId: string; userId: UserId; workshopId: WorkshopId }): Promise<Workshop | undefined>;
}
