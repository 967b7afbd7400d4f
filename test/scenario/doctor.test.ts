import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findButton } from '../../scripts/rehearsal/stage.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { type Name, openRoom } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());
afterEach(() => {
  vi.restoreAllMocks();
  scenario.control.clearFaults();
});

const open = async (members?: Name[], where: Scenario = scenario) => {
  const room = await openRoom({ control: where.control, deps: where.app.deps }, members);
  await room.start();
  await room.quiet();
  return room;
};
const troubles = (report: string) => report.split('\n').filter((line) => line.startsWith(':warning:'));

describe('the doctor', () => {
  it('says that all is well, to anybody, and changes nothing', async () => {
    const room = await open();
    await room.say('tomas', 'Hello');
    const report = await room.refused('tomas', () => room.type('tomas', 'doctor'));
    expect(report.split('\n')[0]).toBe('*All is well.*');
    for (const line of [
      'I am in the channel and may write in it.',
      'Slack gives me every permission that I need.',
      'I last heard somebody in this workshop 1 minute ago.',
      'Everything that I wanted to post is posted.',
      'No answer of mine, and no timer, is overdue.',
      'The database answers.',
      'I work in guided mode, without a language model.',
      'Every method that is installed can be used.',
      'I know your time zone: America/Mexico_City.',
    ])
      expect(report).toContain(`:white_check_mark: ${line}`);
    expect(report).not.toMatch(/migrations|PostgreSQL/);
    expect(await room.type('maya', 'doctor')).toMatch(/The database answers\. \((?:embedded )?PostgreSQL [\d.]+, \d+ migrations\)/);
  });

  it('works where no workshop is, and in a thread', async () => {
    const empty = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya']);
    expect(await empty.type('maya', 'doctor')).toContain('*All is well.*');
    const room = await open();
    const heard = await room.heard('aiko', () => room.say('aiko', '@pilot doctor'));
    expect(room.read(heard)).toContain('*All is well.*');
  });

  it('holds no secrets', async () => {
    const room = await open();
    const report = await room.type('maya', 'doctor');
    expect(report).not.toMatch(/xoxb|xapp|sk-|postgres(ql)?:\/\/|pglite:/);
  });
});

describe('a fault is named, with how to mend it:', () => {
  it.each([
    ['canvases:write', 'build packs become files instead of canvases'],
    ['users:read', 'I don’t know what people are called'],
    ['reactions:read', 'a 📌 on a message does nothing'],
    ['files:write', 'I can’t hand out the build pack as files'],
  ])('the permission %s is missing', async (scope, without) => {
    const room = await open();
    scenario.control.withoutScope(scope);
    const report = await room.type('maya', 'doctor');
    expect(troubles(report)).toContainEqual(expect.stringContaining(`The permission “${scope}” is missing: ${without}`));
    expect(report).toContain('An admin adds it under “OAuth & Permissions” of the Slack app and installs the app again.');
  });

  it.each([
    ['groups:history', 'I don’t hear what is said in private channels'],
    ['groups:read', 'I can’t tell who is in a private channel, nor whether I am'],
  ])('in a private channel the permission %s is missing, and that alone is said', async (scope, without) => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas'], { isPrivate: true });
    await room.start();
    await room.quiet();
    scenario.control.withoutScope(scope);
    const warned = troubles(await room.type('maya', 'doctor'));
    expect(warned).toEqual([
      `:warning: The permission “${scope}” is missing: ${without}. An admin adds it under “OAuth & Permissions” of the Slack app and installs the app again.`,
    ]);
  });

  it.each(['groups:history', 'groups:read'])('in a public channel nobody misses the permission %s', async (scope) => {
    const room = await open();
    scenario.control.withoutScope(scope);
    expect(troubles(await room.type('maya', 'doctor'))).toEqual([]);
  });

  it('in a private channel where no workshop is, what a workshop there would lack', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas'], { isPrivate: true });
    scenario.control.withoutScope('groups:history');
    expect(troubles(await room.type('maya', 'doctor'))).toEqual([expect.stringContaining('The permission “groups:history” is missing')]);
  });

  it('every permission that is missing is named, also when they are many', async () => {
    const room = await open();
    const many = [
      'app_mentions:read',
      'assistant:write',
      'canvases:write',
      'files:read',
      'files:write',
      'im:write',
      'im:history',
      'reactions:read',
    ];
    for (const scope of many) scenario.control.withoutScope(scope);
    const report = await room.type('maya', 'doctor');
    expect(troubles(report)).toEqual([expect.stringContaining('8 permissions are missing. An admin adds them under')]);
    for (const scope of many) expect(report).toContain(`The permission “${scope}” is missing: `);
  });

  it('the bot was taken out of the channel', async () => {
    const room = await open();
    await room.control.leaveChannel({ as: room.id('maya'), channel: room.channel, user: room.control.bot().id });
    await room.seen(() => room.control.pendingEvents() === 0, 'the event');
    const report = await room.type('maya', 'doctor');
    expect(troubles(report)[0]).toContain(
      `I am not in the channel. Type “/invite @${room.control.bot().name}” there. Then “/workshop resume” goes on`,
    );
  });

  it('the channel was archived: said in the home, since nobody can write in the channel', async () => {
    const room = await open();
    await room.control.archiveChannel({ as: room.id('maya'), channel: room.channel });
    await room.seen(() => room.control.pendingEvents() === 0, 'the event');
    const maya = room.id('maya');
    await room.control.openHome({ as: maya });
    const view = await room.seen(() => {
      const home = room.control.homeOf(maya);
      return home && JSON.stringify(home.blocks).includes(room.channel) && findButton(home.blocks, 'What is wrong?') ? home : undefined;
    }, 'the home');
    const at = view.blocks.findIndex((block) => JSON.stringify(block).includes(`<#${room.channel}>`));
    const button = findButton(view.blocks.slice(at + 1, at + 2), 'What is wrong?');
    await room.control.act({ as: maya, source: { viewId: view.id }, ...button! });
    await room.seen(
      () => JSON.stringify(room.control.homeOf(maya)?.blocks).includes('The channel is archived, so nobody can write in it. Unarchive it'),
      'the report',
    );
  });

  it('Slack refused a post', async () => {
    const room = await open();
    room.control.failNext('chat.postMessage', { error: 'restricted_action' } as never);
    await room.type('maya', 'skip we know it');
    await room.seen(() => room.control.calls('chat.postMessage').some((call) => call.answer?.error === 'restricted_action'), 'the refusal');
    await vi.waitFor(async () => {
      expect(troubles(await room.type('maya', 'doctor')).join('\n')).toContain(
        "Apps may not post there: an admin allows it in the channel's settings, then “/workshop resume”.",
      );
    }, 10_000);
  });

  it('the database does not answer, or takes for ever', async () => {
    const room = await open();
    const { store } = scenario.app.deps;
    vi.spyOn(store, 'databaseHealth').mockRejectedValue(new Error('postgresql://secret@host is away'));
    const report = await room.type('maya', 'doctor');
    expect(troubles(report)).toEqual([
      ':warning: The database does not answer. The operator looks at DATABASE_URL and whether its server runs.',
    ]);
    vi.spyOn(store, 'databaseHealth').mockReturnValue(new Promise(() => undefined));
    expect(troubles(await room.type('maya', 'doctor'))).toEqual([expect.stringContaining('The database did not answer in time')]);
  });

  it('an answer is overdue', async () => {
    const room = await open();
    const { id } = (await room.workshop()).workshop;
    const health = await scenario.app.deps.store.workshopHealth(id, scenario.clock.now());
    vi.spyOn(scenario.app.deps.store, 'workshopHealth').mockResolvedValue({
      ...health,
      overdueTurns: 1,
      overdueSince: new Date(scenario.clock.now().getTime() - 5 * 60_000),
    });
    expect(troubles(await room.type('maya', 'doctor'))[0]).toContain('is overdue by 5 minutes');
  });

  it('a time zone is not known', async () => {
    const room = await open();
    vi.spyOn(scenario.app.deps.people, 'timeZoneOf').mockResolvedValue(undefined);
    expect(troubles(await room.type('maya', 'doctor'))[0]).toContain('I don’t know your time zone'.replace('’', "'"));
  });
});

describe('what the operator set up', () => {
  it('a method of before that would be refused today is no trouble, and told', async () => {
    const room = await open();
    vi.spyOn(scenario.app.deps.templates, 'kept').mockReturnValue(['Version 1 of “stand-up” would be refused today.']);
    const report = await room.type('maya', 'doctor');
    expect(troubles(report)).toEqual([]);
    expect(report).toContain('Workshops that began with a method of before, which would be refused today, go on with it.');
  });

  it('a model that can’t be reached, and a method file that can’t be read, are named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'methods-'));
    writeFileSync(join(folder, 'broken.yaml'), 'id: broken\nsteps: none\n');
    const other = await openScenario({
      env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', MODEL: 'gpt-retired', TEMPLATES_DIR: folder },
    });
    try {
      const room = await open(['maya', 'tomas'], other);
      const report = await room.type('maya', 'doctor');
      const [methods, model] = [
        /mistakes keep a method file of the operator from being used\..*broken/,
        /The language model can't be used.*MODEL and OPENAI_API_KEY\. \(The model “gpt-retired”/,
      ];
      expect(troubles(report).join('\n')).toMatch(model);
      expect(troubles(report).join('\n')).toMatch(methods);
      expect(await room.type('tomas', 'doctor')).not.toContain('gpt-retired');
    } finally {
      await other.close();
      rmSync(folder, { recursive: true });
    }
  });
});
