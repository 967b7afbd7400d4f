import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { builtInStepIds } from '../../src/workshop/ids.ts';

const name = z.string().regex(/^[a-z]+$/);
const fill = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** A line that somebody says: `{ maya: "Morning!" }` with options beside it. Everything else is something that somebody does. */
const doing = z.union([
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
      then: z.string().optional(),
    }),
    chatter: z.boolean().optional(),
  }),
]);
export type Doing = z.infer<typeof doing>;

export interface Saying {
  by: string;
  text: string;
  id: string | undefined;
  chatter: boolean;
  /** Somebody puts a 📌 on it as soon as it is posted. */
  pinned: string | undefined;
}
export type ScriptLine = { say: Saying } | { act: Doing };

const saying = z.record(z.string(), z.union([z.string(), z.boolean()])).transform((line, context): ScriptLine => {
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

const scriptSchema = z.strictObject({
  idea: z.string().min(1),
  host: name,
  /** People who join the channel only when the script says so. */
  late: z.array(name).default([]),
  steps: z.strictObject(
    Object.fromEntries(
      builtInStepIds.map((id) => [id, z.array(z.union([doing.transform((act): ScriptLine => ({ act })), saying])).default([])]),
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
