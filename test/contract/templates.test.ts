import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/open-database.ts';
import { loadTemplates } from '../../src/templates/load-templates.ts';
import { NotFound } from '../../src/workshop/errors.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { fixedClock, newWorkshop, storeOn } from '../support/open-test-store.ts';

/** A template of one step; `question` is what changes. */
const file = (more: { id?: string; version?: number; question?: string; step?: string; aliases?: string } = {}) => `
id: ${more.id ?? 'stand-up'}
version: ${more.version ?? 1}
name: ${more.id ?? 'Stand-up'}
description: What now?
aliases: [${more.aliases ?? ''}]
steps:
  - id: ${more.step ?? 'today'}
    name: Today
    purpose: Say what you do.
    minutes: 5
    opening: { lead: Good morning., question: '${more.question ?? 'What do you do today?'}', how: One line each. }
    lines: plans
    fields:
      - { kind: texts, key: plans, label: Plans, singular: plan, max: 20 }
`;

describe.each(databaseKinds)('templates on %s', (kind) => {
  let dir: string;
  let database: Database;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'templates-'));
    database = await openTestDatabase(kind);
  });

  afterEach(async () => {
    rmSync(dir, { recursive: true });
    await database.close();
  });

  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const load = (directory: string | undefined = dir) =>
    loadTemplates({ executeSql: (text, values) => database.pool.query(text, values) }, directory);
  const stored = async () =>
    (await database.pool.query('SELECT id, version FROM templates ORDER BY id, version')).rows.map(({ id, version }) => `${id} ${version}`);

  it('are the product’s, the usual one first, without any directory', async () => {
    const templates = await load(undefined);
    expect(templates.problems()).toEqual([]);
    expect(templates.list()[0]).toBe(designThinking);
    expect(templates.list().map((one) => one.id)).toEqual(['design-thinking', 'lightning-decision-jam', 'retrospective']);
    expect(await stored()).toEqual(['design-thinking 1', 'lightning-decision-jam 1', 'retrospective 1']);
  });

  it('are the operator’s as well, and a second start changes nothing', async () => {
    write('stand-up.yaml', file());
    await load();
    const templates = await load();
    expect(templates.problems()).toEqual([]);
    expect(templates.list().map((one) => one.id)).toContain('stand-up');
    expect(templates.get('stand-up', 1).step('today').opening.question).toBe('What do you do today?');
    expect(await stored()).toContain('stand-up 1');
  });

  it('are there all but the one with a mistake, which is told', async () => {
    write('a-broken.yaml', file().replace('key: plans', 'kee: plans'));
    write('b-worse.yaml', 'id: [');
    write('c-good.yaml', file());
    const templates = await load();
    expect(templates.list().map((one) => one.id)).toEqual(['design-thinking', 'lightning-decision-jam', 'retrospective', 'stand-up']);
    expect(templates.problems()).toEqual([
      'a-broken.yaml: steps[0] (today).fields[0].key: is missing; it is a text.',
      expect.stringContaining('a-broken.yaml: steps[0] (today).fields[0]: there is no key “kee” here; did you mean “key”?'),
      expect.stringMatching(/^b-worse\.yaml: .+\.$/),
    ]);
  });

  it('are the product’s without a directory that is not there, and that is told', async () => {
    const templates = await load(join(dir, 'nowhere'));
    expect(templates.list()).toHaveLength(3);
    expect(templates.problems()).toEqual([expect.stringContaining("the directory can't be read (ENOENT)")]);
  });

  it('may be called neither like one of the product nor by its words', async () => {
    write('a.yaml', file({ id: 'retrospective' }));
    write('b.yaml', file({ id: 'monday', aliases: 'retro' }));
    write('c.yaml', file());
    write('d.yaml', file({ question: 'And you?' }));
    const templates = await load();
    expect(templates.problems()).toEqual([
      'a.yaml: id: “retrospective” is a template that comes with the product; give yours another id.',
      'b.yaml: “retro” is a word for the template “retrospective” already; take another one.',
      'd.yaml: id: version 1 of “stand-up” is in c.yaml already; give this one another id or a higher version.',
    ]);
    expect(templates.get('stand-up', 1).step('today').opening.question).toBe('What do you do today?');
  });

  it('stay what their number first stood for, until it is raised', async () => {
    write('stand-up.yaml', file());
    await load();
    write('stand-up.yaml', file({ question: 'What did you do?' }));
    const unraised = await load();
    expect(unraised.problems()).toEqual([
      'stand-up.yaml: version: 1 was something else before, and stays what it was; raise it, so that workshops under way keep theirs.',
    ]);
    expect(unraised.get('stand-up', 1).step('today').opening.question).toBe('What do you do today?');
    write('stand-up.yaml', file({ version: 2, question: 'What did you do?' }));
    const raised = await load();
    expect(raised.problems()).toEqual([]);
    expect(raised.list().find((one) => one.id === 'stand-up')).toMatchObject({ version: 2 });
    expect(raised.get('stand-up', 1).step('today').opening.question).toBe('What do you do today?');
  });

  it('that came with an earlier product stay for workshops under way; the new one takes the next number by itself', async () => {
    const before = { ...JSON.parse(JSON.stringify((await load(undefined)).get('retrospective', 1))), description: 'As it was.' };
    await database.pool.query('UPDATE templates SET definition = $1::jsonb, checksum = $2 WHERE id = $3', [
      JSON.stringify({ id: before.id, version: 1, name: before.name, description: before.description, steps: before.steps }),
      'of another content',
      'retrospective',
    ]);
    for (const _ of ['the upgrade', 'the start after it']) {
      const templates = await load(undefined);
      expect(templates.problems()).toEqual([]);
      expect(templates.list().find((one) => one.id === 'retrospective')?.version).toBe(2);
      expect(templates.get('retrospective', 1).description).toBe('As it was.');
    }
  });

  it('that can’t be read any more are told, and everything else goes on', async () => {
    await database.pool.query(`INSERT INTO templates (id, version, definition, checksum) VALUES ('old-one', 3, '{"id": "old-one"}', 'x')`);
    const templates = await load();
    expect(templates.problems()).toEqual([expect.stringContaining("Version 3 of “old-one” in the database can't be used any more: ")]);
    expect(() => templates.get('old-one', 3)).toThrow(NotFound);
    expect(() => templates.get('old-one', 3)).toThrow('Version 3 of the template old-one does not exist');
  });

  it('that were accepted once stay with their workshops when a later program is stricter; nobody begins another, and it is told', async () => {
    write('stand-up.yaml', file());
    const before = (await load()).get('stand-up', 1);
    const { store } = await storeOn(database, fixedClock(), await load());
    const id = await store.createWorkshop(newWorkshop({ template: before }), async (tx) => tx.workshop.id);
    // As an earlier program would have taken it: too long, too short, a key that there is no more, a pattern that runs away.
    await database.pool.query(
      `UPDATE templates SET checksum = 'of then', definition = jsonb_set(definition || $1::jsonb, '{steps,0,fields,0,looksLike}', '"(a+)+$"')
       WHERE id = 'stand-up'`,
      [JSON.stringify({ description: 'x'.repeat(200), colour: 'blue', steps: [{ ...before.steps[0], minutes: 0 }] })],
    );
    for (const goes of [false, true]) {
      if (goes) rmSync(join(dir, 'stand-up.yaml'));
      const templates = await load();
      expect(templates.list().map((one) => one.id)).not.toContain('stand-up');
      expect(templates.kept()).toEqual([
        expect.stringMatching(/^Version 1 of “stand-up” in the database would be refused today, and workshops .* go on: .*minutes/),
      ]);
      const later = await storeOn(database, fixedClock(), templates);
      const { workshop, steps } = await later.store.loadWorkshop(id);
      expect(workshop.template).toMatchObject({ id: 'stand-up', version: 1 });
      expect(steps.map((step) => [step.stepId, step.definition.opening.question])).toEqual([['today', 'What do you do today?']]);
      expect(steps[0]?.definition.fields[0]).toMatchObject({ key: 'plans', looksLike: undefined });
    }
    expect((await load()).problems()).toEqual([]);
  });

  it('stay with the workshops that began with them when their file has changed, and when it is gone', async () => {
    write('stand-up.yaml', file());
    const begin = async () => {
      const templates = await load();
      return { templates, ...(await storeOn(database, fixedClock(), templates)) };
    };
    const first = await begin();
    const template = first.templates.get('stand-up', 1);
    const id = await first.store.createWorkshop(newWorkshop({ template }), async (tx) => tx.workshop.id);
    write('stand-up.yaml', file({ version: 2, step: 'tomorrow' }));
    const changed = await begin();
    const loaded = await changed.store.loadWorkshop(id);
    expect(loaded.workshop.template).toEqual(expect.objectContaining({ id: 'stand-up', version: 1 }));
    expect(loaded.steps.map((step) => [step.stepId, step.definition.opening.question])).toEqual([['today', 'What do you do today?']]);
    const next = changed.templates.list().find((one) => one.id === 'stand-up');
    const other = await changed.store.createWorkshop(newWorkshop(next ? { template: next } : {}), async (tx) => tx.steps());
    expect(other.map((step) => step.stepId)).toEqual(['tomorrow']);
    rmSync(join(dir, 'stand-up.yaml'));
    const gone = await begin();
    expect(gone.templates.list().map((one) => one.id)).not.toContain('stand-up');
    expect((await gone.store.loadWorkshop(id)).steps.map((step) => step.stepId)).toEqual(['today']);
    const { rows } = await database.pool.query(`SELECT id, name FROM step_definitions WHERE template_id = 'stand-up' ORDER BY id`);
    expect(rows).toEqual([
      { id: 'today', name: 'Today' },
      { id: 'tomorrow', name: 'Today' },
    ]);
  });
});
