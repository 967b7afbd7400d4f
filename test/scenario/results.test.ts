import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { instantAt, localTime } from '../../src/workshop/local-time.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const day = 24 * 3_600_000;
const belief = 'Patients fill in a card before they come';
const plan = (more = 'By: 1 December 2027') =>
  `Assumption: ${belief}\nTest: hand out 50 cards\nMetric: cards handed in\nTarget: at least 30\nSample: 50\nStop if: 10\n${more}`;

/** A workshop that went straight to its last step, planned these tests there and ended. */
async function planned(...tests: string[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas', 'aiko', 'sam', 'nora']);
  await room.start();
  for (const [index, stepId] of designThinking.ids.entries()) {
    const next = designThinking.ids[index + 1];
    if (!next) break;
    await room.type('maya', `skip we know ${stepId} already`);
    await room.opened(next);
  }
  for (const test of tests) await room.tell('aiko', test, 'validate');
  await room.tell('tomas', '- Tomas prints 50 cards by Monday\n- Write the text for the card\n- Bert calls the owner', 'validate');
  await room.type('maya', 'end');
  await room.finale();
  await room.quiet();
  return room;
}

async function testsOf(room: Room) {
  const { artifacts } = await room.workshop();
  const validate = artifacts.find((one) => one.stepId === 'validate');
  return { version: validate?.version, provenance: validate?.provenance, plans: validate?.artifact.validationPlans };
}

const canvasOf = (room: Room) => room.control.canvases().find((one) => one.sharedWith.includes(room.channel))?.markdown ?? '';

/** What the bot has written to this person directly, oldest first. */
function directTo(name: Name): Message[] {
  const { control } = scenario;
  const { channels } = control.snapshot(control.person(name).id);
  const direct = channels.find((channel) => channel.isDirect && channel.members.includes(control.bot().id));
  return direct ? control.messages(direct.id).filter((message) => message.user === control.bot().id) : [];
}

describe('what came of a test', () => {
  it('is recorded after the end: in a new version, with whoever said it, in the pack, the canvas and the thread', async () => {
    const room = await planned(plan());
    const finale = await room.finale();
    expect(room.read(finale)).toMatch(/• @tomas prints 50 cards by Monday \(\d{1,2} \w{3} \d{4}\)/);
    expect(room.read(finale)).toMatch(/• Test: /);
    expect(room.read(finale)).toContain('• Write the text for the card _(nobody yet, no date yet)_');
    expect(room.read(finale)).toContain('• Bert calls the owner _(no date yet)_');
    const posts = room.posts().length;

    const form = await room.openForm('aiko', 'Record a result', finale);
    expect(JSON.stringify(form.blocks)).toContain('right if at least 30, stop if 10, with 50.');
    expect(JSON.stringify(form.blocks)).not.toContain('Your own verdict');
    expect(await room.submit('aiko', { 'What did you measure?': 'most of them' })).toEqual({
      'What did you measure?': expect.stringContaining('I can’t find a number in that'.replace('’', "'")),
    });
    expect((await testsOf(room)).version).toBe(1);
    const answers = { 'What did you measure?': '23', 'Out of how many?': '50', 'In your words': 'They forgot the card at home.' };
    expect(await room.submit('aiko', answers)).toEqual({});
    await room.quiet();

    const { version, provenance, plans } = await testsOf(room);
    expect(version).toBe(2);
    expect(plans).toEqual([
      expect.objectContaining({
        assumption: belief,
        result: '23, out of 50: promising (77 % of the way to at least 30; an okay test). They forgot the card at home.',
      }),
    ]);
    const { store } = scenario.app.deps;
    const { workshop, steps } = await room.workshop();
    const said = await store.messagesById(workshop.id, provenance?.['validationPlans[0]']?.messageIds ?? []);
    expect(said.at(-1)).toMatchObject({ userId: room.id('aiko'), content: expect.stringContaining('23, out of 50') });
    expect(workshop.status).toBe('completed');
    expect(steps.find((step) => step.stepId === 'validate')?.status).toBe('complete');

    expect(canvasOf(room)).toContain('They forgot the card at home.');
    expect(canvasOf(room)).toContain('**Validation**, tests: “Patients fill in a card before they come” (result)');
    const fresh = room.posts().slice(posts);
    expect(fresh.map((post) => room.read(post))).toEqual([
      `:test_tube: @aiko has a result. “${belief}”: 23, out of 50 against at least 30, so *promising* (an okay test).`,
    ]);
    expect(labelsOf(await room.finale())).not.toContain('Record a result');
    expect(await room.type('sam', 'history')).toContain('recorded what came of a test in *Validation*: promising');
  });

  it('asks which test where there are several, and for the number that the plan does not have', async () => {
    const room = await planned(plan(), 'Assumption: The owner pays for it\nTest: ask three owners\nTarget: they nod');
    expect(await room.type('sam', 'status')).toContain('2 tests have no result yet. “/workshop result” records what came of it.');
    await room.formAfter('maya', () => room.type('maya', 'result'));
    expect(await room.submit('maya', { 'Which test?': 'The owner pays for it' })).toEqual({});
    await room.seen(() => JSON.stringify(room.form('maya').blocks).includes('The plan: right if they nod.'), 'the form for that test');
    expect(JSON.stringify(room.form('maya').blocks)).toContain('You planned: they nod');
    expect(
      await room.submit('maya', {
        'What did you measure?': '1 of 3',
        'Which number makes you right?': '2 of 3',
        'Your own verdict': 'Invalidated: it is not true',
      }),
    ).toEqual({});
    await room.quiet();
    expect((await testsOf(room)).plans).toEqual([
      expect.not.objectContaining({ result: expect.anything() }),
      expect.objectContaining({ result: '1 of 3: invalidated (50 % of the way to 2 of 3; the host’s own verdict; a weak test).' }),
    ]);
    expect(room.read(room.thread('validate').at(-1))).toContain('so *invalidated*, by their own verdict (a weak test).');
    expect(await room.type('sam', 'status')).toContain('One test has no result yet.');
  });

  it('is not for viewers, and needs a test that was planned', async () => {
    const room = await planned(plan());
    const finale = await room.finale();
    expect(await room.refused('nora', () => room.press('nora', 'Record a result', finale))).toContain('You are here as a viewer');
    const none = await planned();
    expect(await none.refused('maya', () => none.type('maya', 'result'))).toContain('No test is planned yet');
  });

  it('is found by its verb while the next workshop is under way', async () => {
    const room = await planned(plan());
    await room.type('maya', 'start Something else');
    await room.quiet();
    const view = await room.formAfter('tomas', () => room.type('tomas', 'result'));
    expect(JSON.stringify(view.blocks)).toContain(belief);
  });

  it('says how much of each document has a source, once the workshop is over', async () => {
    const room = await planned(plan());
    expect(await room.type('sam', 'status')).toMatch(/• Validation plan: 100 % of \d+ lines? ha(?:s|ve) a source\./);
  });
});

describe('a test that is due', () => {
  it('is asked for once, in the morning of that day, by a message to whoever runs it; not when the result is there', async () => {
    const zone = (await scenario.app.deps.people.timeZoneOf(scenario.maya)) ?? 'UTC';
    const soon = localTime(new Date(scenario.clock.now().getTime() + 2 * day), zone);
    const due = `${soon.year}-${String(soon.month).padStart(2, '0')}-${String(soon.day).padStart(2, '0')}`;
    const other = (belief: string) => `Assumption: ${belief}\nTest: ask about ${belief}\nTarget: 3\nBy: ${due}`;
    const room = await planned(plan(`By: ${due}`), other('prices'), other('colours'));
    await room.formAfter('tomas', () => room.type('tomas', 'result'));
    await room.submit('tomas', { 'Which test?': 'colours' });
    expect(await room.submit('tomas', { 'What did you measure?': '4' })).toEqual({});
    const before = directTo('maya').length;
    const morning = instantAt({ ...soon, hour: 9, minute: 30 }, zone);
    await scenario.pass(morning.getTime() - day - scenario.clock.now().getTime());
    await room.quiet();
    expect(directTo('maya')).toHaveLength(before);
    await scenario.pass(morning.getTime() - scenario.clock.now().getTime());
    const [message] = await room.seen(() => {
      const fresh = directTo('maya').slice(before);
      return fresh.length > 0 && fresh;
    }, 'the reminder');
    expect(room.read(message)).toContain(`tests are due.\n• hand out 50 cards (“${due}”)\n• ask about prices (“${due}”)\nWhat came of it?`);
    await scenario.pass(day);
    await room.quiet();
    expect(directTo('maya')).toHaveLength(before + 1);
  });
});
