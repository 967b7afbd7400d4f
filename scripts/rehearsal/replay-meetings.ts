import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { StepId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { edit } from './play-workshop.ts';
import type { Stage } from './stage.ts';

const lineSchema = z.union([
  z.object({ i: z.number(), meeting: z.string(), user: z.string(), text: z.string() }),
  z.object({ do: z.literal('edit'), ref: z.number(), meeting: z.string(), user: z.string(), text: z.string() }),
  z.object({ do: z.literal('delete'), ref: z.number(), meeting: z.string(), user: z.string() }),
  z.object({ do: z.literal('react'), ref: z.number(), meeting: z.string(), user: z.string(), name: z.string() }),
]);
type Line = z.infer<typeof lineSchema>;

/** Which steps a meeting is spoken in: a the first three, b the next, c the next, d the last. */
const stepsOfMeeting: Record<string, readonly StepId[]> = {
  a: designThinking.ids.slice(0, 3),
  b: designThinking.ids.slice(3, 6),
  c: designThinking.ids.slice(6, 9),
  d: designThinking.ids.slice(9),
};

export async function readMeetings(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const text of createInterface({ input: createReadStream(path) })) {
    if (!text.trim()) continue;
    const parsed = lineSchema.safeParse(JSON.parse(text));
    if (!parsed.success) throw new Error(`${path}, line ${lines.length + 1}: not a message, an edit, a deletion or a reaction`);
    lines.push(parsed.data);
  }
  return lines;
}

/** Cuts each meeting into as many parts as it has steps; a change belongs where it was made, also to a message of an earlier step. */
function partsByStep(lines: readonly Line[]): Map<StepId, Line[]> {
  const parts = new Map<StepId, Line[]>(designThinking.ids.map((id) => [id, []]));
  for (const [letter, steps] of Object.entries(stepsOfMeeting)) {
    const meeting = lines.filter((line) => line.meeting.endsWith(letter));
    meeting.forEach((line, index) => {
      parts.get(steps[Math.floor((index * steps.length) / meeting.length)] as StepId)?.push(line);
    });
  }
  return parts;
}

/** Posts real meetings into the threads as fast as the bot takes them, moving on by the host's override. Judged on storage alone. */
export async function replayMeetings(stage: Stage, lines: readonly Line[], cast: readonly string[]): Promise<void> {
  const speakers = [...new Set(lines.map((line) => line.user))];
  const actor = new Map(speakers.map((speaker, index) => [speaker, stage.person(cast[index % cast.length] as string).id]));
  const host = stage.person(cast[0] as string).id;
  const posted = new Map<number, string>();
  await stage.command(host, 'start A remote control that people like to hold', () => stage.stepCard('challenge'));
  for (const [stepId, part] of partsByStep(lines)) {
    const card = await stage.waitForStep(stepId);
    for (const line of part) await replayLine(stage, line, actor, posted, card.ts);
    await stage.control.whenDelivered({ timeoutMs: stage.options.patienceMs });
    const next = designThinking.ids[designThinking.ids.indexOf(stepId) + 1];
    await stage.command(host, 'skip the meeting went on', () => (next ? stage.stepCard(next) : stage.finale()));
  }
}

async function replayLine(
  stage: Stage,
  line: Line,
  actor: Map<string, string>,
  posted: Map<number, string>,
  threadTs: string,
): Promise<void> {
  const as = actor.get(line.user) as string;
  if (!('do' in line)) {
    posted.set(line.i, await stage.say(as, line.text, threadTs));
    return;
  }
  const ts = posted.get(line.ref);
  const said = stage.said.find((one) => one.ts === ts);
  if (!ts || !said || said.deleted) return;
  if (line.do === 'edit') await edit(stage, ts, line.text);
  else if (line.do === 'delete') {
    await stage.control.deleteMessage({ as: said.user, channel: stage.channel, ts });
    said.deleted = true;
  } else await stage.control.addReaction({ as, channel: stage.channel, ts, name: line.name });
}
