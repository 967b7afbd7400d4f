import type { LineSources, OverviewLine } from './overview.ts';

/** From the most certain to the least. */
const origins = ['human', 'imported', 'model', 'synthetic'] as const;

/** All sources of several lines as one; the least certain origin stands for all. Undefined when none of them has any. */
export function mergeSources(lines: readonly Pick<OverviewLine, 'sources'>[]): LineSources | undefined {
  const sources = lines.flatMap((line) => line.sources ?? []);
  if (sources.length === 0) return undefined;
  return {
    messageIds: [...new Set(sources.flatMap((one) => one.messageIds))],
    userIds: [...new Set(sources.flatMap((one) => one.userIds))],
    origin: origins.findLast((origin) => sources.some((one) => one.origin === origin)) ?? 'human',
  };
}
