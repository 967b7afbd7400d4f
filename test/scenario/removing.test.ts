import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Control } from '../../src/practice/control.ts';
import { type InstalledScenario, openInstalled } from '../support/open-installed.ts';
import { openRoom, Room } from '../support/room.ts';

const [ours, theirs] = ['TPRACTICE1', 'TOUTSIDE01'];
const patience = { timeout: 20_000, interval: 50 };

const count = async ({ database }: InstalledScenario, table: string, orgId: string): Promise<number> =>
  (await database.pool.query(`SELECT count(*)::int AS n FROM ${table} WHERE org_id = $1`, [orgId])).rows[0].n;
const tables = ['workshops', 'messages', 'outbox', 'event_receipts', 'cards', 'installations'];
const left = async (scenario: InstalledScenario, orgId: string) => Promise.all(tables.map((table) => count(scenario, table, orgId)));

describe('a team that takes the app out', () => {
  let scenario: InstalledScenario;
  beforeAll(async () => {
    scenario = await openInstalled();
  }, 60_000);
  afterAll(() => scenario.close());
  const here = async () => openRoom({ control: scenario.practice.control, deps: await scenario.depsOf(scenario.practice.control) });

  it('is erased, and the other one is not; numbers are all that remains', async () => {
    for (const place of [ours, theirs]) await scenario.install(place);
    const room = await here();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    const there = new Room(scenario.practice.second, await scenario.depsOf(scenario.practice.second), 'CSTUDIO001');
    await there.start('A lighter onboarding', 'nora');
    await Promise.all([room.quiet(), there.quiet()]);
    const before = await left(scenario, theirs);

    scenario.practice.control.uninstallApp();
    await vi.waitFor(async () => expect(await left(scenario, ours)).toEqual([0, 0, 0, 0, 0, 0]), patience);
    expect(await left(scenario, theirs)).toEqual(before);
    await vi.waitFor(async () => {
      const { rows } = await scenario.database.pool.query('SELECT reason, counts, done_at FROM team_erasures WHERE org_id = $1', [ours]);
      expect(rows).toEqual([{ reason: 'tokens_revoked', done_at: expect.any(Date), counts: expect.objectContaining({ workshops: 1 }) }]);
      expect(JSON.stringify(rows)).not.toContain('people hear');
    }, patience);
    await there.tell('nora', 'Problem: new people get lost');
  });

  it('gets nothing more of what was waiting for it', async () => {
    await scenario.install(ours);
    const room = await here();
    await room.start();
    await room.quiet();
    scenario.practice.control.failNext('chat.postMessage', { times: 3, status: 503 });
    await room.type('maya', 'skip for later');
    const called = () => scenario.practice.control.calls().length;
    scenario.practice.control.uninstallApp();
    await vi.waitFor(async () => expect(await count(scenario, 'installations', ours)).toBe(0), patience);
    const { rows } = await scenario.database.pool.query(
      'SELECT 1 FROM outbox WHERE org_id = $1 AND done_at IS NULL AND failed_at IS NULL',
      [ours],
    );
    expect(rows).toEqual([]);
    await vi.waitFor(async () => expect(await left(scenario, ours)).toEqual([0, 0, 0, 0, 0, 0]), patience);
    const calls = called();
    expect(
      await room.control.runCommand({ as: room.id('maya'), channel: room.channel, command: '/workshop', text: 'status' }),
    ).toMatchObject({ ok: false });
    expect(called()).toBe(calls);
  });

  it('and is back before Slack says that it was gone loses nothing, and works on', async () => {
    await scenario.install(ours);
    const room = await here();
    await room.start();
    await room.quiet();
    scenario.practice.control.pauseDelivery();
    scenario.practice.control.uninstallApp();
    scenario.clock.advance(5_000);
    expect(await scenario.install(ours)).toMatchObject({ status: 200 });
    scenario.practice.control.resumeDelivery();
    await scenario.practice.control.whenDelivered();
    await vi.waitFor(() => expect(scenario.log()).toContain('a removal of before the present installation'), patience);
    await room.tell('tomas', 'Problem: it goes on');
    await room.holds('challenge', { problemStatement: 'it goes on' });
    expect(await count(scenario, 'workshops', ours)).toBe(1);
  });

  it('is not taken for gone when a person’s token is revoked, or another app’s', async () => {
    const revoked = (tokens: object) => ({
      type: 'event_callback',
      team_id: ours,
      event_id: 'EvRevoked',
      event_time: Math.floor(scenario.clock.now().getTime() / 1_000),
      authorizations: [{ team_id: ours, enterprise_id: null, is_enterprise_install: false }],
      event: { type: 'tokens_revoked', tokens },
    });
    for (const tokens of [{ oauth: ['UMAYA00001'], bot: [] }, { oauth: ['UMAYA00001'] }, { bot: ['USOMEBODY1'] }])
      expect(await scenario.practice.control.sendRaw(JSON.stringify(revoked(tokens)))).toMatchObject({ status: 200 });
    expect(await count(scenario, 'installations', ours)).toBe(1);
  });
});

describe('an organisation that installs the app for all of its teams', () => {
  let scenario: InstalledScenario;
  beforeAll(async () => {
    scenario = await openInstalled({ second: 'sister' });
  }, 60_000);
  afterAll(() => scenario.close());
  const roomIn = async (control: Control, channel: string) => {
    // Until a team is heard of, nothing is known of it.
    await control.runCommand({ as: control.person('maya').id, channel, command: '/workshop', text: 'status' });
    return new Room(control, await scenario.depsOf(control), channel);
  };

  it('has the same people in two teams, and each team its own workshops', async () => {
    expect(await scenario.install('EBRIGHT001')).toMatchObject({ status: 200, text: expect.stringContaining('Choose workspaces') });
    const { control, second } = scenario.practice;
    const clinic = await roomIn(control, 'CCHECKIN01');
    const labs = await roomIn(second, 'CLABS00001');
    await clinic.start();
    await labs.start('A faster lab');
    await clinic.tell('maya', 'Problem: people wait');
    await labs.tell('maya', 'Problem: samples wait');
    await clinic.holds('challenge', { problemStatement: 'people wait' });
    await labs.holds('challenge', { problemStatement: 'samples wait' });
    expect(await Promise.all([ours, 'TLABS00001'].map((orgId) => count(scenario, 'workshops', orgId)))).toEqual([1, 1]);
    await Promise.all([clinic.quiet(), labs.quiet()]);
  });

  it('is erased as a whole when it takes the app out', async () => {
    scenario.practice.control.uninstallApp();
    for (const orgId of [ours, 'TLABS00001'])
      await vi.waitFor(async () => expect(await left(scenario, orgId)).toEqual([0, 0, 0, 0, 0, 0]), patience);
    const { rows } = await scenario.database.pool.query('SELECT org_id FROM team_erasures ORDER BY org_id');
    expect(rows.map((row) => row.org_id)).toEqual(['EBRIGHT001', 'TLABS00001', ours]);
  });
});
