import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { builtInStepIds } from '../../src/workshop/ids.ts';

const name = z.string().regex(/^[a-z]+$/);
const fill = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** A line that somebody says: `{ maya: "Morning!" }` with options beside it. Everything else is something that somebody does. */
const simpleDoing = z.union([
  z.strictObject({ pin: z.strictObject({ by: name, message: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({ unpin: z.strictObject({ by: name, message: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({ react: z.strictObject({ by: name, message: z.string(), name: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({ edit: z.strictObject({ message: z.string(), text: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({ delete: z.strictObject({ message: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({ join: name, chatter: z.boolean().optional() }),
  z.strictObject({ form: z.strictObject({ by: name, button: z.string(), fill }), chatter: z.boolean().optional() }),
  z.strictObject({ command: z.strictObject({ by: name, text: z.string() }), chatter: z.boolean().optional() }),
  z.strictObject({
    together: z.strictObject({
      by: name,
      activity: z.string(),
      settings: fill.default({}),
      rounds: z.array(z.array(z.strictObject({ by: name, fill })).min(1)).min(1),
      decision: z.string().optional(),
    }),
    chatter: z.boolean().optional(),
  }),
]);
export type SimpleDoing = z.infer<typeof simpleDoing>;

export interface Saying {
  by: string;
  text: string;
  id: string | undefined;
  chatter: boolean;
  /** Somebody puts a 📌 on it as soon as it is posted. */
  pinned: string | undefined;
}
export type SimpleLine = { say: Saying } | { act: SimpleDoing };
export type ScriptLine = SimpleLine | { act: WhatIf };

const saying = z.record(z.string(), z.union([z.string(), z.boolean()])).transform((line, context): SimpleLine => {
  const { id, chatter, pinned, ...rest } = line;
  const [entry, ...more] = Object.entries(rest);
  if (!entry || more.length > 0 || typeof entry[1] !== 'string' || !/^[a-z]+$/.test(entry[0])) {
    context.addIssue({ code: 'custom', message: 'a line is one person and what they say, or one thing that somebody does' });
    return z.NEVER;
  }
  return {
    say: {
      by: entry[0],
      text: entry[1],
      id: typeof id === 'string' ? id : undefined,
      chatter: chatter === true,
      pinned: typeof pinned === 'string' ? pinned : undefined,
    },
  };
});

const simpleLine = z.union([simpleDoing.transform((act): SimpleLine => ({ act })), saying]);
const stepId = z.enum(builtInStepIds);
/** Going back to a step, or trying it in another way beside, with the lines that are said there. */
const whatIf = z.union([
  z.strictObject({ revise: z.strictObject({ by: name, step: stepId, lines: z.array(simpleLine) }), chatter: z.boolean().optional() }),
  z.strictObject({
    fork: z.strictObject({ by: name, step: stepId, title: z.string(), lines: z.array(simpleLine) }),
    chatter: z.boolean().optional(),
  }),
]);
export type WhatIf = z.infer<typeof whatIf>;

const scriptSchema = z.strictObject({
  idea: z.string().min(1),
  host: name,
  /** People who join the channel only when the script says so. */
  late: z.array(name).default([]),
  steps: z.strictObject(
    Object.fromEntries(
      builtInStepIds.map((id) => [id, z.array(z.union([whatIf.transform((act): ScriptLine => ({ act })), simpleLine])).default([])]),
    ) as unknown as Record<(typeof builtInStepIds)[number], z.ZodDefault<z.ZodArray<z.ZodType<ScriptLine>>>>,
  ),
});
export type RehearsalScript = z.infer<typeof scriptSchema>;

/** Throws an Error with one sentence that names the place in the file. */
export function readScript(path: string): RehearsalScript {
  const parsed = scriptSchema.safeParse(parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not a rehearsal script'} (docs/rehearsal-scripts.md)`);
}

/** The script without its small talk: the artifacts must come out the same. */
export function withoutChatter(script: RehearsalScript): RehearsalScript {
  const steps = Object.fromEntries(
    builtInStepIds.map((id) => [id, script.steps[id].filter((line) => !('say' in line ? line.say.chatter : line.act.chatter))]),
  );
  return { ...script, steps: steps as RehearsalScript['steps'] };
}
