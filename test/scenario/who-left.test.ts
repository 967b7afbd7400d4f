import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findButton } from '../../scripts/rehearsal/stage.ts';
import type { View } from '../../src/practice/protocol.ts';
import { workdayAt } from '../../src/workshop/local-time.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { type Name, openRoom, type Room } from '../support/room.ts';

const minute = 60_000;
/** Whoever is further east has had their morning by then, and their day is not over. */
const lastMorning = { zone: 'America/Mexico_City', hour: 9 };

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
  // After everybody's morning: the next one is on the same day for all.
  const now = scenario.clock.now();
  scenario.clock.advance(workdayAt(now, lastMorning.zone, lastMorning.hour + 1).getTime() - now.getTime());
});
afterAll(() => scenario.close());

/** A workshop in a private channel, in which everybody has said something. */
async function openPrivately(idea: string): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas', 'sam'], { isPrivate: true });
  await room.start(idea);
  for (const name of ['tomas', 'sam'] as const) await room.say(name, 'Hello');
  await room.quiet();
  return room;
}

async function overDays(room: Room): Promise<void> {
  await room.formAfter('maya', () => room.type('maya', 'settings'));
  expect(await room.submit('maya', { Pace: 'Over days: everybody when they can' })).toEqual({});
  await room.seen(() => room.read(room.card('challenge')).includes('Until <!date'), 'the deadline on the card');
}

/** The next step, in which nobody has said anything yet. */
async function moveOn(room: Room): Promise<void> {
  await room.type('maya', 'skip we know it');
  await room.opened('stakeholder-mapping');
  await room.quiet();
}

async function leave(room: Room, name: Name, as: Name = 'maya'): Promise<void> {
  const left = await room.control.leaveChannel({ as: room.id(as), channel: room.channel, user: room.id(name) });
  expect(left.ok).toBe(true);
  await room.quiet();
}

async function comeBack(room: Room, name: Name): Promise<void> {
  const joined = await room.control.joinChannel({ as: room.id('maya'), channel: room.channel, user: room.id(name) });
  expect(joined.ok).toBe(true);
  await room.quiet();
}

async function home(as: Name, shows: (words: string) => boolean): Promise<View> {
  const id = scenario.control.person(as).id;
  await scenario.control.openHome({ as: id });
  return scenario.control.waitFor(
    () => {
      const view = scenario.control.homeOf(id);
      return view && shows(JSON.stringify(view.blocks)) ? view : undefined;
    },
    { timeoutMs: 10_000, why: `the home of ${as}` },
  );
}

function directTo(name: Name): string[] {
  const { control } = scenario;
  const person = control.person(name).id;
  const direct = control.snapshot(person).channels.find((one) => one.isDirect && one.members.includes(control.bot().id));
  return direct
    ? control
        .messages(direct.id)
        .filter((one) => one.user === control.bot().id)
        .map((one) => JSON.stringify(one))
    : [];
}

/** Lets time pass until it was morning everywhere. */
async function passMorning(): Promise<void> {
  const now = scenario.clock.now();
  await scenario.pass(workdayAt(now, lastMorning.zone, lastMorning.hour).getTime() - now.getTime() + minute);
}

// The first: while no other workshop has used up the host's message of the day.
it('a host who has left the channel is not written to when a step’s time is up', async () => {
  const room = await openPrivately('A lighter folder');
  await overDays(room);
  await leave(room, 'maya', 'sam');
  for (let day = 0; day < 3; day++) await passMorning();
  await room.seen(
    () => room.thread('challenge').some((post) => post.text.includes('The time for Challenge is up')),
    'the thread to be told',
  );
  await room.quiet();
  expect(directTo('maya').filter((message) => message.includes('A lighter folder'))).toEqual([]);
});

describe('whoever has left a private channel', () => {
  it('no longer finds its workshops at home, and finds them again when they come back', async () => {
    const idea = 'A quieter reorganisation';
    const room = await openPrivately(idea);
    await home('tomas', (words) => words.includes(idea));
    await leave(room, 'tomas');
    await scenario.control.waitFor(() => !JSON.stringify(scenario.control.homeOf(room.id('tomas'))?.blocks).includes(idea), {
      timeoutMs: 10_000,
      why: 'the open home to be drawn anew',
    });
    await home('tomas', (words) => words.includes('Start a workshop') && !words.includes(idea));
    await home('sam', (words) => words.includes(idea));
    await comeBack(room, 'tomas');
    await home('tomas', (words) => words.includes(idea) && words.includes('you take part'));
  });

  it('can do nothing there from home, with a button of before', async () => {
    const idea = 'A fairer rota';
    const room = await openPrivately(idea);
    const view = await home('tomas', (words) => words.includes(idea));
    const button = findButton(view.blocks, 'I’m done');
    const raw = view.blocks.flatMap((block) => (block.elements as { action_id?: string; value?: string }[] | undefined) ?? []);
    const value = raw.find((one) => one.action_id === button?.actionId)?.value ?? '';
    await leave(room, 'tomas');
    const before = await room.state();
    const user = room.id('tomas');
    await scenario.control.sendRaw(
      {
        type: 'block_actions',
        team: { id: room.place.orgId },
        user: { id: user, name: 'tomas', username: 'tomas', team_id: room.place.orgId },
        api_app_id: 'AWORKSHOP1',
        container: { type: 'view', view_id: view.id },
        view: { id: view.id, type: 'home' },
        trigger_id: scenario.control.issueTrigger(user),
        actions: [
          {
            type: 'button',
            action_id: 'done',
            block_id: 'b',
            value,
            action_ts: '1.000001',
            text: { type: 'plain_text', text: 'Forged' },
          },
        ],
      },
      { kind: 'interactive' },
    );
    await scenario.control.waitFor(
      () => JSON.stringify(scenario.control.homeOf(user)?.blocks).includes("I can't find that workshop among yours"),
      { timeoutMs: 10_000, why: 'the refusal' },
    );
    expect(await room.state()).toEqual(before);
  });

  it('reads nothing of it in the daily message', async () => {
    const idea = 'A better handover';
    const room = await openPrivately(idea);
    await overDays(room);
    await moveOn(room);
    await leave(room, 'tomas');
    await passMorning();
    await room.seen(() => directTo('sam').some((message) => message.includes(idea)), 'Sam’s morning');
    await room.quiet();
    expect(directTo('tomas').filter((message) => message.includes(idea))).toEqual([]);
    await comeBack(room, 'tomas');
    await passMorning();
    await room.seen(() => directTo('tomas').some((message) => message.includes(idea)), 'Tomás’s morning');
  });

  it('is neither reminded nor invited', async () => {
    const room = await openPrivately('A shorter queue');
    await overDays(room);
    await moveOn(room);
    await leave(room, 'tomas');
    const before = directTo('tomas');
    expect(await room.type('maya', 'people invite')).toContain('one person');
    await room.quiet();
    expect(directTo('tomas')).toEqual(before);
    expect(room.whispers().filter((one) => one.to === room.id('tomas') && one.text.includes('love to hear'))).toEqual([]);
  });
});

it('where Slack does not say who is in a channel, the home shows nothing of it and says so', async () => {
  const idea = 'A calmer desk';
  const room = await openPrivately(idea);
  scenario.control.withoutScope('groups:read');
  await scenario.pass(2 * minute);
  await home('maya', (words) => words.includes('does not tell me') && !words.includes(idea));
  scenario.control.clearFaults();
  await home('maya', (words) => words.includes(idea));
  await room.quiet();
});
