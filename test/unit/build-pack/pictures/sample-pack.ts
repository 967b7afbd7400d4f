import { assemblePack } from '../../../../src/build-pack/assemble-pack.ts';
import type { OverviewLine } from '../../../../src/build-pack/overview.ts';
import type { BuildPack, PackVote } from '../../../../src/build-pack/pack.ts';
import type { StepId, UserId } from '../../../../src/workshop/ids.ts';
import { clinicScript, madeAt, playScript, type Script, workshop } from '../sample-workshop.ts';

const messages = { UTOM: 21, UANA: 14, UMAYA: 9 };

export const dotVote: PackVote = {
  stepId: 'ideation' as StepId,
  label: 'Dot vote',
  round: 1,
  closedAt: madeAt.toISOString(),
  took: 7,
  of: 8,
  options: [
    { text: 'Reason card', dots: 9, rank: 1, taken: true },
    { text: 'Quiet corner', dots: 4, rank: 2, taken: false },
    { text: 'Colour tokens', dots: 4, rank: 2, taken: false },
    { text: 'Tell it the doctor', dots: 0, rank: 4, taken: false },
  ],
  decidedBy: 'UMAYA' as UserId,
};

/** The sample workshop with a vote and the number of messages of each person. */
export function samplePack(script: Script = clinicScript): BuildPack {
  const voices = Object.entries(messages).map(([userId, number]) => ({ userId: userId as UserId, messages: number }));
  const pack = assemblePack({ workshop, ...playScript(script), members: [], votes: [], voices, now: madeAt });
  return { ...pack, votes: [dotVote] };
}

export function emptyPack(): BuildPack {
  return assemblePack({ workshop, steps: [], artifacts: [], members: [], votes: [], voices: [], now: madeAt });
}

/** The same with other lines in this section; `change` is called with each of its lines. */
export function withLines(pack: BuildPack, key: string, change: (lines: OverviewLine[]) => OverviewLine[]): BuildPack {
  const changed = structuredClone(pack);
  for (const step of changed.steps) {
    for (const section of step.sections) if (section.key === key) section.lines = change(section.lines);
  }
  return changed;
}

/** Every text that people wrote, longer or odder; choices and ids stay. */
export function withWords(pack: BuildPack, words: string): BuildPack {
  const choices = new Set(['power', 'interest', 'emotion', 'category', 'lens']);
  const change = (line: OverviewLine): OverviewLine => ({
    ...line,
    title: /^\d+: /.test(line.title) ? `6: ${words}` : words,
    details: line.details.map((detail) => (choices.has(detail.key) ? detail : { ...detail, text: words })),
    parts: line.parts.map((part) => ({ ...part, lines: part.lines.map(change) })),
  });
  const changed = structuredClone(pack);
  changed.title = words;
  for (const step of changed.steps) for (const section of step.sections) section.lines = section.lines.map(change);
  for (const vote of changed.votes) for (const option of vote.options) option.text = words;
  return changed;
}
