import type { ArcPhase } from './arc.ts';
import type { Draft } from './draft.ts';
import type { Gap } from './gate.ts';
import type { StepId, UserId, WorkshopId, WorkshopStepId } from './ids.ts';
import type { Quorum } from './quorum.ts';
import type { Role } from './roles.ts';
import type { StepDefinition } from './step-definition.ts';
import type { Template } from './template.ts';

export type WorkshopStatus = 'draft' | 'active' | 'paused' | 'completed';
export type StepStatus = 'not_started' | 'in_progress' | 'complete' | 'needs_regeneration';
/** `live`: everybody is here for about 90 minutes. `async`: over days, with more patience before the facilitator speaks. */
export type Pace = 'live' | 'async';

/** `guided` needs no language model; `model` lets one do the talking where there is one. */
export type FacilitatorMode = 'guided' | 'model';

/** `quiet` waits longer and asks less, `lively` waits less; never beyond what the method allows. */
export type Talk = 'quiet' | 'normal' | 'lively';

export interface WorkshopSettings {
  pace: Pace;
  /** Set while the bot can't work in the channel, e.g. `is_archived`; told to the host once. */
  trouble?: string;
  /** A mistaken start was taken back. */
  cancelled?: boolean;
  /** Finished before the last step, with what there was. */
  endedEarly?: boolean;
  /** What the model proposes is written down without asking. */
  autoAccept?: boolean;
  /** The model did not answer the last time; said once, until it does again. */
  modelAway?: boolean;
  /** How often a model was asked to say the pack of these versions in sentences. */
  prose?: { of: Readonly<Record<StepId, number>>; tries: number };
  /** What the team remembers from earlier workshops is left out here. */
  useTeamMemory?: boolean;
  /** Steps in which it was said what an earlier step left missing. */
  saidMissing?: StepId[];
  /** In a fork: the step from which on it goes its own way. */
  forkedAt?: StepId;
  /** Another one of its family was kept instead; what it was before, so that it can be taken up again. */
  archived?: { from: WorkshopStatus; by: UserId; keptTitle: string };
  /** How readily the facilitator speaks unasked; `normal` when it is not said. */
  talk?: Talk;
  /** What a vote begins with. */
  votes?: { budget: number; isAnonymous: boolean };
  /** When a step counts as done; more than half of those who take part when it is not said. */
  quorum?: Quorum;
  /** After so long without any host a participant may take over; by the pace when it is not said. */
  awayMinutes?: number;
  /** So many days after the end everything is erased; never when it is not said. */
  retentionDays?: number;
  /** Live: each step has the minutes that the method gives it. */
  timeBoxed?: boolean;
  /** Live: what hosts granted on top of the time boxes, altogether. */
  grantedMs?: number;
  /** Over days: so many working days for each step; 0 for no deadline, the usual number when it is not said. */
  stepDays?: number;
  /** While it is paused: since when. */
  pausedAt?: string;
  /** The build pack does not say who said what. */
  hidesAuthors?: boolean;
  /** People outside Slack see who said what on shared pages, where the pack says so at all. */
  sharesNames?: boolean;
  /** False: nobody gets a direct message from this workshop unasked. */
  directMessages?: boolean;
  /** Somebody leads because no host was there; settled when that one comes back, or stays away as long again. */
  standIn?: { by: UserId; for: UserId; at: string; isTold?: boolean };
  /** When those who were missing were invited or reminded last, and in which step. */
  invited?: { stepId: StepId; at: string };
}

/** What was said about a step's deadline already. */
export type DeadlineSaid = 'nothing' | 'soon' | 'over';

export interface Workshop {
  id: WorkshopId;
  /** The Slack team; so called everywhere in the database. */
  orgId: string;
  channelId: string;
  /** The host. */
  ownerUserId: UserId;
  title: string;
  originalIdea: string;
  status: WorkshopStatus;
  /** The version that it began with, for good. */
  template: Template;
  facilitatorMode: FacilitatorMode;
  settings: WorkshopSettings;
  /** The workshop's own clock. In a fork it goes on from where it parted. */
  latestSeq: number;
  /** What this is a what-if of; null for one that is none. */
  parentId: WorkshopId | null;
  /** Where it parted from its parent, on the clock of both. */
  forkSeq: number | null;
  forkDepth: number;
  createdAt: Date;
}

export interface Step {
  id: WorkshopStepId;
  workshopId: WorkshopId;
  stepId: StepId;
  /** What the workshop's template says about it. */
  definition: StepDefinition;
  status: StepStatus;
  arcPhase: ArcPhase;
  /** Counts the resets; writes of an older epoch are rejected. */
  epoch: number;
  /** Set once the step's card is posted. */
  threadTs: string | null;
  contextId: string;
  /** Something it rests on was reopened, started over or brought back since its result; until somebody has looked at it again. */
  staleSince: Date | null;
  /** Recorded when the step completed with an unmet gate, or was skipped. */
  gaps: Gap[];
  skipReason: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  /** Until when it is meant to be done; null when nobody minds. */
  deadlineAt: Date | null;
  deadlineSaid: DeadlineSaid;
  /** Grows with each write of the draft; saving needs the expected one. */
  draftRevision: number;
  /** Follow-ups the facilitator has spoken in this step. */
  followUps: number;
  /** Its read-back card is posted or on its way. */
  readBackShown: boolean;
}

export interface StepWithDraft extends Step {
  draft: Draft;
}

export interface Member {
  userId: UserId;
  role: Role;
}
