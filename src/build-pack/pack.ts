import type { MessageId, StepId, UserId } from '../workshop/ids.ts';
import type { DocumentKind } from '../workshop/step-definition.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';

/**
 * All that a team takes away, as data: the overview, the documents and what pictures are drawn from. Plain json, safe to store and to
 * read back; every format is made from it and from nothing else.
 */
export interface BuildPack extends Overview {
  /** Grows when a reader of the json would have to change. */
  schema: 1;
  documents: PackDocument[];
  /** Titles of the documents that are left out entirely, for nothing was said for them. */
  missing?: string[];
  votes: PackVote[];
  /** Who took part and how much, whoever said most first. Viewers are not in it. */
  voices: Voice[];
}

/** `decisions` and `actions` are made of every workshop. */
export type PackDocumentKind = DocumentKind | 'decisions' | 'actions';

export interface PackDocument {
  kind: PackDocumentKind;
  title: string;
  sections: DocumentSection[];
  /** Headings that nothing stands behind: they are left out, and named. */
  missing: string[];
  coverage: Coverage;
}

export interface DocumentSection {
  heading: string;
  /** The results that it was made from. `version` is null while a step goes on. */
  from: { stepId: StepId; name: string; version: number | null }[];
  parts: OverviewSection[];
  /** The same in sentences, where a model wrote them; the parts are what they rest on. */
  prose?: OverviewLine[];
}

/** Of the lines of a document. `linked` + `assumptions` + `deleted` = `total`; `synthetic` are among the linked. */
export interface Coverage {
  total: number;
  /** Something that they rest on can be opened. */
  linked: number;
  assumptions: number;
  synthetic: number;
  /** All that they rested on has been deleted since. */
  deleted?: number;
}

export interface PackVote {
  stepId: StepId;
  label: string;
  round: number;
  /** ISO instant. */
  closedAt: string;
  took: number;
  of: number;
  /** All that could be chosen, the most dots first. */
  options: { text: string; dots: number; rank: number; taken: boolean }[];
  decidedBy: UserId | null;
  /** ISO instant. */
  decidedAt?: string;
}

export interface Voice {
  userId: UserId;
  messages: number;
  lines: number;
}

/** `isDeleted`: of a message, that nobody can read it any more. */
export function coverageOf(lines: readonly OverviewLine[], isDeleted: (messageId: MessageId) => boolean = () => false): Coverage {
  const every = lines.flatMap(withParts);
  const based = every.filter((line) => line.sources || line.decision);
  const linked = based.filter(({ sources, decision }) => decision || sources?.messageIds.some((id) => !isDeleted(id)));
  const deleted = based.length - linked.length;
  return {
    total: every.length,
    linked: linked.length,
    assumptions: every.length - based.length,
    synthetic: linked.filter((line) => line.sources?.origin === 'synthetic').length,
    ...(deleted > 0 ? { deleted } : {}),
  };
}

/** A line and all that it gathers. */
export function withParts(line: OverviewLine): OverviewLine[] {
  return [line, ...line.parts.flatMap((part) => part.lines.flatMap(withParts))];
}

/** “87 % of lines have a source, 9 are assumptions”. */
export function sayCoverage({ total, linked, assumptions, synthetic, deleted = 0 }: Coverage): string {
  if (total === 0) return 'Nothing was written down.';
  const share = `${Math.floor((linked / total) * 100)} % of ${total} ${total === 1 ? 'line has' : 'lines have'} a source`;
  const rest = assumptions === 0 ? '' : `, ${assumptions} ${assumptions === 1 ? 'is an assumption' : 'are assumptions'}`;
  const gone = deleted === 0 ? '' : `, ${deleted} ${deleted === 1 ? 'rests' : 'rest'} on what was deleted since`;
  const made = synthetic === 0 ? '' : `; ${synthetic} ${synthetic === 1 ? 'comes' : 'come'} from synthetic research`;
  return `${share}${rest}${gone}${made}.`;
}
