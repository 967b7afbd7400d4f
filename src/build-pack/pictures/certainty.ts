import type { OverviewLine } from '../overview.ts';
import { withParts } from '../pack.ts';
import { packWords } from '../say-pack.ts';

type Certainty = 'assumption' | 'synthetic';

const signs: Record<Certainty, { sign: string; means: string }> = {
  assumption: { sign: '*', means: packWords.assumption },
  synthetic: { sign: '†', means: 'from synthetic research' },
};

function certaintyOf({ sources }: OverviewLine): Certainty | undefined {
  if (!sources) return 'assumption';
  return sources.origin === 'synthetic' ? 'synthetic' : undefined;
}

/** What a line is called, with a sign where nobody said it; or other words of it with that sign. */
export function signed(line: OverviewLine, words = line.title): string {
  const certainty = certaintyOf(line);
  return certainty ? `${signs[certainty].sign} ${words}` : words;
}

/** What the signs on these lines and their parts mean, each with its sign. */
export function explainSigns(lines: readonly OverviewLine[]): string[] {
  const used = new Set(lines.flatMap(withParts).map(certaintyOf));
  return (['assumption', 'synthetic'] as const).flatMap((one) => (used.has(one) ? [`${signs[one].sign} ${signs[one].means}`] : []));
}
