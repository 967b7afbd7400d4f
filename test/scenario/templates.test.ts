import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pressButton } from '../../src/turns/press-button.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import type { Template } from '../../src/workshop/template.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

/** The example of the operators' guide: what it promises is played here. */
const example = /```yaml\n([\s\S]+?)```/.exec(readFileSync(join(import.meta.dirname, '../../docs/templates.md'), 'utf8'))?.[1] ?? '';

let dir: string;
let scenario: Scenario;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'templates-'));
  writeFileSync(join(dir, 'pre-mortem.yaml'), example);
  writeFileSync(
    join(dir, 'unfinished.yaml'),
    example.replace('id: pre-mortem', 'id: unfinished').replace('nameProp: what', 'nameProp: who'),
  );
  scenario = await openScenario({ env: { TEMPLATES_DIR: dir } });
});
afterAll(async () => {
  await scenario.close();
  rmSync(dir, { recursive: true });
});

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const template = (id: string): Template => {
  const found = scenario.app.deps.templates.list().find((one) => one.id === id);
  if (!found) throw new Error(`there is no template ${id}`);
  return found;
};

type Lines = Readonly<Record<StepId, readonly (readonly [Name, string])[]>>;

/** Everybody says their lines step by step, and Maya moves on; each step is complete before it ends. */
async function play(room: Room, { ids }: Template, lines: Lines): Promise<void> {
  for (const [index, stepId] of ids.entries()) {
    await room.opened(stepId);
    for (const [name, text] of lines[stepId] ?? []) await room.tell(name, text);
    await room.quiet();
    expect(await room.type('maya', 'next'), stepId).not.toContain('Still open');
    const next = ids[index + 1];
    if (next) await room.opened(next);
  }
  await room.finale();
  await room.quiet();
}

const artifactsOf = async (room: Room) => Object.fromEntries((await room.workshop()).artifacts.map((one) => [one.stepId, one.artifact]));

describe('a retrospective', () => {
  it('goes from a word each to actions with a name, in guided mode, and hands out a pack of its own', async () => {
    const room = await open();
    await room.startWith(template('retrospective'), 'retro: How did the launch go?');
    expect(room.read(room.hub())).toContain('How did the launch go?');
    expect(room.read(room.card('check-in'))).toMatch(/^Step 1 of 5: Check-in\n/);
    await play(room, template('retrospective'), {
      'check-in': [
        ['maya', 'The launch of the booking app, March to May'],
        ['tomas', '- relieved'],
        ['aiko', '- proud: we made it in time'],
      ],
      'what-happened': [
        ['maya', '- well: the dry run on Monday\n- hard: nobody knew who decides about the texts'],
        ['aiko', '- surprise: the clinic called us on the first day\n- the plan changed twice in the last week (hard)'],
        ['sam', '- Tom wrote a list for the night shift | well'],
      ],
      themes: [
        ['tomas', '- Who decides: 2, 4\n- Preparation: 1, 3, 5'],
        ['maya', '- Pick: 1'],
      ],
      why: [['aiko', 'Theme: Who decides\nWhy: nobody said it at the start, because we thought it was clear']],
      actions: [['sam', '- Put a name next to each topic in the plan | Maya | 5 May | nobody asks twice']],
    });
    const { workshop, steps } = await room.workshop();
    expect(workshop).toMatchObject({ status: 'completed', title: 'How did the launch go?', template: { id: 'retrospective', version: 1 } });
    expect(steps.map((step) => [step.stepId, step.status, step.gaps])).toEqual(
      template('retrospective').ids.map((id) => [id, 'complete', []]),
    );
    const artifacts = await artifactsOf(room);
    expect(artifacts.themes).toMatchObject({ chosen: ['Who decides'] });
    expect(artifacts.actions).toEqual({
      actions: [{ what: 'Put a name next to each topic in the plan', owner: 'Maya', due: '5 May', notice: 'nobody asks twice' }],
    });
    const finale = room.read(await room.finale());
    expect(finale).toContain('The launch of the booking app');
    expect(finale).toContain('We look into “Who decides”.');
    expect(finale).toContain('Put a name next to each topic in the plan');
    expect(finale).not.toMatch(/concept|test whether/i);
    expect(room.read(room.hub())).toContain('5 of 5');
    const pack = scenario.control.canvases().find((canvas) => canvas.markdown.includes('Who decides'))?.markdown ?? '';
    expect(pack).toContain('**The theme:** Who decides');
    expect(pack).not.toMatch(/The concept|The first test/);
  });

  it('asks by itself for what is missing, and reminds each step of the one before', async () => {
    const room = await open();
    await room.startWith(template('retrospective'), 'Retrospective : the move');
    await room.tell('tomas', '- tired');
    await room.tell('maya', 'We look back at: the move to the new building');
    await room.quiet();
    expect(
      room
        .thread('check-in')
        .map((post) => room.read(post))
        .join('\n'),
    ).toContain('Who has not said yet how it was?');
    expect(await room.type('maya', 'next')).toContain('Still open: a word from two of us at least');
    await room.tell('sam', '- glad it is over');
    await room.type('maya', 'next');
    await room.opened('what-happened');
    expect(room.opening('what-happened')).toContain(
      '*We look back at:* the move to the new building\n> *How it was:* tired · glad it is over',
    );
    expect(await room.type('maya', 'show check')).toContain('tired');
    expect(await room.type('maya', 'status')).toContain('step 2 of 5, What happened');
    expect(await room.type('maya', 'steps')).toMatch(/1\. \*Check-in\*[\s\S]+5\. \*Actions\*/);
    expect(await room.type('maya', 'context')).toContain('Check-in');
  });
});

describe('a lightning decision jam', () => {
  it('goes from what bothers people to tasks, in guided mode', async () => {
    const room = await open();
    const jam = template('lightning-decision-jam');
    await room.startWith(jam, 'ldj: Our meetings');
    await play(room, jam, {
      problems: [
        ['maya', '- Nobody reads the minutes\n- We decide the same thing twice'],
        ['tomas', '- Meetings start late'],
        ['aiko', '- Pick: 2'],
      ],
      question: [['sam', 'How might we make decisions easy to find again?']],
      solutions: [
        ['aiko', '- Decision log: one page, newest on top\n- Ask the bot'],
        ['tomas', '- A wall of stickers'],
        ['maya', '- Pick: 1, 2'],
      ],
      priorities: [
        ['sam', '- 1: high impact, low effort\n- Ask the bot | medium | high'],
        ['maya', '- Pick: 1'],
      ],
      tasks: [['tomas', '- Try the log with one team | Tomas | Friday']],
    });
    const artifacts = await artifactsOf(room);
    expect(artifacts.question).toEqual({
      problem: 'We decide the same thing twice',
      howMightWe: 'How might we make decisions easy to find again?',
    });
    expect(artifacts.priorities).toMatchObject({
      options: [
        { title: 'Decision log', impact: 'high', effort: 'low' },
        { title: 'Ask the bot', impact: 'medium', effort: 'high' },
      ],
      doNow: ['Decision log'],
    });
    const finale = room.read(await room.finale());
    expect(finale).toContain('Our question: “How might we make decisions easy to find again?”');
    expect(finale).toContain('We do “Decision log”.');
    expect(finale).toContain('Try the log with one team');
  });
});

describe('a template of the operator’s own', () => {
  it('is there beside one with a mistake, which is told', () => {
    expect(scenario.app.deps.templates.list().map((one) => one.id)).toEqual([
      'design-thinking',
      'lightning-decision-jam',
      'retrospective',
      'pre-mortem',
    ]);
    expect(scenario.app.deps.templates.problems()).toEqual([
      'unfinished.yaml: steps[0] (failures).fields[0] (reasons).nameProp: “reasons” has no property “who”; it has what, isPicked.',
    ]);
  });

  it('is played like any other, from its first question to the pack', async () => {
    const room = await open();
    const own = template('pre-mortem');
    await room.startWith(own, 'premortem: The move to the new building');
    expect(room.opening('failures')).toContain('It is a year from now, and it has failed.');
    await play(room, own, {
      failures: [
        ['maya', '- Nobody told the suppliers\n- The lift was too small'],
        ['aiko', '- The keys came late\n- Pick: 1'],
      ],
      safeguards: [['sam', '- Write to all suppliers | Sam | Monday']],
    });
    expect(room.read(await room.finale())).toContain('We guard against “Nobody told the suppliers”.');
  });
});

describe('the choice of a template', () => {
  it('is listed with what to type for each', async () => {
    const room = await open();
    const told = await room.type('sam', 'templates');
    expect(told).toContain('Design thinking');
    expect(told).toContain('“/workshop start IDEA”');
    expect(told).toMatch(/\*Retrospective\* \(5 steps, about 60 minutes\): Look back .+\n.+“\/workshop start retrospective: IDEA”/);
    expect(told).toContain('“/workshop start pre-mortem: IDEA”');
    expect(await room.workshops()).toEqual([]);
  });

  it('is not made by any other word before a colon: that is part of the idea', async () => {
    const room = await open();
    await room.type('maya', 'start Clinics: a better check-in');
    await room.opened('challenge');
    expect((await room.workshop()).workshop).toMatchObject({ title: 'Clinics: a better check-in', template: { id: 'design-thinking' } });
  });

  it.each(['retro', 'Retrospective:', 'retro :  '])('needs an idea: %s', async (typed) => {
    const room = await open();
    const told = await room.refused('maya', () => room.type('maya', `start ${typed}`));
    expect(told).toContain('Say so after a colon: “/workshop start retrospective: IDEA”');
  });

  it('is kept while it is asked what becomes of the workshop that is under way', async () => {
    const room = await open();
    await room.start('The first idea');
    await room.type('maya', 'start retro: The second: how was it');
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['Go on with it', 'End it, start new', 'Run both']);
    room.stage.template = template('retrospective');
    await room.press('maya', 'Run both', room.lastWhisper('maya'));
    await room.opened('check-in');
    expect((await room.workshops()).map(({ workshop }) => [workshop.title, workshop.template.id])).toEqual([
      ['The second: how was it', 'retrospective'],
      ['The first idea', 'design-thinking'],
    ]);
  });

  it('decides which steps there are: a button for a step of another template is no button', async () => {
    const room = await open();
    await room.startWith(template('retrospective'), 'retro: The launch');
    const value = buttonValue(room.thread('check-in')[0]!, 'How do I answer?');
    const forged = value.replace('check-in', 'persona');
    const { deps } = scenario.app;
    const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key: 'forged' };
    for (const action of ['how', 'undo', 'use-question', 'next'])
      await expect(pressButton(deps, { ...asker, key: `forged-${action}` }, action, forged), action).rejects.toThrow(
        /stale-button|not-started/,
      );
    expect(await room.refused('maya', () => room.type('maya', 'show persona'))).toContain(
      'Which step? One of Check-in, What happened, Themes, Why, Actions',
    );
  });
});
