/**
 * How much of what a question is about gets into the prompt: npm run bench:recall
 *
 * Messages are counted as ceil(characters / 4) + 4 tokens, for every method alike. The whole budget goes to recall and nothing to a window
 * of recent messages, which has a budget of its own in a prompt. Exit code 1: a file cannot be used; 2: the arguments cannot.
 */
import { parseArgs } from 'node:util';
import { methodNames } from './recall/methods.ts';
import { BadInput, type Corpus, readCorpus } from './recall/read-corpus.ts';
import { runBench, type Scores } from './recall/run-bench.ts';

const usage = 'npm run bench:recall -- [--messages FILE… --questions FILE…] [--budgets 1000,2000,4000] [--json]';

/** Ours are short; budgets that would hold half of them show nothing. */
const ownCorpora = ['clinic', 'chat'];
const ownBudgets = '150,300,600';
const usualBudgets = '1000,2000,4000';

class BadArguments extends Error {}

async function main(args: readonly string[]): Promise<void> {
  const { messages, questions, budgets, json } = readArguments(args);
  const corpora = messages.map((path, index) => readCorpus(path, questions[index] ?? ''));
  const { scores, ...report } = await runBench(corpora, budgets);
  if (json) {
    process.stdout.write(`${JSON.stringify({ budgets, scores, questions: report.questions })}\n`);
    return;
  }
  if (corpora.length > 1) for (const corpus of corpora) printTable(describe([corpus]), budgets, (await runBench([corpus], budgets)).scores);
  printTable(describe(corpora), budgets, scores);
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(spread(args));
  if (positionals.length > 0) throw new BadArguments(`what is “${positionals[0]}”?`);
  const { messages = [], questions = [], json } = values;
  if (messages.length !== questions.length)
    throw new BadArguments(`${messages.length} files of messages, but ${questions.length} of questions: each needs its own`);
  const own = (suffix: string) => ownCorpora.map((name) => new URL(`./corpus/${name}${suffix}`, import.meta.url).pathname);
  const isOwn = messages.length === 0;
  return {
    messages: isOwn ? own('.jsonl') : messages,
    questions: isOwn ? own('.questions.jsonl') : questions,
    budgets: readBudgets(values.budgets ?? (isOwn ? ownBudgets : usualBudgets)),
    json,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        messages: { type: 'string', multiple: true },
        questions: { type: 'string', multiple: true },
        budgets: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new BadArguments(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

/** `--messages A B` as `--messages=A --messages=B`, which is what the parser knows. */
function spread(args: readonly string[]): string[] {
  let list: string | undefined;
  return args.flatMap((arg, index) => {
    if (!arg.startsWith('--')) return list === undefined ? [arg] : [`${list}=${arg}`];
    list = arg === '--messages' || arg === '--questions' ? arg : undefined;
    if (list === undefined) return [arg];
    if ((args[index + 1] ?? '--').startsWith('--')) throw new BadArguments(`${arg} wants files`);
    return [];
  });
}

function readBudgets(text: string): number[] {
  const budgets = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN));
  if (budgets.some((budget) => !(budget > 0))) throw new BadArguments(`--budgets wants positive whole numbers, not “${text}”`);
  return [...new Set(budgets)];
}

function describe(corpora: readonly Corpus[]): string {
  const count = (of: (corpus: Corpus) => number) => corpora.reduce((sum, corpus) => sum + of(corpus), 0);
  const names = corpora.length === 1 ? corpora[0]?.name : 'all';
  return `${names}: ${count(({ messages }) => messages.length)} messages, ${count(({ questions }) => questions.length)} questions`;
}

function printTable(title: string, budgets: readonly number[], scores: Scores): void {
  const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(8)).join('');
  const lines = [
    `${title}; evidence in the prompt, %`,
    `tokens${cells(budgets.map(String))}`,
    ...methodNames.map((name) => `${name.padEnd(6)}${cells(budgets.map((budget) => ((scores[name][budget] ?? 0) * 100).toFixed(1)))}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof BadArguments) process.stderr.write(`${error.message}; usage: ${usage}\n`);
  else if (error instanceof BadInput) process.stderr.write(`${error.message}\n`);
  else throw error;
  process.exitCode = error instanceof BadArguments ? 2 : 1;
}
