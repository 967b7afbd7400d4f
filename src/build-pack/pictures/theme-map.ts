import type { OverviewLine, OverviewSection } from '../overview.ts';
import type { BuildPack } from '../pack.ts';
import { signed } from './certainty.ts';
import { type Hue, hues, palette } from './palette.ts';
import { bodyWidth, listSections, type Sheet } from './picture.ts';
import { at, type Block, badge, box, label, paragraph } from './shapes.ts';
import { brief, count, listBriefly, measure, sentence } from './words.ts';

const cycle: readonly Hue[] = [hues.indigo, hues.teal, hues.amber, hues.plum, hues.green, hues.red, hues.slate];
const gap = 16;
const clusterWidth = (bodyWidth - gap) / 2;
const inset = 14;
const maxThemes = 8;
const maxParts = 6;

/** What belongs together: each theme with all that it gathers. Groups of ideas are drawn the same way. */
export function drawThemeMaps(pack: BuildPack): Sheet[] {
  return listSections(pack.steps)
    .filter(({ section }) => section.lines.some((line) => line.parts.length > 0))
    .map(({ step, section }) => {
      const parts = section.lines.flatMap(partsOf);
      const left = section.lines.length - maxThemes;
      return {
        id: `theme-map-${step.stepId}-${section.key}`,
        stepId: step.stepId,
        title: section.label,
        subtitle: left > 0 ? `The first ${maxThemes}; ${left} more are in the pack` : 'What belongs together',
        badge: `${parts.length} in ${count(section.lines.length, section.singular)}`,
        alt: section.lines.map(sayTheme),
        body: drawClusters(section),
        from: section.lines,
      };
    });
}

function partsOf(line: OverviewLine): OverviewLine[] {
  return line.parts.flatMap((part) => part.lines);
}

function sayTheme(line: OverviewLine): string {
  const parts = partsOf(line).map(wordsOf);
  return parts.length > 0
    ? `${brief(signed(line))} (${parts.length}): ${sentence(listBriefly(parts, 3))}`
    : `${brief(signed(line))}: nothing yet.`;
}

function wordsOf(line: OverviewLine): string {
  return line.marks.length > 0 ? `${signed(line)} (${line.marks.join(', ').toLowerCase()})` : signed(line);
}

/** Two columns; each theme goes where there is more room. */
function drawClusters({ lines }: OverviewSection): Block {
  const ends = [0, 0];
  const drawn = lines.slice(0, maxThemes).map((line, index) => {
    const cluster = drawCluster(line, index);
    const column = (ends[1] ?? 0) < (ends[0] ?? 0) ? 1 : 0;
    const y = ends[column] ?? 0;
    ends[column] = y + cluster.height + gap;
    return at(column * (clusterWidth + gap), y, cluster.svg);
  });
  return { svg: drawn.join(''), height: Math.max(...ends) - gap };
}

function drawCluster(line: OverviewLine, index: number): Block {
  const hue = cycle[index % cycle.length] ?? hues.slate;
  const parts = partsOf(line);
  const number = String(parts.length);
  const countStyle = { size: 14, isBold: true, fill: hue.strong };
  const countWidth = measure(number, countStyle);
  const name = paragraph(signed(line), { size: 16, isBold: true, width: clusterWidth - 2 * inset - 46 - countWidth, maxLines: 2 });
  let y = inset + Math.max(26, name.height) + 10;
  const notes: string[] = [];
  const shown = parts.length > maxParts + 1 ? parts.slice(0, maxParts) : parts;
  for (const part of shown) {
    const note = drawNote(wordsOf(part), hue);
    notes.push(at(inset, y, note.svg));
    y += note.height + 8;
  }
  const rest = parts.length - shown.length;
  const tail = rest > 0 ? `+ ${rest} more` : parts.length === 0 ? 'Nothing here yet' : '';
  if (tail) notes.push(label(inset, y + 14, tail, { size: 14, fill: hue.strong }));
  const height = y + (tail ? 24 : 0) + inset - 8;
  const svg = [
    box(0, 0, clusterWidth, height, hue.tint, 14),
    badge(inset + 13, inset + 13, 13, String.fromCodePoint(65 + index), hue.strong),
    at(inset + 36, inset + Math.max(0, (26 - name.height) / 2), name.svg),
    label(clusterWidth - inset, inset + 18, number, { ...countStyle, anchor: 'end' }),
    ...notes,
  ];
  return { svg: svg.join(''), height };
}

function drawNote(words: string, hue: Hue): Block {
  const width = clusterWidth - 2 * inset;
  const text = paragraph(words, { size: 14, width: width - 34, maxLines: 3 });
  const height = text.height + 16;
  return { svg: box(0, 0, width, height, palette.panel, 8) + box(9, 10, 3, height - 20, hue.strong, 1.5) + at(22, 8, text.svg), height };
}
