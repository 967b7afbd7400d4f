import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTemplateFiles } from '../../../src/templates/read-template-files.ts';

describe('the files of a directory', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'templates-'));
  });

  afterEach(() => rmSync(dir, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const only = async (text: string) => {
    write('a.yaml', text);
    const [file] = await readTemplateFiles(dir);
    return file;
  };

  it('are read by name, in YAML or JSON; nothing else is, and nothing below', async () => {
    write('b.yml', 'id: b');
    write('a.json', '{"id": "a"}');
    write('notes.md', '# No template');
    mkdirSync(join(dir, 'c.yaml'));
    expect(await readTemplateFiles(dir)).toEqual([
      { name: 'a.json', value: { id: 'a' } },
      { name: 'b.yml', value: { id: 'b' } },
    ]);
  });

  it('may be none', async () => {
    expect(await readTemplateFiles(dir)).toEqual([]);
  });

  it('are told to be missing with their directory', async () => {
    expect(await readTemplateFiles(join(dir, 'nowhere'))).toEqual([
      { name: join(dir, 'nowhere'), problems: ["the directory can't be read (ENOENT)."] },
    ]);
  });

  it.each([
    ['nothing', '', 'the file is empty.'],
    ['a key twice', 'id: a\nid: b', 'Map keys must be unique at line 2, column 1.'],
    ['a bracket that is not closed', 'steps: [1, 2', /at line 1, column \d+/],
    ['a tab where spaces belong', 'steps:\n\t- id: a', /at line 2/],
    ['an alias of nothing', 'id: *none', /none/],
    ['two documents', 'id: a\n---\nid: b', /multiple documents/],
  ])('that hold %s are told in one sentence', async (_, text, says) => {
    const file = await only(text);
    expect(file).toMatchObject({ name: 'a.yaml', problems: [typeof says === 'string' ? says : expect.stringMatching(says)] });
  });

  it('do not blow up by aliases of aliases', async () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x]',
      ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`),
    ];
    expect(await only(bomb.join('\n'))).toMatchObject({ problems: [expect.stringContaining('alias')] });
  });

  it('are not read when they are large, and say so', async () => {
    expect(await only(`id: ${'x'.repeat(300_000)}`)).toMatchObject({
      problems: ['the file has 300004 bytes; a template takes at most 256000.'],
    });
  });
});
