import type { StepId, UserId } from '../workshop/ids.ts';
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

/** Of the lines of a document. `linked` + `assumptions` = `total`; `synthetic` are among the linked. */
export interface Coverage {
  total: number;
  linked: number;
  assumptions: number;
  synthetic: number;
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
}

export interface Voice {
  userId: UserId;
  messages: number;
  lines: number;
}

export function coverageOf(lines: readonly OverviewLine[]): Coverage {
  const every = lines.flatMap(withParts);
  const linked = every.filter((line) => line.sources);
  return {
    total: every.length,
    linked: linked.length,
    assumptions: every.length - linked.length,
    synthetic: linked.filter((line) => line.sources?.origin === 'synthetic').length,
  };
}

/** A line and all that it gathers. */
export function withParts(line: OverviewLine): OverviewLine[] {
  return [line, ...line.parts.flatMap((part) => part.lines.flatMap(withParts))];
}

/** “87 % of lines have a source, 9 are assumptions”. */
export function sayCoverage({ total, linked, assumptions, synthetic }: Coverage): string {
  if (total === 0) return 'Nothing was written down.';
  const share = `${Math.floor((linked / total) * 100)} % of ${total} lines have a source`;
  const rest = assumptions === 0 ? '' : `, ${assumptions} ${assumptions === 1 ? 'is an assumption' : 'are assumptions'}`;
  const made = synthetic === 0 ? '' : `; ${synthetic} ${synthetic === 1 ? 'comes' : 'come'} from synthetic research`;
  return `${share}${rest}${made}.`;
}
