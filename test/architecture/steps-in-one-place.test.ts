import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { describe, expect, it } from 'vitest';
import { designThinking } from '../../src/workshop/steps.ts';

/** Numbers and names written twice drift apart: they are in the definition file, and everybody else reads them there (F-44). */
const SRC = join(import.meta.dirname, '../../src');
/** The domain defines the steps; the practice workspace knows nothing of workshops; the generated client is not ours. */
const ELSEWHERE = /^(?!workshop\/|practice\/|generated\/).*\.tsx?$/;

/** What a source says in its strings, and the comparisons it makes with a position. */
function read(path: string, text: string): { strings: string[]; comparisons: string[] } {
  const strings: string[] = [];
  const comparisons: string[] = [];
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') strings.push(value);
    },
    TemplateElement: ({ value }) => {
      strings.push(value.raw);
    },
    BinaryExpression: ({ operator, start, end }) => {
      const source = text.slice(start, end);
      if (/^[!=]==?$|^[<>]=?$/.test(operator) && /position\w*(\([^)]*\))?\s*[!=<>]=*\s*\d/i.test(source)) comparisons.push(source);
    },
  }).visit(parseSync(path, text).program);
  return { strings, comparisons };
}

const names = designThinking.steps.map((step) => step.name);

/** Why these strings belong into the definition file. */
function judge({ strings, comparisons }: ReturnType<typeof read>): string[] {
  return [
    ...strings.filter((text) => names.includes(text)).map((text) => `spells the name of a step: ${text}`),
    ...strings
      .filter((text) => /\b(ten|\d+) steps\b|\bstep (\d|one|two|three|four|five|six|seven|eight|nine|ten)\b/i.test(text))
      .map((text) => `spells a number: ${text}`),
    ...comparisons.map((text) => `branches on a position: ${text}`),
  ];
}

describe('names and numbers of the steps', () => {
  it('are spelled by the definition file alone', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => ELSEWHERE.test(path));
    expect(files.length).toBeGreaterThan(20);
    const breaches = files.flatMap((path) =>
      judge(read(path, readFileSync(join(SRC, path), 'utf8'))).map((reason) => `src/${path} ${reason}`),
    );
    expect(breaches).toEqual([]);
  });

  it.each([
    `export const title = '${names[1]}';`,
    `export const line = 'On to step 3';`,
    'export const line = () => `This is the last of ten steps`;',
    'export const isLast = (step: { position: number }) => step.position === 10;',
    'export const isEarly = (id: string) => stepPosition(id) < 4;',
  ])('are found where they do not belong: %s', (source) => {
    expect(judge(read('sample.ts', source))).toHaveLength(1);
  });
});
