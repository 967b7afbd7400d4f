import type { ProvenanceEntry } from '../workshop/artifact.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';

/**
 * The build pack as data: what every renderer and the finale are made from, plain json, safe to store and read back.
 * All texts are as people wrote them; whoever renders escapes.
 */
export interface Overview {
  workshopId: WorkshopId;
  title: string;
  originalIdea: string;
  /** ISO instants. */
  startedAt: string;
  madeAt: string;
  endedEarly: boolean;
  host: UserId;
  /** Whose words are in here, in the order in which they first appear. */
  contributors: { userId: UserId; lines: number }[];
  /** How much of this rests on something somebody said: `linked` of `total` lines. */
  lines: { total: number; linked: number /** What they rested on is gone. */; deleted?: number };
  /** In three lines. What the template knows nothing of is absent; what was not written down is empty. */
  answer: {
    question?: { line?: OverviewLine };
    outcome?: OverviewOutcome & { /** While there is none of it. */ meanwhile?: OverviewOutcome };
    /** `how`: what is done, in the team's words. */
    test?: { line?: OverviewLine; how?: string };
  };
  /** The line by which each finished step is remembered. */
  decisions: OverviewDecision[];
  openGaps: { stepId: StepId; name: string; text: string }[];
  disagreement: { stepId: StepId; name: string; line: OverviewLine }[];
  nextSteps: OverviewLine[];
  /** All steps of the template, in their order. */
  steps: OverviewStep[];
  /** The artifact version of each step that this was made from. */
  sourceVersions: Record<string, number>;
}

export interface OverviewDecision {
  stepId: StepId;
  name: string;
  text: string;
  /** The same with whose words it is and who decided on it; absent in packs from before that was kept. */
  line?: OverviewLine;
  /** What could have been chosen and was not, where there was something to choose from. */
  notTaken?: string[];
}

export interface OverviewStep {
  stepId: StepId;
  position: number;
  name: string;
  /** `stale`: an earlier step was reopened since. */
  status: 'done' | 'in-progress' | 'stale' | 'not-reached';
  headline?: string;
  sections: OverviewSection[];
  /** Labels of what was never written down. Nothing is put in their place. */
  missing: string[];
  gaps: string[];
  /** Why the host moved on although something was open. */
  skipReason?: string;
  /** Who finished it, and when: the last time. */
  decision?: LineDecision;
  concerns: OverviewLine[];
}

export interface OverviewSection {
  key: string;
  label: string;
  singular: string;
  /** How it reads best: one line; a list; a comparison row by row; each item under a heading of its own. */
  shape: 'line' | 'list' | 'table' | 'profiles';
  /** What names an item, as a column's heading. */
  nameLabel: string;
  /** The details that any line has, in the order of the definition. */
  columns: { key: string; label: string }[];
  lines: OverviewLine[];
  /** Key of the section with the groups that have none of these lines; they are shown with it. */
  besides?: string;
}

export interface OverviewLine {
  /** Where its provenance is kept in the artifact: `stakeholders[2]`. */
  path: string;
  title: string;
  /** Flags that are set, e.g. “The dip”. */
  marks: string[];
  /** The same by the keys of the definition. */
  flags?: string[];
  details: OverviewDetail[];
  /** What this line gathers, each with sources of its own: insights of a theme, ideas of a group. */
  parts: { label: string; lines: OverviewLine[] }[];
  /** Who said what it shows. Absent: nobody did, so it is an assumption. */
  sources?: LineSources;
  /** Of its title and marks alone, where several people gave it something and they are told apart. */
  own?: LineSources;
  /** Somebody decided this for all: it needs no words of anybody. */
  decision?: LineDecision;
  /** Only part of it is shown, and it is not known who of its people said which part. */
  isWhole?: boolean;
}

export interface LineDecision {
  stepId: StepId;
  /** Null when it came about by itself, e.g. at a deadline, or when that person is to be forgotten. */
  decidedBy: UserId | null;
  /** ISO instant. */
  at: string;
}

export type LineSources = Pick<ProvenanceEntry, 'messageIds' | 'userIds' | 'origin'>;

export interface OverviewOutcome {
  /** What they are called, by their number. */
  name: string;
  lead: string;
  lines: OverviewLine[];
  /** The key of the detail that says more of each. */
  detail?: string;
}

export interface OverviewDetail {
  key: string;
  label: string;
  text: string;
  /** A list of texts, one by one. */
  items?: string[];
  /** Details that belong side by side, e.g. the four of a SWOT. */
  group?: string;
  /** Who said it, where that is told apart from the rest of its line. */
  sources?: LineSources;
}
