import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { localTime, workdayAt } from '../../src/workshop/local-time.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

const minute = 60_000;
const hour = 60 * minute;
const mayasZone = 'Europe/Stockholm';

let scenario: Scenario;
beforeEach(async () => {
  await scenario?.close();
  scenario = await openScenario();
  // A Monday, at noon where Maya is: nobody's morning, and no weekend near.
  const now = scenario.clock.now();
  const monday = mondayNoon(now);
  scenario.clock.advance(monday.getTime() - now.getTime());
});
afterAll(() => scenario.close());

function mondayNoon(after: Date): Date {
  for (let at = workdayAt(after, mayasZone, 12); ; at = workdayAt(at, mayasZone, 12)) {
    const { year, month, day } = localTime(at, mayasZone);
    if (new Date(Date.UTC(year, month - 1, day)).getUTCDay() === 1) return at;
  }
}

const open = async (settings: Record<string, string> = {}) => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  await overDays(room, settings);
  return room;
};

async function overDays(room: Room, settings: Record<string, string>): Promise<void> {
  await room.formAfter('maya', () => room.type('maya', 'settings'));
  expect(await room.submit('maya', { Pace: 'Over days: everybody when they can' })).toEqual({});
  if (Object.keys(settings).length > 0) {
    await room.formAfter('maya', () => room.type('maya', 'settings'));
    expect(await room.submit('maya', settings)).toEqual({});
  }
  if (settings['Over days: time for each step'] !== 'No deadline')
    await room.seen(() => room.read(room.card('challenge')).includes('Until <!date'), 'the deadline on the card');
}

/** What the bot has written to this person directly, oldest first. */
function directTo(name: Name): Message[] {
  const { control } = scenario;
  const person = control.person(name).id;
  const { channels } = control.snapshot(person);
  const direct = channels.find((channel) => channel.isDirect && channel.members.includes(control.bot().id));
  return direct ? control.messages(direct.id).filter((message) => message.user === control.bot().id) : [];
}

/** Lets time pass until just after this hour where Maya is, on the next working day. */
const passTo = async (hourThere: number, zone = mayasZone) => {
  const now = scenario.clock.now();
  await scenario.pass(workdayAt(now, zone, hourThere).getTime() - now.getTime() + minute);
};

describe('over days', () => {
  it('a step is open for two working days, until five in the afternoon where the host is', async () => {
    const room = await open();
    const { deadlineAt } = await room.step('challenge');
    expect(localTime(deadlineAt!, mayasZone)).toMatchObject({ hour: 17, minute: 0 });
    expect(deadlineAt).toEqual(workdayAt(scenario.clock.now(), mayasZone, 17, 2));
    expect(room.read(room.hub())).toContain('over days');
    expect(await room.type('tomas', 'status')).toContain('Open until <!date');
  });

  it('a step closes by itself when enough people are done and it has everything, and says why', async () => {
    const room = await open();
    await room.tell('tomas', wholeChallenge);
    await room.say('aiko', 'I like that');
    await room.quiet();
    const readBack = await room.readBack('challenge');
    await room.press('tomas', 'I’m done', readBack);
    await room.press('aiko', 'I’m done', readBack);
    await room.opened('stakeholder-mapping');
    await room.seen(() => room.thread('challenge').some((post) => post.text.includes('are done with Challenge')), 'the reason');
    const { workshop, artifacts } = await room.workshop();
    expect(artifacts[0]).toMatchObject({ stepId: 'challenge', author: null });
    expect(workshop.status).toBe('active');
  });

  it('a step that has everything closes at its deadline', async () => {
    const room = await open();
    await room.tell('tomas', wholeChallenge);
    await passTo(17);
    await passTo(17);
    await room.opened('stakeholder-mapping');
    expect(
      room.thread('challenge').some((post) => post.text.includes('The time for Challenge is up and everything it needs is here')),
    ).toBe(true);
    await expect.poll(async () => (await room.step('stakeholder-mapping')).deadlineAt, { timeout: 10_000 }).not.toBeNull();
  });

  it('with something still open nothing is forced: the thread is told once, and the host may take a day', async () => {
    const room = await open();
    await passTo(17);
    const asked = await room.heard('maya', () => passTo(17));
    expect(labelsOf(asked)).toEqual(['Move on anyway', '1 more day', 'Remind those who are missing']);
    const told = () => room.thread('challenge').filter((post) => post.text.includes('still open'));
    await room.seen(() => told().length > 0, 'the thread to be told');
    await scenario.pass(2 * hour);
    await room.quiet();
    expect(told()).toHaveLength(1);
    expect(await room.openStep()).toBe('challenge');
    const before = (await room.step('challenge')).deadlineAt!;
    expect(await room.ask('maya', '1 more day', asked)).toContain('One more day');
    const after = (await room.step('challenge')).deadlineAt!;
    expect(after.getTime()).toBeGreaterThan(before.getTime());
    expect(localTime(after, mayasZone).hour).toBe(17);
  });

  it('a step that has everything only after its deadline stays open, and everybody hears once that it can be closed', async () => {
    const room = await open();
    await passTo(17);
    await room.heard('maya', () => passTo(17));
    await room.quiet();
    const offer = await room.heard('maya', () => room.tell('tomas', wholeChallenge));
    expect(room.read(offer)).toBe('Challenge has everything now, and its time is up. Do we move on?');
    expect(labelsOf(offer)).toEqual(['Next step', '1 more day']);
    const told = () => room.thread('challenge').filter((post) => post.text.includes('Everything that Challenge needs is here now'));
    await room.seen(() => told().length > 0, 'the thread to be told');
    await room.tell('sam', 'Width: specific');
    await scenario.pass(2 * hour);
    await room.quiet();
    expect(told()).toHaveLength(1);
    expect(await room.openStep()).toBe('challenge');
    await room.press('maya', 'Next step', offer);
    await room.opened('stakeholder-mapping');
  });

  it('a deadline can be typed, and what can’t be one is refused', async () => {
    const room = await open();
    expect(await room.type('maya', 'timer until friday 16:30')).toContain('Challenge is open until');
    expect(localTime((await room.step('challenge')).deadlineAt!, mayasZone)).toMatchObject({ hour: 16, minute: 30 });
    for (const typed of ['timer until yesterday', 'timer until 2020-01-01', 'timer 99 days', 'timer soon'])
      expect(await room.refused('maya', () => room.type('maya', typed))).toMatch(/did not get that|up to 60 days/);
    expect(await room.refused('tomas', () => room.type('tomas', 'timer 2 days'))).toContain('for the host');
  });
});

describe('the daily message', () => {
  it('comes in each person’s own morning, once, with what waits for them and the way there', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.say('aiko', 'hello');
    await room.say('sam', 'hi');
    await room.type('maya', 'next');
    await room.press('maya', 'Move on anyway', room.lastWhisper('maya'));
    await room.opened('stakeholder-mapping');
    await passTo(9, 'Asia/Tokyo');
    await room.seen(() => directTo('aiko').length > 0, 'Aiko’s morning');
    expect(directTo('tomas')).toEqual([]);
    const morning = directTo('aiko')[0]!;
    expect(room.read(morning)).toContain('Good morning, @aiko. One thing waits for you');
    expect(room.read(morning)).toContain('*A better check-in for small clinics*, Stakeholders');
    expect(JSON.stringify(morning.blocks)).toContain('/archives/');
    await passTo(9);
    await passTo(9, 'America/Mexico_City');
    await room.seen(() => directTo('tomas').length > 0, 'Tomas’s morning');
    await room.quiet();
    expect(directTo('aiko')).toHaveLength(1);
    expect(directTo('tomas')).toHaveLength(1);
  });

  it('is one for several workshops, and nothing comes when nothing waits', async () => {
    const one = await open();
    const other = await open();
    await one.say('sam', 'here I am', 'challenge');
    await other.say('sam', 'and here', 'challenge');
    await one.say('aiko', 'hello', 'challenge');
    await passTo(9, 'Africa/Lagos');
    await one.quiet();
    // Sam has spoken in both, and nothing is due within a day … yet.
    expect(directTo('sam').length).toBeLessThanOrEqual(1);
    await passTo(9, 'Africa/Lagos');
    await one.seen(() => directTo('maya').length > 0, 'Maya’s message');
    expect(one.read(directTo('maya').at(-1))).toContain('2 things wait for you');
  });

  it('names the yes that somebody owes to the challenge, until they have given it to these words', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('sam', 'I like that');
    await overDays(room, { 'Over days: time for each step': 'No deadline' });
    await room.press('tomas', 'Sign off', room.card('challenge'));
    await room.seen(() => room.read(room.card('challenge')).includes('1 of 3 has signed off'), 'the count');
    await room.quiet();
    await passTo(9, 'Africa/Lagos');
    await room.seen(() => directTo('sam').length > 0, 'Sam’s morning');
    expect(room.read(directTo('sam').at(-1))).toContain('Your yes is still missing: Agree on it.');
    await passTo(9, 'America/Mexico_City');
    await room.quiet();
    expect(directTo('tomas')).toEqual([]);
    await room.press('sam', 'Sign off', room.card('challenge'));
    await room.tell('maya', 'Problem: the whole waiting room hears why you came');
    await passTo(9, 'America/Mexico_City');
    await room.seen(() => directTo('tomas').length === 1 && directTo('sam').length === 2, 'the next morning');
    for (const name of ['sam', 'tomas'] as const)
      expect(room.read(directTo(name).at(-1))).toContain('Your yes is still missing: Agree on it.');
  });

  it('can be had less often, and daily again', async () => {
    const room = await open({ 'Over days: time for each step': 'No deadline' });
    await room.say('tomas', 'hello');
    await passTo(9);
    await room.seen(() => directTo('maya').length === 1, 'the first message');
    const [first] = directTo('maya');
    const button = first!
      .blocks!.flatMap((block) => (block.elements as { action_id?: string; type: string }[] | undefined) ?? [])
      .find((one) => one.type === 'button');
    const block = first!.blocks!.find((one) => one.type === 'actions')!;
    const pressed = await scenario.control.act({
      as: room.id('maya'),
      source: { channel: first!.channel, ts: first!.ts },
      blockId: block.block_id ?? '',
      actionId: button!.action_id ?? '',
    });
    expect(pressed.ok).toBe(true);
    await passTo(9);
    await room.quiet();
    expect(directTo('maya')).toHaveLength(1);
  });
});

/** Stakeholders is open, and of the three who were there in Challenge only Tomás has said something. */
async function openUnheard(): Promise<Room> {
  const room = await open();
  await room.say('tomas', 'hello');
  await room.say('sam', 'hello');
  await room.type('maya', 'next');
  await room.press('maya', 'Move on anyway', room.lastWhisper('maya'));
  await room.opened('stakeholder-mapping');
  await room.say('tomas', 'Patients, of course');
  await room.quiet();
  return room;
}

describe('a reminder', () => {
  it('goes to each who is missing alone, by day, and to nobody twice', async () => {
    const room = await openUnheard();
    const panel = await room.heard('maya', () => room.type('maya', 'timer'));
    expect(await room.ask('maya', 'Remind those who are missing', panel)).toContain('one person');
    await room.seen(() => directTo('sam').length === 1, 'the reminder to Sam');
    expect(room.read(directTo('sam')[0])).toContain('would love to hear from you in Stakeholders');
    expect(directTo('tomas')).toEqual([]);
    const again = await room.heard('maya', () => room.type('maya', 'timer'));
    expect(await room.ask('maya', 'Remind those who are missing', again)).toContain('They were asked just now');
    expect(room.posts().filter((post) => post.text.includes('love to hear'))).toEqual([]);
  });

  it('and an invitation are one asking: neither comes so soon after the other, nor twice on the same day', async () => {
    const room = await openUnheard();
    expect(await room.type('maya', 'people invite')).toContain('I have written privately to one person, and said to all');
    await room.seen(() => directTo('sam').length === 1, 'the invitation to Sam');
    const soon = await room.heard('maya', () => room.type('maya', 'timer'));
    expect(await room.ask('maya', 'Remind those who are missing', soon)).toContain('They were asked just now. Give them 10 minutes');
    await scenario.pass(11 * minute);
    const later = await room.heard('maya', () => room.type('maya', 'timer'));
    expect(await room.ask('maya', 'Remind those who are missing', later)).toContain(
      'one person will read it in their next message of the day, unless they want none.',
    );
    await room.quiet();
    expect(directTo('sam')).toHaveLength(1);
    await passTo(9, 'Africa/Lagos');
    await room.seen(() => directTo('sam').length === 2, 'the next morning');
    expect(room.read(directTo('sam')[1])).toContain('@maya would love to hear from you.');
  });

  it('reaches nobody who is done with the step', async () => {
    const room = await open();
    await room.say('sam', 'hello');
    await room.type('maya', 'next');
    await room.press('maya', 'Move on anyway', room.lastWhisper('maya'));
    await room.opened('stakeholder-mapping');
    await room.quiet();
    await room.ask('sam', 'I’m done', room.card('stakeholder-mapping'));
    expect(await room.refused('maya', () => room.type('maya', 'people invite'))).toContain('We have heard from everybody');
  });
});
