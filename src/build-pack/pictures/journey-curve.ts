import type { OverviewLine, OverviewSection, OverviewStep } from '../overview.ts';
import type { BuildPack } from '../pack.ts';
import { signed } from './certainty.ts';
import { type Hue, hues, palette } from './palette.ts';
import { bodyWidth, detailOf, hasColumn, lineOf, listSections, type Sheet } from './picture.ts';
import { at, type Block, box, disc, label, paragraph, stroke } from './shapes.ts';
import { smoothPath } from './smooth-path.ts';
import { brief, count, sentence } from './words.ts';

const emotions = ['positive', 'neutral', 'negative'] as const;
type Emotion = (typeof emotions)[number];

const feelings: Record<Emotion, { y: number; hue: Hue /** How far the ends of the mouth are above its middle. */; smile: number }> = {
  positive: { y: 30, hue: hues.teal, smile: 4 },
  neutral: { y: 94, hue: hues.slate, smile: 0 },
  negative: { y: 158, hue: hues.red, smile: -4 },
};
/** The dip lies lower than anything else that hurts. */
const deeper = 26;
const chartHeight = 240;
const gutter = 96;
const minStageWidth = 112;
const maxStages = 10;

interface Stage {
  line: OverviewLine;
  x: number;
  y: number;
  emotion: Emotion | undefined;
  isDip: boolean;
}

/** How it feels along the way, and where it hurts most. */
export function drawJourneyCurve(pack: BuildPack): Sheet[] {
  return listSections(pack.steps)
    .filter(({ section }) => hasColumn(section, 'emotion'))
    .map(({ step, section }) => {
      const width = Math.max(bodyWidth, gutter + Math.min(section.lines.length, maxStages) * minStageWidth);
      const whose = lineOf(step, 'personaName')?.title;
      const why = lineOf(step, 'dipSummary');
      const left = section.lines.length - maxStages;
      return {
        id: `journey-${step.stepId}`,
        stepId: step.stepId,
        title: whose ? `The journey of ${whose}` : 'The journey',
        subtitle: left > 0 ? `The first ${maxStages} stages; ${left} more are in the pack` : 'How it feels, stage by stage',
        badge: count(section.lines.length, section.singular),
        alt: sayJourney(step, section),
        body: drawJourney(step, section, width),
        width,
        from: why ? [...section.lines, why] : section.lines,
      };
    });
}

function emotionOf(line: OverviewLine): Emotion | undefined {
  const said = detailOf(line, 'emotion').toLowerCase();
  return emotions.find((emotion) => emotion === said);
}

function isDip(line: OverviewLine): boolean {
  return line.flags?.includes('isDip') ?? false;
}

function sayJourney(step: OverviewStep, section: OverviewSection): string[] {
  const dip = section.lines.find(isDip);
  const why = lineOf(step, 'dipSummary');
  return [
    dip ? sayDip(dip, why) : 'No dip is marked.',
    ...section.lines.map((line, index) => {
      const feeling = detailOf(line, 'emotion') || 'feeling not said';
      const action = detailOf(line, 'action');
      return sentence(
        `${index + 1}. ${brief(signed(line))}: ${feeling}${isDip(line) ? ', the dip' : ''}${action ? ` – ${brief(action)}` : ''}`,
      );
    }),
  ];
}

function sayDip(dip: OverviewLine, why: OverviewLine | undefined): string {
  if (why?.title.startsWith(dip.title)) return sentence(`The dip: ${brief(signed(why))}`);
  return sentence(`The dip is at “${brief(dip.title)}”${why ? `: ${brief(signed(why))}` : ''}`);
}

function drawJourney(step: OverviewStep, section: OverviewSection, width: number): Block {
  const lines = section.lines.slice(0, maxStages);
  const stageWidth = (width - gutter) / lines.length;
  const stages = lines.map((line, index): Stage => {
    const emotion = emotionOf(line);
    const lower = isDip(line) && emotion === 'negative' ? deeper : 0;
    const y = feelings[emotion ?? 'neutral'].y + lower;
    return { line, emotion, x: gutter + (index + 0.5) * stageWidth, y, isDip: isDip(line) };
  });
  const words = drawWords(section, stages, stageWidth);
  const why = drawWhy(step, width);
  const wordsEnd = chartHeight + words.height;
  const bands = stages.filter((stage) => stage.isDip).map(({ x }) => box(x - stageWidth / 2, 0, stageWidth, wordsEnd, hues.red.tint, 12));
  const svg = [
    ...bands,
    drawLevels(width),
    drawCurve(stages),
    ...stages.map(drawStage),
    at(0, chartHeight, words.svg),
    at(0, wordsEnd + 18, why.svg),
  ].join('');
  return { svg, height: wordsEnd + (why.height > 0 ? 18 + why.height : 0) };
}

/** Where nobody said how it feels, it is interrupted. */
function drawCurve(stages: readonly Stage[]): string {
  const stretches: Stage[][] = [[]];
  for (const stage of stages) {
    if (stage.emotion) stretches.at(-1)?.push(stage);
    else stretches.push([]);
  }
  return stretches
    .map(smoothPath)
    .map((path) => (path === '' ? '' : stroke(path, hues.indigo.strong, 4)))
    .join('');
}

function drawLevels(width: number): string {
  return emotions
    .map((emotion) => {
      const { y, hue } = feelings[emotion];
      return (
        stroke(`M${gutter} ${y}H${width}`, palette.line, 1.2, { dashes: '2 6' }) +
        label(0, y + 5, emotion, { size: 13, fill: hue.strong, isBold: true, width: gutter - 12 })
      );
    })
    .join('');
}

function drawStage({ x, y, emotion, isDip: dip }: Stage): string {
  const pill = dip ? at(x - 34, y + 26, drawPill('The dip', 68)) : '';
  if (!emotion) return disc(x, y, 15, palette.paper, palette.muted, 1.6) + questionMark(x, y) + pill;
  return drawFace(x, y, dip ? 19 : 15, emotion, dip) + pill;
}

function questionMark(x: number, y: number): string {
  return label(x, y + 5, '?', { size: 15, isBold: true, fill: palette.muted, anchor: 'middle' });
}

function drawPill(words: string, width: number): string {
  return (
    box(0, 0, width, 24, hues.red.strong, 12) +
    label(width / 2, 17, words, { size: 13, isBold: true, fill: palette.panel, anchor: 'middle' })
  );
}

function drawFace(x: number, y: number, radius: number, emotion: Emotion, isFull: boolean): string {
  const { hue, smile } = feelings[emotion];
  const [paper, pen] = isFull ? [hue.strong, palette.panel] : [palette.panel, hue.strong];
  const unit = radius / 15;
  const mouth = `M${x - 5.5 * unit} ${y + (5 - smile / 2) * unit}Q${x} ${y + (5 + smile) * unit} ${x + 5.5 * unit} ${y + (5 - smile / 2) * unit}`;
  return [
    disc(x, y, radius, paper, hue.strong, 2.4),
    disc(x - 4.6 * unit, y - 3 * unit, 1.8 * unit, pen),
    disc(x + 4.6 * unit, y - 3 * unit, 1.8 * unit, pen),
    stroke(mouth, pen, 2 * unit),
  ].join('');
}

/** What each stage is called, what is done there and what could be better, one row below the other. */
function drawWords(section: OverviewSection, stages: readonly Stage[], stageWidth: number): Block {
  const width = stageWidth - 16;
  const rows: { key: string; name: string; draw: (line: OverviewLine, index: number) => Block }[] = [
    {
      key: '',
      name: '',
      draw: (line, index) => paragraph(`${index + 1}. ${signed(line)}`, { size: 14, isBold: true, width, maxLines: 3 }),
    },
    rowOf(section, 'action', (words) => paragraph(words, { size: 13, width, maxLines: 5 })),
    rowOf(section, 'opportunity', (words) => drawChip(words, width)),
  ];
  let y = 14;
  const parts: string[] = [];
  for (const { key, name, draw } of rows) {
    if (key !== '' && !hasColumn(section, key)) continue;
    const blocks = stages.map(({ line }, index) => draw(line, index));
    parts.push(at(0, y, paragraph(name, { size: 13, fill: palette.muted, width: gutter - 10, maxLines: 2 }).svg));
    blocks.forEach((block, index) => {
      parts.push(at(gutter + index * stageWidth + 8, y, block.svg));
    });
    y += Math.max(18, ...blocks.map((block) => block.height)) + 12;
  }
  return { svg: parts.join(''), height: y };
}

function rowOf(section: OverviewSection, key: string, draw: (words: string) => Block) {
  const name = section.columns.find((column) => column.key === key)?.label ?? '';
  return { key, name, draw: (line: OverviewLine) => draw(detailOf(line, key)) };
}

function drawChip(words: string, width: number): Block {
  if (words === '') return { svg: '', height: 0 };
  const text = paragraph(words, { size: 13, width: width - 16, maxLines: 5 });
  return { svg: box(0, 0, width, text.height + 12, hues.green.tint, 8) + at(8, 6, text.svg), height: text.height + 12 };
}

function drawWhy(step: OverviewStep, width: number): Block {
  const why = lineOf(step, 'dipSummary');
  if (!why) return { svg: '', height: 0 };
  const lead = step.sections.find((section) => section.key === 'dipSummary')?.label ?? '';
  const text = paragraph(signed(why), { size: 15, width: width - 36, maxLines: 3 });
  const height = text.height + 48;
  const svg = [
    box(0.5, 0.5, width - 1, height - 1, palette.panel, 12, palette.line),
    label(18, 26, lead, { size: 13, isBold: true, fill: hues.red.strong, width: width - 36 }),
    at(18, 34, text.svg),
  ];
  return { svg: svg.join(''), height };
}
