import type { BuildPack, PackVote } from '../pack.ts';
import { hues, palette } from './palette.ts';
import { bodyWidth, type Sheet } from './picture.ts';
import { at, type Block, badge, box, disc, label, paragraph, tick } from './shapes.ts';
import { brief, count } from './words.ts';

const maxOptions = 12;
/** As many as are drawn one by one; then a bar stands for them. */
const maxDots = 12;
const dotPitch = 22;
const barLeft = 388;
const barWidth = maxDots * dotPitch + 8;

/** What each vote came to, the most dots first. */
export function drawVoteResults(pack: BuildPack): Sheet[] {
  return pack.votes
    .filter((vote) => vote.options.length > 0)
    .map((vote, index) => {
      const step = pack.steps.find((one) => one.stepId === vote.stepId);
      const dots = vote.options.reduce((sum, option) => sum + option.dots, 0);
      return {
        id: `vote-${vote.stepId}-${index + 1}`,
        stepId: vote.stepId,
        title: vote.round > 1 ? `${vote.label}, round ${vote.round}` : vote.label,
        subtitle: [step?.name, `${count(dots, 'dot')} on ${count(vote.options.length, 'option')}`].filter(Boolean).join(' · '),
        badge: sayTurnout(vote),
        alt: sayVote(vote),
        body: drawVote(vote),
        from: [],
      };
    });
}

function sayTurnout({ took, of }: PackVote): string {
  return `${took} of ${of} voted`;
}

function sayVote(vote: PackVote): string[] {
  return [
    `${sayTurnout(vote)}.`,
    ...vote.options.map(({ rank, text, dots, taken }) => `${rank}. ${brief(text)}: ${count(dots, 'dot')}${taken ? ', taken on' : ''}.`),
  ];
}

function drawVote(vote: PackVote): Block {
  const shown = listShown(vote);
  const most = Math.max(1, ...vote.options.map((option) => option.dots));
  let y = 0;
  const parts: string[] = [];
  for (const option of shown) {
    const row = drawOption(option, most);
    parts.push(at(0, y, row.svg));
    y += row.height + 8;
  }
  const rest = vote.options.filter((option) => !shown.includes(option));
  if (rest.length > 0) {
    const dots = rest.reduce((sum, option) => sum + option.dots, 0);
    parts.push(label(64, y + 18, `+ ${rest.length} more, with ${count(dots, 'dot')} together`, { size: 14, fill: palette.muted }));
    y += 32;
  }
  return { svg: parts.join(''), height: y - 8 };
}

/** The first ones, and whatever was taken on. */
function listShown({ options }: PackVote): PackVote['options'] {
  if (options.length <= maxOptions) return options;
  const taken = options.filter((option) => option.taken).slice(0, maxOptions);
  const others = options.filter((option) => !taken.includes(option)).slice(0, maxOptions - taken.length);
  return options.filter((option) => taken.includes(option) || others.includes(option));
}

function drawOption({ text, dots, rank, taken }: PackVote['options'][number], most: number): Block {
  const words = paragraph(text, { size: 15, isBold: taken, width: barLeft - 64 - 20, maxLines: 2 });
  const height = Math.max(56, words.height + (taken ? 48 : 28));
  const hue = taken ? hues.green : hues.indigo;
  const textTop = (height - words.height - (taken ? 20 : 0)) / 2;
  const svg = [
    box(0.5, 0.5, bodyWidth - 1, height - 1, taken ? hue.tint : palette.panel, 12, taken ? hue.strong : palette.line),
    badge(34, height / 2, 15, String(rank), taken ? hue.strong : palette.muted),
    at(64, textTop, words.svg),
    taken ? at(64, textTop + words.height, drawTaken()) : '',
    at(barLeft, height / 2, drawDots(dots, most, hue.strong)),
    label(bodyWidth - 20, height / 2 + 7, String(dots), {
      size: 20,
      isBold: true,
      anchor: 'end',
      fill: dots > 0 ? hue.strong : palette.muted,
    }),
  ];
  return { svg: svg.join(''), height };
}

function drawTaken(): string {
  const { strong } = hues.green;
  return tick(6, 11, 11, strong) + label(18, 15, 'taken on', { size: 13, isBold: true, fill: strong });
}

function drawDots(dots: number, most: number, colour: string): string {
  const track = box(0, -13, barWidth, 26, palette.paper, 13);
  if (most > maxDots) return track + (dots > 0 ? box(0, -13, Math.max(26, (dots / most) * barWidth), 26, colour, 13) : '');
  return track + Array.from({ length: dots }, (_, index) => disc(15 + index * dotPitch, 0, 8, colour)).join('');
}
