import type { OverviewLine, OverviewStep } from '../overview.ts';
import { signed } from './certainty.ts';
import { hues, palette } from './palette.ts';
import { lineOf } from './picture.ts';
import { at, type Block, box, label, paragraph, stroke } from './shapes.ts';
import { brief, sentence } from './words.ts';

const highest = 10;

/** How sure a team is, from 1 to 10, why, and what its research is like. */
export interface Confidence {
  score: number;
  why: string;
  research: string;
  /** What the step calls the research. */
  researchLabel: string;
  /** The lines that say so. */
  from: OverviewLine[];
}

export function readConfidence(step: OverviewStep): Confidence | undefined {
  const line = lineOf(step, 'confidence');
  const said = /^(\d+)(?::\s*(.*))?$/s.exec(line?.title.trim() ?? '');
  const score = Number(said?.[1]);
  if (!line || !said || score < 1 || score > highest) return undefined;
  const researchKey = 'confidence.researchQuality';
  const researchLabel = step.sections.find((section) => section.key === researchKey)?.label ?? '';
  const research = lineOf(step, researchKey);
  return {
    score,
    why: said[2] ? signed(line, said[2]) : '',
    research: research ? signed(research) : '',
    researchLabel,
    from: research ? [line, research] : [line],
  };
}

export function sayConfidence({ score, why, research, researchLabel }: Confidence): string {
  const sure = sentence(`Confidence ${score} of ${highest}${why ? `: ${brief(why)}` : ''}`);
  return research ? `${sure} ${sentence(`${researchLabel} ${brief(research)}`)}` : sure;
}

const textLeft = 208;

/** Half a ring of ten pieces, as many of them filled as the score says, and the reason beside it. */
export function drawConfidence({ score, why, research, researchLabel }: Confidence, whole: number): Block {
  const width = whole - textLeft - 24;
  const reason = paragraph(why || 'Nobody said why.', { size: 15, width, maxLines: 3, fill: why ? palette.ink : palette.muted });
  const researchLine = research ? label(0, 0, `${researchLabel} ${research}`, { size: 14, fill: palette.muted, width }) : '';
  const textHeight = 28 + reason.height + (researchLine ? 26 : 0);
  const height = Math.max(132, textHeight + 40);
  const top = (height - textHeight) / 2;
  const svg = [
    box(0.5, 0.5, whole - 1, height - 1, palette.panel, 12, palette.line),
    drawRing(106, height / 2 + 32, score),
    at(textLeft, top, label(0, 15, 'How sure we are', { size: 14, isBold: true, fill: hues.indigo.strong }) + at(0, 26, reason.svg)),
    at(textLeft, top + 26 + reason.height + 20, researchLine),
  ];
  return { svg: svg.join(''), height };
}

function drawRing(x: number, y: number, score: number): string {
  const radius = 68;
  const piece = Math.PI / highest;
  const point = (angle: number) => `${(x - radius * Math.cos(angle)).toFixed(2)} ${(y - radius * Math.sin(angle)).toFixed(2)}`;
  const pieces = Array.from({ length: highest }, (_, index) => {
    const d = `M${point(index * piece + 0.025)}A${radius} ${radius} 0 0 1 ${point((index + 1) * piece - 0.025)}`;
    return stroke(d, index < score ? hues.indigo.strong : palette.line, 13, { ends: 'butt' });
  });
  return [
    ...pieces,
    label(x, y - 8, String(score), { size: 40, isBold: true, anchor: 'middle' }),
    label(x, y + 12, `of ${highest}`, { size: 14, fill: palette.muted, anchor: 'middle' }),
  ].join('');
}
