import { type Model, ModelError, type ModelErrorKind, type ModelRequest } from '../../src/ports/model.ts';
import { designThinking } from '../../src/workshop/steps.ts';

export interface ScriptedModelOptions {
  /** Why the model fails just now; undefined while it is there. */
  trouble?: () => ModelErrorKind | undefined;
  /** Told of every prompt, for whoever wants to look at them. */
  onPrompt?: (request: ModelRequest) => void;
}

/** A line of the thread as prompts show it. */
interface ThreadLine {
  seq: number;
  speaker: string;
  text: string;
}

const minTellingWords = 9;
const maxRows = 2;

/**
 * A model that needs no server: it reads the prompt that it is given, thanks whoever spoke last, and asks what is open; it proposes
 * what people told at length without giving it to the bot. Deterministic, so that rehearsals can be judged.
 */
export function createScriptedModel({ trouble, onPrompt }: ScriptedModelOptions = {}): Model {
  const answer = (request: ModelRequest) => {
    onPrompt?.(request);
    const kind = trouble?.();
    if (kind) throw new ModelError(kind, `the scripted model is ${kind}`);
    request.onAttempt?.({ purpose: request.purpose, model: 'scripted', outcome: 'ok', durationMs: 0, ...usageOf(request) });
    return request.messages.map((message) => message.content).join('\n\n');
  };
  return {
    nameOf: () => 'scripted',
    async *stream(request) {
      const words = writeReply(answer(request)).split(/(?<= )/);
      for (const word of words) yield word;
    },
    async object(request) {
      const prompt = answer(request);
      return request.schema.parse(request.name === 'prose' ? writeProse(prompt) : findRows(prompt)(request.schema));
    },
    async text(request) {
      const prompt = answer(request);
      const result = /# Result of [^\n]+\n([\s\S]*?)\n# Still open/.exec(prompt)?.[1] ?? '';
      return result
        .split('\n')
        .map((line) => line.replace(/[.;\s]*$/, '.'))
        .join(' ')
        .slice(0, 700);
    },
  };
}

function usageOf({ messages }: ModelRequest) {
  const prompt = Math.ceil(messages.reduce((sum, message) => sum + message.content.length, 0) / 4);
  return { prompt, completion: 40, cached: 0, reasoning: 0 };
}

function threadOf(prompt: string): ThreadLine[] {
  const thread = prompt.slice(prompt.lastIndexOf('## The thread so far'));
  return [...thread.matchAll(/^#(\d+) ([^\n:]+): (.*(?:\n {2}\| .*)*)/gm)].map(([, seq, speaker = '', text = '']) => ({
    seq: Number(seq),
    speaker,
    text: text.replaceAll('\n  | ', '\n'),
  }));
}

function writeReply(prompt: string): string {
  const people = threadOf(prompt).filter((line) => line.speaker !== '(facilitator)');
  const last = people.at(-1);
  const open = /## Still open\n<<[^\n]+>>\n- ([^\n]+)/.exec(prompt)?.[1];
  const thanks = last ? `Thank you, ${last.speaker}. ` : '';
  return open
    ? `${thanks}One thing is still open here. Who can say more about ${open.toLowerCase()}?`
    : `${thanks}It looks as if you have all of it. Does everybody stand behind it?`;
}

/** What people told at length, without the bot's name, a dash or a question, goes into the step's list as it was said. */
function findRows(prompt: string): (schema: unknown) => unknown {
  const name = /^# The step: (.+)$/m.exec(prompt)?.[1];
  const definition = designThinking.steps.find((step) => step.name === name);
  const list = definition?.fields.find(
    (field) => field.kind === 'items' && field.key === definition.lines && !field.props.some((prop) => prop.kind === 'choice'),
  );
  const told = threadOf(prompt).filter(
    (line) =>
      line.speaker !== '(facilitator)' && !/[?@\n|:]|^(?:-|somebody\b)/.test(line.text) && line.text.split(/\s+/).length >= minTellingWords,
  );
  return (schema) => {
    const keys = Object.keys((schema as { shape: Record<string, unknown> }).shape);
    const rows: Record<string, unknown[]> = Object.fromEntries(keys.map((key) => [key, []]));
    if (list?.kind === 'items' && rows[list.key])
      rows[list.key] = told.slice(-maxRows).map((line) => ({
        item: null,
        ...Object.fromEntries(list.props.map((prop) => [prop.key.replaceAll('.', '__'), prop.key === list.nameProp ? line.text : null])),
        evidence: [line.seq],
        spoken: null,
      }));
    return rows;
  };
}

/** The first two lines of each section in a sentence, and beside it one that nobody said, which nobody is to read. */
function writeProse(prompt: string) {
  const sections = prompt
    .slice(prompt.indexOf('# Document:'))
    .split(/^## Section \d+: .*$/m)
    .slice(1);
  const sentences = sections.flatMap((section, index) => {
    const lines = [...section.matchAll(/^\[(\d+)\] [^:]+: (.+)$/gm)].map(([, number, text = '']) => ({ number: Number(number), text }));
    const [first, second] = lines;
    if (!first || !second) return [];
    return [
      { section: index + 1, text: `${bare(first.text)}; and then, ${bare(second.text)}.`, lines: [first.number, second.number] },
      { section: index + 1, text: `${bare(first.text)}, says Professor Invented of 4711 hospitals.`, lines: [first.number] },
    ];
  });
  return { sentences };
}

function bare(text: string): string {
  return text.replace(/[.;,\s]+$/, '').slice(0, 200);
}
