import type { BuildPack, Voice } from '../pack.ts';
import { hues, palette } from './palette.ts';
import { bodyWidth, type Sheet } from './picture.ts';
import { at, type Block, box, disc, element, label, paragraph } from './shapes.ts';
import { brief, count, type Names } from './words.ts';

const maxVoices = 12;
const rowHeight = 46;

interface Share {
  messages: number;
  lines: number;
}
interface Row {
  name: string | undefined;
  share: Share;
}
interface Rows {
  shown: Row[];
  /** All others together. */
  rest: (Share & { people: number }) | undefined;
}

/** How evenly the talking and the results are spread. People are shown without their names unless `names` gives them. */
export function drawParticipation(pack: BuildPack, names: Names | undefined): Sheet[] {
  const { voices } = pack;
  if (voices.length < 2) return [];
  const rows = listRows(voices, names);
  const sentence = sayBalance(voices);
  return [
    {
      id: 'participation',
      stepId: null,
      title: 'Who took part',
      subtitle: 'Shares of what was written in the threads, and of the lines in the pack',
      badge: count(voices.length, 'person', 'people'),
      alt: [sentence, ...rows.shown.map(sayRow), ...(rows.rest ? [sayRest(rows.rest)] : [])],
      body: drawRows(rows, sentence),
      from: [],
    },
  ];
}

function listRows(voices: readonly Voice[], names: Names | undefined): Rows {
  const shareOf = shares(voices);
  const shown = voices.length > maxVoices + 1 ? voices.slice(0, maxVoices) : voices;
  const rest = voices.slice(shown.length);
  return {
    shown: shown.map((voice) => ({ name: names?.(voice.userId), share: shareOf([voice]) })),
    rest: rest.length > 0 ? { ...shareOf(rest), people: rest.length } : undefined,
  };
}

/** In percent of everybody's. Whoever had a say in a line counts for it. */
function shares(voices: readonly Voice[]): (some: readonly Voice[]) => Share {
  const sum = (some: readonly Voice[], key: 'messages' | 'lines') => some.reduce((total, voice) => total + voice[key], 0);
  const share = (part: number, whole: number) => (whole === 0 ? 0 : (part / whole) * 100);
  const whole = { messages: sum(voices, 'messages'), lines: sum(voices, 'lines') };
  return (some) => ({ messages: share(sum(some, 'messages'), whole.messages), lines: share(sum(some, 'lines'), whole.lines) });
}

function sayBalance(voices: readonly Voice[]): string {
  const shareOf = shares(voices);
  const most = Math.max(...voices.map((voice) => shareOf([voice]).messages));
  const heard = voices.filter((voice) => voice.lines > 0).length;
  return `${sayHeard(heard, voices.length)} The most active voice wrote ${percent(most)} of the messages; spread evenly it would be ${percent(100 / voices.length)}.`;
}

function sayHeard(heard: number, all: number): string {
  if (heard === 0) return 'No lines of the pack come from what people wrote.';
  return heard === all ? 'Everybody’s words are in the pack.' : `Words of ${heard} of ${all} people are in the pack.`;
}

function sayRow({ name, share }: Row, index: number): string {
  const who = name === undefined ? `Person ${index + 1}` : brief(name);
  return `${who}: ${percent(share.messages)} of the messages, ${percent(share.lines)} of the lines.`;
}

function sayRest({ people, messages, lines }: NonNullable<Rows['rest']>): string {
  return `${people} more people together: ${percent(messages)} of the messages, ${percent(lines)} of the lines.`;
}

function percent(share: number): string {
  return share > 0 && share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}

const series = [
  { key: 'messages', name: 'messages', colour: hues.indigo.strong },
  { key: 'lines', name: 'lines in the pack', colour: hues.teal.strong },
] as const;

function drawRows({ shown, rest }: Rows, sentence: string): Block {
  const text = paragraph(sentence, { size: 15, width: bodyWidth - 36, maxLines: 3 });
  const panelHeight = text.height + 28;
  const hasNames = shown.some((row) => row.name !== undefined);
  const left = hasNames ? 210 : 56;
  const widest = Math.max(1, ...shown.flatMap(({ share }) => [share.messages, share.lines]));
  const top = panelHeight + 52;
  const end = top + shown.length * rowHeight;
  const svg = [
    box(0.5, 0.5, bodyWidth - 1, panelHeight - 1, palette.panel, 12, palette.line),
    at(18, 14, text.svg),
    at(left, panelHeight + 30, drawLegend()),
    ...shown.map((row, index) => at(0, top + index * rowHeight, drawRow(row, left, widest))),
    rest ? label(left, end + 12, sayRest(rest), { size: 14, fill: palette.muted, width: bodyWidth - left }) : '',
  ];
  return { svg: svg.join(''), height: end + (rest ? 24 : -8) };
}

/** The upper bar is always the messages, the lower one the lines. */
function drawLegend(): string {
  return series
    .map(({ name, colour }, index) => {
      const x = index * 124;
      return box(x, -10, 22, 10, colour, 3) + label(x + 30, 0, name, { size: 13, fill: palette.muted });
    })
    .join('');
}

function drawRow({ name, share }: Row, left: number, widest: number): string {
  const room = bodyWidth - left - 56;
  const bars = series.map(({ key, colour }, index) => {
    const y = index * 17;
    const width = share[key] === 0 ? 0 : Math.max(3, (share[key] / widest) * room);
    return (
      box(left, y, width, 12, colour, Math.min(6, width / 2)) +
      label(left + width + (width > 0 ? 8 : 0), y + 11, percent(share[key]), { size: 13, fill: palette.muted })
    );
  });
  return drawPerson(16, 14) + (name === undefined ? '' : label(42, 20, name, { size: 15, width: left - 42 - 16 })) + bars.join('');
}

function drawPerson(x: number, y: number): string {
  const shoulders = element('path', { d: `M${x - 10} ${y + 14}a10 11 0 0 1 20 0z`, fill: palette.muted });
  return disc(x, y - 5, 6, palette.muted) + shoulders;
}
