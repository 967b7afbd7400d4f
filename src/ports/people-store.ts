import type { UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { Role } from '../workshop/roles.ts';

/** A member, and when they last did anything in the workshop. */
export interface Presence {
  userId: UserId;
  role: Role;
  /** Null for those who were only let in. */
  lastSeenAt: Date | null;
  joinedAt: Date;
}

/** How much somebody has said in a step. */
export interface Participation {
  userId: UserId;
  /** That still stand; never 0. */
  messages: number;
  lastMessageAt: Date | null;
}

/** Who takes part in a step, and who says to be done with it. */
export interface StepPresence {
  /** Members who may contribute. */
  team: UserId[];
  /** Who has said something in it, in the order of their first words. */
  takePart: UserId[];
  /** Who is done with it as it stands since it was opened; of an earlier epoch nobody. */
  done: UserId[];
}

export type NudgeKind = 'digest' | 'reminder' | 'nudge';

/** Who is here, who does what, who has been heard. */
export interface PeopleTx {
  /** Everybody with a role, in the order in which they came; at most 500. */
  presence(): Promise<Presence[]>;
  /** This person is here, as of now; written at most once a minute. */
  noteSeen(userId: UserId): Promise<void>;
  /** What the store's clock says. */
  now(): Date;
  participation(stepId: WorkshopStepId): Promise<Participation[]>;
  /** How many messages each wrote in the whole workshop, whoever wrote most first; at most 500. */
  voices(): Promise<{ userId: UserId; messages: number }[]>;
  stepPresence(stepId: WorkshopStepId): Promise<StepPresence>;
  /** Turns this person's “I'm done” on or off. Returns what it is then. Takes a seq. */
  toggleDone(step: { id: WorkshopStepId; epoch: number }, userId: UserId): Promise<boolean>;
  /** Nobody is done with the step any more: what was there when they said so is gone. */
  clearDone(stepId: WorkshopStepId): Promise<void>;
  /**
   * Claims this person's one unasked direct message of that day, wherever in the team it comes from; false when it was used up, or
   * when they want none. `localDay`: `2026-11-26`, where they are.
   */
  claimNudge(nudge: { userId: UserId; localDay: string; kind: NudgeKind }): Promise<boolean>;
  /** The newest of such entries in the audit log. */
  lastAudit(action: string): Promise<{ userId: UserId | null; at: Date } | undefined>;
}

export interface PeopleStore {
  /**
   * This person is here, in whatever is under way in the channel; one statement, and nothing is written twice in a minute. Returns the
   * workshops that somebody leads in their place meanwhile.
   */
  noteSeenIn(place: { orgId: string; channelId: string }, userId: UserId, at: Date): Promise<WorkshopId[]>;
  stepPresenceOf(stepId: WorkshopStepId): Promise<StepPresence>;
  /** Whether this person wants direct messages unasked; for all workshops of the team. */
  setMuted(person: { orgId: string; userId: UserId }, isMuted: boolean, at: Date): Promise<void>;
  isMuted(person: { orgId: string; userId: UserId }): Promise<boolean>;
}
