import type { OverviewLine, OverviewSection } from './overview.ts';

/** A section of a document, as it is made; without parts there was nothing for it. */
export interface Made {
  heading: string;
  parts: OverviewSection[];
  /** Steps that it rests on. */
  steps: string[];
  /** Its absence is worth telling. */
  isAsked: boolean;
}

/** A list of lines that no field of a step is. */
export function madeSection(
  key: string,
  label: string,
  lines: OverviewLine[],
  columns: OverviewSection['columns'] = [],
): OverviewSection[] {
  if (lines.length === 0) return [];
  return [{ key, label, singular: label, shape: columns.length > 0 ? 'table' : 'list', nameLabel: label, columns, lines }];
}
