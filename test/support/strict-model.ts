import { expect } from 'vitest';
import {
  type Model,
  ModelError,
  type ModelErrorKind,
  type ModelPurpose,
  type ModelRequest,
  type PromptMessage,
} from '../../src/ports/model.ts';

/** What a model is asked, as a test looks at it. */
export class Prompt {
  readonly purpose: ModelPurpose;
  readonly messages: readonly PromptMessage[];

  constructor({ purpose, messages }: Pick<ModelRequest, 'purpose' | 'messages'>) {
    this.purpose = purpose;
    this.messages = messages;
  }

  get text(): string {
    return this.messages.map((message) => message.content).join('\n\n');
  }

  /** The marker that its material is set apart with. */
  get marker(): string {
    const found = /Everything between <<([^>\n]+)>>/.exec(this.text)?.[1];
    if (!found) throw new Error('the prompt names no marker');
    return found;
  }

  /** Everything that stands between the markers. */
  get material(): string {
    const begin = `<<${this.marker}>>\n`;
    const end = `\n<<end ${this.marker}>>`;
    return this.messages
      .flatMap(({ content }) =>
        content
          .split(begin)
          .slice(1)
          .map((piece) => piece.split(end)[0] ?? ''),
      )
      .join('\n');
  }

  /** Everything that does not. */
  get outside(): string {
    const begin = `<<${this.marker}>>\n`;
    const end = `\n<<end ${this.marker}>>`;
    return this.messages
      .map(({ content }) =>
        content
          .split(begin)
          .map((piece, index) => (index === 0 ? piece : piece.split(end).slice(1).join(end)))
          .join(''),
      )
      .join('\n');
  }

  /** The #number under which it shows the newest message with these words. */
  numberOf(words: string): number {
    const at = this.text.lastIndexOf(words);
    const number = [...this.text.slice(0, Math.max(0, at)).matchAll(/^#(\d+) /gm)].at(-1)?.[1];
    if (at < 0 || number === undefined) throw new Error(`the prompt shows no message “${words}”`);
    return Number(number);
  }
}

/** A place where an answer waits until the test lets it go on. */
export interface Gate {
  /** Resolves when the answer has come so far. */
  reached: Promise<void>;
  open(): void;
  pass(signal: AbortSignal | undefined): Promise<void>;
}

export function hold(): Gate {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    reached,
    open,
    async pass(signal) {
      arrive();
      const aborted = new Promise<never>((_, reject) => {
        const give = () => reject(new ModelError('aborted', 'nobody waits for it any more'));
        if (signal?.aborted) give();
        signal?.addEventListener('abort', give, { once: true });
      });
      await Promise.race([opened, aborted]);
    },
  };
}

type Row = Record<string, unknown>;
/** Rows of an extraction by the key of their list; what a row leaves out is null, what is left out altogether is empty. */
export type Rows = Record<string, Row[]>;
/** Words, words that depend on what it was asked, a gate, or an error to end with. */
type Piece = string | ((prompt: Prompt) => string) | Gate | ModelErrorKind[];

/** One call that a model is going to get, and what it says to it. */
export interface ExpectedCall {
  purpose: ModelPurpose;
  pieces: Piece[];
  rows?: (prompt: Prompt) => Rows;
  when?: (prompt: Prompt) => boolean;
  /** What the server says that it cost. */
  tokens: number;
}

/** A reply in these pieces. */
export function says(...pieces: Exclude<Piece, ModelErrorKind[]>[]): ExpectedCall {
  return { purpose: 'reply', pieces, tokens: 0 };
}

/** An extraction; `{}`: it finds nothing. */
export function finds(rows: Rows | ((prompt: Prompt) => Rows), gate?: Gate): ExpectedCall {
  return { purpose: 'extract', pieces: gate ? [gate] : [], rows: typeof rows === 'function' ? rows : () => rows, tokens: 0 };
}

export function sumsUp(...pieces: (string | Gate)[]): ExpectedCall {
  return { purpose: 'summary', pieces, tokens: 0 };
}

/** A call that fails, after some words if there are any. */
export function fails(purpose: ModelPurpose, kind: ModelErrorKind, ...before: (string | Gate)[]): ExpectedCall {
  return { purpose, pieces: [...before, [kind]], tokens: 0 };
}

/** A reply, and nothing found to write down: one thought in two calls. */
export function onlySays(...pieces: (string | Gate)[]): ExpectedCall[] {
  return [says(...pieces), finds({})];
}

interface Taken {
  expected: ExpectedCall;
  prompt: Prompt;
}

export interface StrictModel extends Model {
  /** The calls of one thought, which may come in any order among themselves; those of the next `expects` come after all of them. */
  expects(...calls: (ExpectedCall | ExpectedCall[])[]): void;
  /** What it was asked so far, oldest first. */
  readonly prompts: readonly Prompt[];
  /** @throws when it was asked something that was not expected, or not asked what was. Forgets everything. */
  settle(): void;
}

/** A model that knows what it is going to be asked. What it was not told of is an error that no fallback hides: `settle` throws it. */
export function createStrictModel(name = 'strict'): StrictModel {
  let thoughts: ExpectedCall[][] = [];
  let problems: string[] = [];
  let prompts: Prompt[] = [];

  function take(request: ModelRequest): Taken {
    const prompt = new Prompt(request);
    prompts.push(prompt);
    thoughts = thoughts.filter((thought) => thought.length > 0);
    const [thought] = thoughts;
    const at = thought?.findIndex((one) => one.purpose === request.purpose && (one.when?.(prompt) ?? true)) ?? -1;
    const [expected] = at < 0 ? [] : (thought?.splice(at, 1) ?? []);
    if (!expected) {
      problems.push(`an unexpected call for ${request.purpose}:\n${prompt.text.slice(-1_500)}`);
      throw new ModelError('bad-request', 'the test did not expect this call');
    }
    return { expected, prompt };
  }

  async function* answer(request: ModelRequest, { expected: { pieces, tokens }, prompt }: Taken): AsyncGenerator<string> {
    let outcome: 'ok' | ModelErrorKind = 'ok';
    try {
      for (const piece of pieces) {
        if (typeof piece === 'string') yield piece;
        else if (typeof piece === 'function') yield piece(prompt);
        else if (Array.isArray(piece)) throw new ModelError(piece[0] ?? 'unavailable', 'the test wants it so');
        else await piece.pass(request.signal);
      }
    } catch (error) {
      outcome = error instanceof ModelError ? error.kind : 'unavailable';
      throw error;
    } finally {
      const usage = { prompt: tokens, completion: 0, cached: 0, reasoning: 0 };
      request.onAttempt?.({ purpose: request.purpose, model: name, outcome, durationMs: 0, ...usage });
    }
  }

  async function whole(request: ModelRequest, taken: Taken): Promise<string> {
    let text = '';
    for await (const piece of answer(request, taken)) text += piece;
    return text;
  }

  return {
    nameOf: () => name,
    async *stream(request) {
      yield* answer(request, take(request));
    },
    async object(request) {
      const taken = take(request);
      const { expected, prompt } = taken;
      await whole(request, taken);
      try {
        return request.schema.parse(complete(request.schema, expected.rows?.(prompt) ?? {}));
      } catch (error) {
        problems.push(`the answer of the test does not fit: ${(error as Error).message}`);
        throw new ModelError('invalid-output', 'it does not fit');
      }
    },
    text: async (request) => whole(request, take(request)),
    expects: (...calls) => void thoughts.push(calls.flat()),
    get prompts() {
      return prompts;
    },
    settle() {
      const left = thoughts
        .flat()
        .map((one) => `nobody asked for the ${one.purpose} “${one.pieces.filter((piece) => typeof piece === 'string').join('')}”`);
      const all = [...problems, ...left];
      thoughts = [];
      problems = [];
      prompts = [];
      expect(all).toEqual([]);
    },
  };
}

interface Shape {
  shape?: Record<string, { element?: Shape }>;
}

/** Every key that the schema wants, as a strict server would send it. */
function complete(schema: unknown, rows: Rows): Rows {
  const shape = (schema as Shape).shape ?? {};
  const unknown = Object.keys(rows).filter((key) => !(key in shape));
  if (unknown.length > 0) throw new Error(`the schema has no ${unknown.join(', ')}, only ${Object.keys(shape).join(', ')}`);
  return Object.fromEntries(
    Object.entries(shape).map(([key, list]) => {
      const props = Object.keys(list.element?.shape ?? {});
      const empty = Object.fromEntries(props.map((prop) => [prop, prop === 'evidence' ? [] : prop === 'confidence' ? 1 : null]));
      return [key, (rows[key] ?? []).map((row) => ({ ...empty, ...row }))];
    }),
  );
}
