import { expect, test } from 'vitest';
import { findMarkdownProblem, splitSections } from '../../../src/practice/api/canvas-markdown.ts';

test.each([
  ['# One\n## Two\n### Three\n\n- a list\n  - nested\n\n> a quote\n\n| a | b |\n|---|---|\n| 1 | 2 |', undefined],
  ['```\n> - only code\n#### more code\n```', undefined],
  ['> - list', /a list inside a quote \(line 1\)/],
  ['fine\n\n* > quote', /a quote inside a list \(line 3\)/],
  ['> > deeper', /a quote inside a quote/],
  ['- # heading', /a heading inside a list/],
  ['#### four', /heading depth/],
])('%j', (markdown, problem) => {
  if (problem === undefined) expect(findMarkdownProblem(markdown)).toBeUndefined();
  else expect(findMarkdownProblem(markdown)).toMatch(problem);
});

test('three hundred cells fit into a table, and the next table counts anew', () => {
  const table = (rows: number) => ['| a | b |', '|---|---|', ...Array.from({ length: rows - 1 }, () => '| 1 | 2 |')].join('\n');
  expect(findMarkdownProblem(`${table(150)}\n\n${table(150)}`)).toBeUndefined();
  expect(findMarkdownProblem(table(151))).toMatch(/more than 300 cells/);
});

test('headings, paragraphs and code are sections, and together they are the canvas again', () => {
  const markdown = '# Title\n\npara one\nstill one\n\n## Next\n\n```\ncode\n\nmore\n```\n\n- a\n- b';
  const sections = splitSections(markdown);
  expect(sections).toEqual(['# Title', 'para one\nstill one', '## Next', '```\ncode\n\nmore\n```', '- a\n- b']);
  expect(sections.join('\n\n')).toBe(markdown);
});
