import type { DocumentSource } from '../workshop/step-definition.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';

/** A section of the overview as a document shows it; nothing when there is none. */
export function takeSection(overview: Overview, source: DocumentSource): OverviewSection[] {
  const section = overview.steps.find((step) => step.stepId === source.step)?.sections.find((one) => one.key === source.field);
  if (!section) return [];
  const { only, props } = source;
  const isMarked = (line: OverviewLine) => only === undefined || line.flags?.includes(only);
  const lines = section.lines.filter(isMarked).map((line) => (props ? { ...line, details: pick(line.details, props) } : line));
  if (lines.length === 0) return [];
  return [{ ...section, lines, columns: props ? pick(section.columns, props) : section.columns }];
}

function pick<T extends { key: string }>(all: readonly T[], keys: readonly string[]): T[] {
  return keys.flatMap((key) => all.filter((one) => one.key === key));
}
