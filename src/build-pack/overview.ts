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
  lines: { total: number; linked: number };
  /** In three lines. What the template knows nothing of is absent; what was not written down is empty. */
  answer: {
    question?: { line?: OverviewLine };
    outcome?: OverviewOutcome & { /** While there is none of it. */ meanwhile?: OverviewOutcome };
    /** `how`: what is done, in the team's words. */
    test?: { line?: OverviewLine; how?: string };
  };
  /** The line by which each finished step is remembered. */
  decisions: { stepId: StepId; name: string; text: string }[];
  openGaps: { stepId: StepId; name: string; text: string }[];
  disagreement: { stepId: StepId; name: string; line: OverviewLine }[];
  nextSteps: OverviewLine[];
  /** All steps of the template, in their order. */
  steps: OverviewStep[];
  /** The artifact version of each step that this was made from. */
  sourceVersions: Record<string, number>;
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
  /** Absent: nobody said it, so it is an assumption. */
  sources?: ProvenanceEntry;
}

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
}
