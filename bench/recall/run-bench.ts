import { createMemorySource } from './memory-source.ts';
import { type MethodName, methodNames, methods } from './methods.ts';
import type { Corpus } from './read-corpus.ts';

/** Method → budget → mean share of the evidence that was put into the prompt, 0 to 1. */
export type Scores = Record<MethodName, Record<string, number>>;

export interface Report {
  budgets: number[];
  scores: Scores;
  /** What ours chose, by the numbers of the file. */
  questions: { id: string; budget: number; chosen: number[]; file: string }[];
}

/** Every question at every budget by every method; the mean is over all questions of all corpora. Throws when a method spends too much. */
export async function runBench(corpora: readonly Corpus[], budgets: readonly number[]): Promise<Report> {
  const shares = new Map<string, number[]>();
  const questions: Report['questions'] = [];
  for (const corpus of corpora) {
    const log = { messages: corpus.messages, source: createMemorySource(corpus.messages) };
    for (const { id, question, evidence } of corpus.questions) {
      for (const budget of budgets) {
        for (const name of methodNames) {
          const chosen = await methods[name](log, question, budget);
          const spent = chosen.reduce((sum, place) => sum + (corpus.messages[place]?.tokens ?? 0), 0);
          if (spent > budget) throw new Error(`${name} spent ${spent} of ${budget} tokens on ${id}`);
          const found = chosen.filter((place) => evidence.has(place)).length;
          const key = `${name} ${budget}`;
          shares.set(key, [...(shares.get(key) ?? []), found / evidence.size]);
          if (name === 'ours') questions.push({ id, budget, chosen: numbersOf(corpus, chosen), file: corpus.name });
        }
      }
    }
  }
  const row = (name: MethodName) => Object.fromEntries(budgets.map((budget) => [budget, mean(shares.get(`${name} ${budget}`) ?? [])]));
  return { budgets: [...budgets], scores: { last: row('last'), bm25: row('bm25'), ours: row('ours') }, questions };
}

function numbersOf({ messages }: Corpus, places: readonly number[]): number[] {
  return places.flatMap((place) => messages[place]?.i ?? []).sort((one, other) => one - other);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
