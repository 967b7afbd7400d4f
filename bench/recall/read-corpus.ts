import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Something in a file that cannot be used; the message names file and line. */
export class BadInput extends Error {}

const messageLine = z.object({ i: z.number().int(), text: z.string(), user: z.string().nullish() });
const questionLine = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  question: z.string(),
  evidence: z.array(z.tuple([z.number().int(), z.number().int()])),
});

export interface BenchMessage {
  i: number;
  text: string;
  user: string | null;
  tokens: number;
}

export interface Question {
  id: string;
  question: string;
  /** Places in `messages`. */
  evidence: ReadonlySet<number>;
}

export interface Corpus {
  name: string;
  messages: BenchMessage[];
  questions: Question[];
}

/** Messages (JSONL, `{i, text, user}`; lines with `do` are left out) and the questions about them (`{id, question, evidence}`). Throws BadInput. */
export function readCorpus(messagesPath: string, questionsPath: string): Corpus {
  const messages = readLines(messagesPath)
    .filter(({ value }) => !(typeof value === 'object' && value !== null && 'do' in value))
    .map((line): BenchMessage => {
      const { i, text, user } = check(messageLine, line);
      return { i, text, user: user ?? null, tokens: Math.ceil(text.length / 4) + 4 };
    });
  if (messages.length === 0) throw new BadInput(`${messagesPath}: no messages`);
  const places = new Map(messages.map(({ i }, place) => [i, place]));
  if (places.size < messages.length) throw new BadInput(`${messagesPath}: two messages have the same i`);
  const questions = readLines(questionsPath).map((line): Question => {
    const { id, question, evidence } = check(questionLine, line);
    const found = new Set([...places].filter(([i]) => evidence.some(([from, to]) => from <= i && i <= to)).map(([, place]) => place));
    if (found.size === 0) throw new BadInput(`${line.at}: none of the evidence of question ${id} is in ${messagesPath}`);
    return { id, question, evidence: found };
  });
  if (questions.length === 0) throw new BadInput(`${questionsPath}: no questions`);
  return { name: messagesPath, messages, questions };
}

interface Line {
  /** File and line number. */
  at: string;
  value: unknown;
}

function readLines(path: string): Line[] {
  const lines = readText(path).split('\n');
  return lines.flatMap((line, index): Line[] => {
    if (line.trim() === '') return [];
    const at = `${path}:${index + 1}`;
    try {
      return [{ at, value: JSON.parse(line) }];
    } catch {
      throw new BadInput(`${at}: not JSON`);
    }
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new BadInput(`${path}: cannot be read (${error instanceof Error && 'code' in error ? error.code : String(error)})`);
  }
}

function check<T>(schema: z.ZodType<T>, { at, value }: Line): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadInput(`${at}: ${issue?.path.join('.') || 'line'}: ${issue?.message}`);
}
