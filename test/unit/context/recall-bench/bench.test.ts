import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../../../bench/recall/read-corpus.ts';
import { runBench } from '../../../../bench/recall/run-bench.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const own = (name: string) => readCorpus(join(root, `bench/corpus/${name}.jsonl`), join(root, `bench/corpus/${name}.questions.jsonl`));
const directory = mkdtempSync(join(tmpdir(), 'recall-bench-'));
const message = '{"i":7,"user":"ana","text":"The otter lives in the hall."}';
const question = '{"id":"q","question":"Where is the otter?","evidence":[[7,7]]}';

function write(name: string, ...lines: string[]): string {
  const path = join(directory, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

describe('the recall benchmark', () => {
  it('finds a topic and a single message better than BM25 does', async () => {
    const topic = await runBench([own('clinic')], [300]);
    expect(topic.scores.ours[300]).toBeGreaterThan(0.75);
    expect(topic.scores.bm25[300]).toBeLessThan(0.3);
    const fact = await runBench([own('chat')], [150]);
    expect(fact.scores.ours[150]).toBeGreaterThan(0.75);
    expect(fact.scores.bm25[150]).toBeLessThan(0.6);
  });

  it('takes every question into the mean and answers with the numbers of the file', async () => {
    const messages = write('messages.jsonl', message, '{"do":"edit","ref":7,"text":"gone"}', '{"i":9,"user":"bo","text":"Yes."}');
    const hopeless = '{"id":"w","question":"zebra","evidence":[[8,9]]}';
    const report = await runBench([readCorpus(messages, write('questions.jsonl', question, hopeless))], [11]);
    expect(report.scores.ours[11]).toBe(0.5);
    expect(report.questions).toMatchObject([
      { id: 'q', budget: 11, chosen: [7] },
      { id: 'w', budget: 11, chosen: [] },
    ]);
  });

  it.each([
    ['no such file', () => readCorpus(join(directory, 'absent'), write('q', question)), /absent: cannot be read \(ENOENT\)/],
    ['a broken line', () => readCorpus(write('m', message, '{"i":8,'), write('q', question)), /m:2: not JSON$/],
    ['a line without text', () => readCorpus(write('m', message, '', '{"i":8}'), write('q', question)), /m:3: text: /],
    ['a number given twice', () => readCorpus(write('m', message, message), write('q', question)), /two messages have the same i/],
    ['no questions', () => readCorpus(write('m', message), write('q')), /q: no questions/],
    ['no messages', () => readCorpus(write('m'), write('q', question)), /m: no messages/],
    [
      'evidence from elsewhere',
      () => readCorpus(write('m', message), write('q', question.replace('[7,7]', '[70,77]'))),
      /q:1: none of the evidence of question q/,
    ],
  ])('says in one line what is wrong: %s', (_, read, expected) => {
    expect(read).toThrow(expected);
  });

  it('prints nothing but JSON when it is asked to, and ends with 1 for a bad file and 2 for bad arguments', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'bench/recall.ts', ...args], { cwd: root, encoding: 'utf8' });
    const files = ['--messages', write('m', message), '--questions', write('q', question)];
    const good = run(...files, '--budgets', '20', '--json');
    expect(JSON.parse(good.stdout)).toMatchObject({ budgets: [20], scores: { last: { 20: 1 }, bm25: { 20: 1 }, ours: { 20: 1 } } });
    expect(good.status).toBe(0);
    const badFile = run('--messages', join(directory, 'absent'), ...files.slice(2));
    expect([badFile.status, badFile.stderr.trim().split('\n').length]).toEqual([1, 1]);
    for (const args of [['--budgets', 'many'], ['--messages'], [...files, '--questions'], ['--sideways'], [...files.slice(0, 2)]]) {
      const bad = run(...args);
      expect([bad.status, bad.stderr.trim().split('\n').length]).toEqual([2, 1]);
    }
  });
});
