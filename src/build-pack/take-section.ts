import type { DocumentSource } from '../workshop/step-definition.ts';
import { mergeSources } from './merge-sources.ts';
import type { Overview, OverviewLine, OverviewSection } from './overview.ts';

/** A section of the overview as a document shows it, groups with what is in none of them; nothing when there is none. */
export function takeSection(overview: Overview, source: DocumentSource): OverviewSection[] {
  const { only, props, field } = source;
  const sections = overview.steps.find((step) => step.stepId === source.step)?.sections ?? [];
  const isMarked = (line: OverviewLine) => only === undefined || line.flags?.includes(only);
  return sections
    .filter((one) => one.key === field || (one.besides === field && only === undefined))
    .map((section) => ({
      ...section,
      lines: section.lines.filter(isMarked).map((line) => (props ? narrowLine(line, props) : line)),
      columns: props ? pick(section.columns, props) : section.columns,
    }))
    .filter((section) => section.lines.length > 0);
}

/** A line with these details alone, as the words of those who said them. */
export function narrowLine(line: OverviewLine, props: readonly string[]): OverviewLine {
  const details = pick(line.details, props);
  const isPart = details.length < line.details.length && !line.own && (line.sources?.messageIds.length ?? 0) > 1;
  return narrowSources({ ...line, details, ...(isPart ? { isWhole: true } : {}) });
}

/** Where the people of a line are told apart, those who said nothing of what it shows are not its sources. */
export function narrowSources(line: OverviewLine): OverviewLine {
  const { own, sources: whole } = line;
  const shown = own && whole && mergeSources([{ sources: own }, ...line.details]);
  if (!shown) return line;
  const among = (all: readonly string[], some: readonly string[]) => all.filter((id) => some.includes(id));
  const sources = { ...whole, messageIds: among(whole.messageIds, shown.messageIds), userIds: among(whole.userIds, shown.userIds) };
  return { ...line, sources };
}

function pick<T extends { key: string }>(all: readonly T[], keys: readonly string[]): T[] {
  return keys.flatMap((key) => all.filter((one) => one.key === key));
}
