import { mergeSources } from './merge-sources.ts';
import type { OverviewDetail, OverviewLine } from './overview.ts';

/** Several people made what it shows, and it is known which part is whose: each part then has its own sources. */
export function isToldApart({ own, details }: OverviewLine): boolean {
  const whose = (sources: OverviewDetail['sources']) => JSON.stringify([sources?.messageIds, sources?.userIds]);
  return own !== undefined && details.some((detail) => whose(detail.sources) !== whose(own));
}

/** All who said any of these; nothing where nobody did. */
export function sourcesOfDetails(details: readonly OverviewDetail[]): Pick<OverviewLine, 'sources'> {
  const sources = mergeSources(details.flatMap((detail) => (detail.sources ? [{ sources: detail.sources }] : [])));
  return sources ? { sources } : {};
}

/** Who gave it its name. */
export function ownOf({ own }: OverviewLine): Pick<OverviewLine, 'sources'> {
  return own ? { sources: own } : {};
}
