import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFound } from '../../src/workshop/errors.ts';
import { type InstalledScenario, openInstalled } from '../support/open-installed.ts';
import { openRoom, Room } from '../support/room.ts';

const [ours, theirs] = ['TPRACTICE1', 'TOUTSIDE01'];
const sharedChannel = 'CPARTNERS1';

let scenario: InstalledScenario;
beforeAll(async () => {
  scenario = await openInstalled();
  expect(await scenario.install(ours)).toMatchObject({ status: 200, text: expect.stringContaining('It is in Brightside Health now') });
  expect(await scenario.install(theirs)).toMatchObject({ status: 200, text: expect.stringContaining('It is in Harbour Design now') });
}, 60_000);
afterAll(() => scenario.close());

const bots = () => ({ ours: scenario.practice.control.bot().id, theirs: scenario.practice.second.bot().id });
const postersIn = (control: InstalledScenario['practice']['control'], channel: string) =>
  new Set(control.messages(channel).flatMap((message) => (Object.values(bots()).includes(message.user) ? [message.user] : [])));

describe('two workspaces side by side', () => {
  it('each have their workshop in their own channel, and neither hears or sees the other', async () => {
    const { practice } = scenario;
    const here = await openRoom({ control: practice.control, deps: await scenario.depsOf(practice.control) });
    await here.start();
    const there = new Room(practice.second, await scenario.depsOf(practice.second), 'CSTUDIO001');
    await there.start('A lighter onboarding', 'nora');
    await here.tell('tomas', 'Problem: people hear why you came');
    await there.tell('nora', 'Problem: new people get lost');
    await here.holds('challenge', { problemStatement: 'people hear why you came' });
    await there.holds('challenge', { problemStatement: 'new people get lost' });
    expect([...postersIn(practice.control, here.channel)]).toEqual([bots().ours]);
    expect([...postersIn(practice.second, 'CSTUDIO001')]).toEqual([bots().theirs]);
    const [mine] = await here.workshops();
    await expect(there.deps.store.inWorkshop(mine?.workshop.id ?? '', async () => 'reached')).rejects.toThrow(NotFound);
    await Promise.all([here.quiet(), there.quiet()]);
  });

  it('share a channel, and each workshop there is its own company’s, whoever’s name Slack puts on what is said', async () => {
    const { practice } = scenario;
    const here = new Room(practice.control, await scenario.depsOf(practice.control), sharedChannel);
    const there = new Room(practice.second, await scenario.depsOf(practice.second), sharedChannel);
    await here.start('What we do together');
    await there.start('What we do apart', 'nora');
    const [ourCard, theirCard] = [here.card('challenge'), there.card('challenge')];
    expect([ourCard.user, theirCard.user]).toEqual([bots().ours, bots().theirs]);
    // One event a message, in the name of the company that was there first.
    await here.tell('maya', 'Problem: we meet too late');
    await there.tell('nora', 'Problem: we meet too often');
    await here.holds('challenge', { problemStatement: 'we meet too late' });
    await there.holds('challenge', { problemStatement: 'we meet too often' });
    const threadOf = (ts: string) => new Set(practice.control.thread(sharedChannel, ts).map((message) => message.user));
    expect(threadOf(ourCard.ts)).toEqual(new Set([bots().ours, here.id('maya')]));
    expect(threadOf(theirCard.ts)).toEqual(new Set([bots().theirs, there.id('nora')]));
  });

  it('keep no token, secret or code in what is logged, at the finest level', () => {
    expect(scenario.log()).toContain('the app was installed');
    expect(scenario.log()).not.toMatch(/xox[a-z][.-]/);
    expect(scenario.log()).not.toContain(scenario.practice.oauth.clientSecret);
    expect(scenario.log()).not.toMatch(/code=|state=/);
  });

  it('are answered, and nothing more, where the app is not installed', async () => {
    const { practice } = scenario;
    const body = {
      type: 'event_callback',
      team_id: 'TSTRANGER1',
      event_id: 'Ev1',
      event_time: 1,
      event: { type: 'message', channel: 'C1', user: 'U1', ts: '1700000000.000100', text: 'hello' },
    };
    for (let time = 0; time < 3; time++)
      expect(await practice.control.sendRaw(JSON.stringify(body))).toMatchObject({ acknowledged: true, status: 200 });
    expect(scenario.log().match(/something of a workspace that the app is not installed in/g)).toHaveLength(1);
  });
});
