import type { BuildPack } from '../pack.ts';
import { signed } from './certainty.ts';
import { hues } from './palette.ts';
import { hasColumn, listSections, type Sheet } from './picture.ts';
import { drawRatingGrid, listUnrated, type RatingGrid, sayRatingGrid } from './rating-grid.ts';
import { count, listBriefly } from './words.ts';

/** The grids that we know how to read, by the keys of their two choices. */
const known: readonly (Omit<RatingGrid, 'section' | 'up' | 'right'> & { up: string; right: string; id: string; title: string })[] = [
  {
    id: 'stakeholder-map',
    title: 'Who has a say, and who cares',
    up: 'power',
    right: 'interest',
    kind: 'category',
    corners: {
      'high high': { advice: 'Manage closely', hue: hues.indigo },
      'high low': { advice: 'Keep satisfied', hue: hues.amber },
      'low high': { advice: 'Keep informed', hue: hues.teal },
      'low low': { advice: 'Monitor', hue: hues.slate },
    },
  },
  {
    id: 'effort-map',
    title: 'What it brings, and what it costs',
    up: 'impact',
    right: 'effort',
    corners: {
      'high low': { advice: 'Do now', hue: hues.green },
      'high high': { advice: 'Plan', hue: hues.indigo },
      'low low': { advice: 'Fill a gap', hue: hues.slate },
      'low high': { advice: 'Leave', hue: hues.amber },
    },
  },
];

/** Where everybody stands by power and interest; the same for what was rated by impact and effort. */
export function drawStakeholderMap(pack: BuildPack): Sheet[] {
  return listSections(pack.steps).flatMap(({ step, section }) => {
    const found = known.find((one) => hasColumn(section, one.up) && hasColumn(section, one.right));
    if (!found) return [];
    const axis = (key: string) => ({ key, label: section.columns.find((one) => one.key === key)?.label ?? key });
    const grid: RatingGrid = { ...found, section, up: axis(found.up), right: axis(found.right) };
    const unrated = listUnrated(grid).map((line) => signed(line));
    return [
      {
        id: `${found.id}-${step.stepId}`,
        stepId: step.stepId,
        title: found.title,
        subtitle: unrated.length > 0 ? `Not rated yet: ${listBriefly(unrated, 3)}` : `${section.label} by ${axes(grid)}`,
        badge: count(section.lines.length, section.singular),
        alt: sayRatingGrid(grid),
        body: drawRatingGrid(grid),
        from: section.lines,
      },
    ];
  });
}

function axes({ up, right }: RatingGrid): string {
  return `${up.label.toLowerCase()} and ${right.label.toLowerCase()}`;
}
