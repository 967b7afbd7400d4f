import type { OpenAI } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { ModelError, type PromptMessage } from '../ports/model.ts';
import { readLooseJson } from './loose-json.ts';
import type { ProviderFlag } from './provider-flags.ts';

const MAX_REPEATED_CHARS = 4_000;
const MAX_PROBLEM_CHARS = 1_500;
const MAX_SCHEMA_CHARS = 20_000;

/** A shape to be asked for in two ways: as a parameter, and in the prompt of a server that does not know the parameter. */
export interface Shape<T> {
  name: string;
  schema: z.ZodType<T>;
  format?: OpenAI.ResponseFormatJSONSchema;
  instructions: string;
}

/** Throws ModelError for a schema that JSON Schema cannot say: a fault of this program. */
export function describeShape<T>(schema: z.ZodType<T>, name: string): Shape<T> {
  let json: string;
  try {
    json = JSON.stringify(z.toJSONSchema(schema));
  } catch {
    throw new ModelError('bad-request', `The schema “${name}” cannot be written as JSON Schema.`);
  }
  if (json.length > MAX_SCHEMA_CHARS) throw new ModelError('bad-request', `The schema “${name}” is too long for a prompt.`);
  const instructions = `Answer with one JSON object and nothing else: no explanation, no code fence. It matches this JSON Schema:\n${json}`;
  const format = toFormat(schema, name);
  return { name, schema, instructions, ...(format ? { format } : {}) };
}

/** The SDK refuses what strict servers would, e.g. optional fields; such a schema goes into the prompt. */
function toFormat(schema: z.ZodType, name: string): OpenAI.ResponseFormatJSONSchema | undefined {
  try {
    const { type, json_schema } = zodResponseFormat(schema, name);
    return { type, json_schema };
  } catch {
    return undefined;
  }
}

/** What was wrong with an answer, for the model. */
export interface Flaw {
  text: string;
  problems: string;
  /** A server that keeps to the schema gives JSON at least. */
  isJson: boolean;
}

export type ReadShape<T> = { ok: true; value: T } | { ok: false; flaw: Flaw; error: ModelError };

export function readShape<T>({ schema, name }: Shape<T>, text: string): ReadShape<T> {
  const json = readLooseJson(text);
  const fail = (problems: string, sentence: string, isJson: boolean): ReadShape<T> => ({
    ok: false,
    flaw: { text, problems: problems.slice(0, MAX_PROBLEM_CHARS), isJson },
    error: new ModelError('invalid-output', sentence),
  });
  if (!json) return fail('It is not a JSON object.', `The answer is not JSON, let alone “${name}”.`, false);
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  // Without the model's words, for the log: where it went wrong, not what it said there.
  const places = parsed.error.issues.slice(0, 5).map(({ path, code }) => `${path.slice(0, 6).join('.') || 'the whole'} ${code}`);
  return fail(z.prettifyError(parsed.error), `The answer is not a “${name}”: ${places.join(', ')}.`.slice(0, 300), true);
}

/** The prompt with the shape in it where the server needs that, and after a flawed answer with one request to put it right. */
export function askForShape<T>(
  messages: PromptMessage[],
  shape: Shape<T>,
  flags: ReadonlySet<ProviderFlag>,
  flaw: Flaw | undefined,
): PromptMessage[] {
  const isInPrompt = !shape.format || flags.has('no-json-schema');
  const asked = isInPrompt ? withInstructions(messages, shape.instructions) : messages;
  if (!flaw) return asked;
  return [
    ...asked,
    { role: 'assistant', content: flaw.text.slice(0, MAX_REPEATED_CHARS) || '(nothing)' },
    {
      role: 'user',
      content: `That cannot be used:\n${flaw.problems}\nAnswer again with the corrected JSON object and nothing else.`,
    },
  ];
}

/** Into the first system message: many templates allow no other, and the rest of the prompt stays as it is. */
function withInstructions(messages: PromptMessage[], instructions: string): PromptMessage[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instructions }, ...messages];
  return [{ role: 'system', content: `${first.content}\n\n${instructions}` }, ...rest];
}
