import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstallationStore, TeamErasure } from '../../src/ports/installations.ts';
import { ownedByTeam } from '../../src/store/erase-team.ts';
import { phrase } from '../../src/workshop/phrase.ts';
import { installationsOn, newInstallation, sealKey } from '../support/installing.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const minuteMs = 60_000;
const now = new Date('2026-11-21T10:00:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const keys = [sealKey('one')];

describe.each(databaseKinds)('where the app is installed, in the store on %s', (kind) => {
  let test: TestStore;
  let installations: InstallationStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    installations = installationsOn(test.database, keys);
  });
  afterAll(() => test.store.close());

  let teams = 0;
  const newTeam = () => `T${kind}${++teams}`;
  const rotating = { refreshToken: 'xoxe-1-first', expiresAt: later(20 * minuteMs) };
  const renewed = (name: string) => ({
    botToken: `xoxe.xoxb-${name}`,
    refreshToken: `xoxe-1-${name}`,
    expiresAt: later(12 * 60 * minuteMs),
  });
  const claim = (orgId: string, owner: string, at = now) =>
    installations.claimTokens({ owner, now: at, before: new Date(at.getTime() + 30 * minuteMs), leaseMs: minuteMs, limit: 10, orgId });
  const sql = async (text: string, values: unknown[] = []) => (await test.database.pool.query(text, values)).rows;

  describe('tokens', () => {
    it('are sealed where they lie, and come back for their team alone', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, rotating));
      expect(await installations.findInstallation(orgId)).toMatchObject({ botToken: `xoxb-${orgId}`, revision: 1, isOrgWide: false });
      expect(await installations.findInstallation(`${orgId}X`)).toBeUndefined();
      expect(JSON.stringify(await sql('SELECT * FROM installations WHERE org_id = $1', [orgId]))).not.toMatch(/xox/);
    });

    it('are all sealed anew with the first key, so that the older one may go', async () => {
      const [first, second] = [newTeam(), newTeam()];
      for (const orgId of [first, second]) await installations.saveInstallation(newInstallation(orgId, rotating));
      const next = sealKey('two');
      const both = installationsOn(test.database, [next, ...keys]);
      expect(await both.rewrapTokens()).toBeGreaterThanOrEqual(2);
      expect(await both.rewrapTokens()).toBe(0);
      expect(await installationsOn(test.database, [next]).findInstallation(first)).toMatchObject({ botToken: `xoxb-${first}` });
      await expect(installations.findInstallation(second)).rejects.toThrow('“two”');
      expect(await installationsOn(test.database, [...keys, next]).rewrapTokens()).toBeGreaterThanOrEqual(2);
    });

    it('whose key is gone are found at the start, not in the middle of a workshop (F-29)', async () => {
      await installations.saveInstallation(newInstallation(newTeam(), rotating));
      await expect(installations.checkKeys()).resolves.toBeUndefined();
      await expect(installationsOn(test.database, [sealKey('new')]).checkKeys()).rejects.toThrow('Tokens are sealed with the key “one”');
    });

    it('give way to those of a new installation', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId));
      await installations.saveInstallation(newInstallation(orgId, { botToken: 'xoxb-again', installedAt: later(minuteMs) }));
      expect(await installations.findInstallation(orgId)).toMatchObject({
        botToken: 'xoxb-again',
        revision: 2,
        installedAt: later(minuteMs),
      });
    });
  });

  describe('a refresh token', () => {
    it('is claimed by one of many who want it at once', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, rotating));
      const claims = (await Promise.all(Array.from({ length: 8 }, (_, index) => claim(orgId, `p${index}`)))).flat();
      expect(claims.map((one) => one.refreshToken)).toEqual(['xoxe-1-first']);
      expect(await installations.storeRenewed(claims[0]!, renewed('second'))).toBe(true);
      expect(await installations.findInstallation(orgId)).toMatchObject({ botToken: 'xoxe.xoxb-second', revision: 2 });
      expect(await claim(orgId, 'p9')).toEqual([]);
    });

    it('is left alone while there is time, and where tokens do not expire', async () => {
      const [early, never] = [newTeam(), newTeam()];
      await installations.saveInstallation(newInstallation(early, { ...rotating, expiresAt: later(31 * minuteMs) }));
      await installations.saveInstallation(newInstallation(never));
      expect([await claim(early, 'p1'), await claim(never, 'p1')]).toEqual([[], []]);
    });

    it('can be claimed again when whoever had it is gone, and that one then writes nothing any more', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, rotating));
      const [lost] = await claim(orgId, 'p1');
      expect(await claim(orgId, 'p2', later(minuteMs - 1))).toEqual([]);
      const [taken] = await claim(orgId, 'p2', later(minuteMs));
      expect(await installations.storeRenewed(lost!, renewed('lost'))).toBe(false);
      expect(await installations.storeRenewed(taken!, renewed('taken'))).toBe(true);
      expect(await installations.findInstallation(orgId)).toMatchObject({ botToken: 'xoxe.xoxb-taken' });
    });

    it('of before a new installation never takes its place', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, rotating));
      const [old] = await claim(orgId, 'p1');
      await installations.saveInstallation(newInstallation(orgId, { ...rotating, botToken: 'xoxe.xoxb-anew' }));
      expect(await installations.storeRenewed(old!, renewed('old'))).toBe(false);
      expect(await installations.findInstallation(orgId)).toMatchObject({ botToken: 'xoxe.xoxb-anew' });
    });

    it('that Slack refused is not tried again; one that Slack did not answer to is, later', async () => {
      const [refused, silent] = [newTeam(), newTeam()];
      for (const orgId of [refused, silent]) await installations.saveInstallation(newInstallation(orgId, rotating));
      await installations.releaseClaim((await claim(refused, 'p1'))[0]!, { error: 'invalid_refresh_token' });
      await installations.releaseClaim((await claim(silent, 'p1'))[0]!, { after: later(10_000) });
      expect([await claim(refused, 'p2', later(10 * minuteMs)), await claim(silent, 'p2', later(9_000))]).toEqual([[], []]);
      expect(await claim(silent, 'p2', later(10_000))).toHaveLength(1);
    });
  });

  describe('an organisation’s installation', () => {
    it('counts for its teams from when they are heard of, and gives way to a team’s own', async () => {
      const [org, heard, own] = [`E${kind}1`, newTeam(), newTeam()];
      await installations.saveInstallation(newInstallation(org, { isOrgWide: true, enterpriseId: org }));
      await installations.saveInstallation(newInstallation(own, { enterpriseId: org }));
      const address = (teamId: string, isOrgWide = true) => ({ teamId, enterpriseId: org, isOrgWide });
      expect(await installations.findInstallation(heard)).toBeUndefined();
      expect(await installations.resolveTeam(address(heard, false), now)).toBeUndefined();
      expect(await installations.resolveTeam(address(heard), now)).toMatchObject({ orgId: org });
      expect(await installations.findInstallation(heard)).toMatchObject({ orgId: org, isOrgWide: true });
      expect(await installations.resolveTeam(address(own), now)).toMatchObject({ orgId: own });
      expect(await installations.teamsOfOrg(org)).toEqual([heard]);
      expect(await installations.resolveTeam({ teamId: newTeam(), enterpriseId: 'EOTHER', isOrgWide: true }, now)).toBeUndefined();
    });
  });

  it('a state of the install flow counts once, also for two who use it at the same time', async () => {
    const hash = `${teams}`.padStart(64, 'a');
    const spent = await Promise.all([1, 2, 3].map(() => installations.spendState(hash, later(10 * minuteMs), now)));
    expect(spent.filter(Boolean)).toHaveLength(1);
    expect(await installations.spendState(hash, later(10 * minuteMs), now)).toBe(false);
  });

  describe('a team that took the app out', () => {
    async function seed(orgId: string, workshops = 1) {
      for (let count = 0; count < workshops; count++) {
        const { id } = await startWorkshop(test.store, { orgId });
        await test.store.inWorkshop(id, async (tx) => {
          const said = await say(tx, 'People wait too long');
          await tx.takeReceipt(`event-${count}`);
          await tx.post({ kind: 'say', stepId: 'challenge', text: phrase`Hello` });
          const fact = { scope: 'team', scopeId: orgId, type: 'domain', key: `k${count}`, value: 'v', confidence: 1 } as const;
          await tx.storeContext({ ...fact, sourceMessageId: said?.id ?? '', consentedBy: 'UHOST', at: now });
          await tx.audit({ action: 'start', userId: 'UHOST', at: now });
        });
      }
    }
    const remove = (orgId: string, at = later(minuteMs)) =>
      installations.removeInstallation({ orgId, at, now: later(2 * minuteMs), reason: 'app_uninstalled' });
    async function eraseAll(orgId: string): Promise<{ pieces: number; last: TeamErasure }> {
      for (let pieces = 1; pieces < 50; pieces++) {
        const piece = await installations.eraseNext({ owner: 'p1', now: later(3 * minuteMs), leaseMs: minuteMs });
        if (piece?.orgId === orgId && piece.doneAt) return { pieces, last: piece };
      }
      throw new Error('there was no end of it');
    }
    const left = async (orgId: string) => {
      const counts = await Promise.all(
        ['workshops', 'messages', 'outbox', 'event_receipts', 'audit_log', 'installations', 'workshop_steps'].map(
          async (table) => (await sql(`SELECT count(*)::int AS n FROM ${table} WHERE org_id = $1`, [orgId]))[0].n as number,
        ),
      );
      const [facts] = await sql(`SELECT count(*)::int AS n FROM conversation_contexts WHERE scope_id = $1`, [orgId]);
      return [...counts, facts.n];
    };

    it('is erased piece by piece, deepest what-ifs first, and a proof of numbers remains', async () => {
      const [gone, other] = [newTeam(), newTeam()];
      for (const orgId of [gone, other]) await installations.saveInstallation(newInstallation(orgId));
      await seed(gone, 7);
      await seed(other);
      const [parent, child, grandchild] = (await sql('SELECT id FROM workshops WHERE org_id = $1 ORDER BY id', [gone])).map(
        (row) => row.id,
      );
      await sql('UPDATE workshops SET parent_workshop_id = $1, fork_seq = 0, fork_depth = 1 WHERE id = $2', [parent, child]);
      await sql('UPDATE workshops SET parent_workshop_id = $1, fork_seq = 0, fork_depth = 2 WHERE id = $2', [child, grandchild]);
      const otherBefore = await left(other);
      expect(await remove(gone)).toBe(true);
      const { pieces, last } = await eraseAll(gone);
      expect(pieces).toBeGreaterThan(2);
      expect(last).toMatchObject({ reason: 'app_uninstalled', counts: { workshops: 7, messages: 7, receipts: 7 } });
      expect(await left(gone)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
      expect(await left(other)).toEqual(otherBefore);
      const [proof] = await sql('SELECT counts, done_at FROM team_erasures WHERE org_id = $1', [gone]);
      expect(proof.done_at).toEqual(later(3 * minuteMs));
      expect(Object.values(proof.counts).every((count) => typeof count === 'number')).toBe(true);
    });

    it('hears nothing more at once: what waits for Slack is called off in the same moment', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId));
      await seed(orgId);
      await remove(orgId);
      const rows = await sql('SELECT last_error FROM outbox WHERE org_id = $1 AND done_at IS NULL AND failed_at IS NULL', [orgId]);
      expect(rows).toEqual([]);
      expect(await installations.findInstallation(orgId)).toBeUndefined();
      await eraseAll(orgId);
    });

    it('and is back before Slack says so keeps everything', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, { installedAt: later(5 * minuteMs) }));
      await seed(orgId);
      const before = await left(orgId);
      expect(await remove(orgId, later(5 * minuteMs - 1_000))).toBe(false);
      expect(await left(orgId)).toEqual(before);
    });

    it('in the second in which it was installed is believed, for Slack counts in seconds', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId, { installedAt: later(250) }));
      expect(await remove(orgId, now)).toBe(true);
      await eraseAll(orgId);
    });

    it('and comes back while it is being erased keeps what is new', async () => {
      const orgId = newTeam();
      await installations.saveInstallation(newInstallation(orgId));
      await seed(orgId);
      await remove(orgId);
      await installations.saveInstallation(newInstallation(orgId, { installedAt: later(150_000) }));
      await startWorkshop(test.store, { orgId, now: later(160_000) });
      await eraseAll(orgId);
      const rows = await sql('SELECT count(*)::int AS n FROM workshops WHERE org_id = $1', [orgId]);
      expect(rows).toEqual([{ n: 1 }]);
    });

    it('while its organisation keeps the app, is erased alone', async () => {
      const [org, gone, stays] = [`E${kind}3`, newTeam(), newTeam()];
      await installations.saveInstallation(newInstallation(org, { isOrgWide: true, enterpriseId: org }));
      for (const teamId of [gone, stays]) {
        await installations.resolveTeam({ teamId, enterpriseId: org, isOrgWide: true }, now);
        await seed(teamId);
      }
      const before = await left(stays);
      const take = (at: Date, enterpriseId = org) =>
        installations.removeTeams({ enterpriseId, teamIds: [gone, 'TUNHEARD'], at, now: later(minuteMs), reason: 'team_access_revoked' });
      expect([await take(later(-minuteMs)), await take(now, 'EOTHER'), await take(now)]).toEqual([[], [], [gone]]);
      await eraseAll(gone);
      expect([await left(gone), await left(stays)]).toEqual([Array(8).fill(0), before]);
      expect(await installations.findInstallation(stays)).toMatchObject({ orgId: org });
    });

    it('as a whole organisation is erased team by team, and each of them proven', async () => {
      const [org, first, second] = [`E${kind}2`, newTeam(), newTeam()];
      await installations.saveInstallation(newInstallation(org, { isOrgWide: true, enterpriseId: org }));
      for (const teamId of [first, second]) {
        await installations.resolveTeam({ teamId, enterpriseId: org, isOrgWide: true }, now);
        await seed(teamId);
      }
      expect(await remove(org)).toBe(true);
      expect(await installations.findInstallation(first)).toBeUndefined();
      for (let piece = 0; piece < 20; piece++) await installations.eraseNext({ owner: 'p1', now: later(3 * minuteMs), leaseMs: minuteMs });
      expect([await left(first), await left(second)]).toEqual([Array(8).fill(0), Array(8).fill(0)]);
      expect(
        await sql('SELECT org_id FROM team_erasures WHERE org_id = ANY($1) AND done_at IS NOT NULL', [[org, first, second]]),
      ).toHaveLength(3);
    });

    it('leaves nothing in any table that names a team', async () => {
      const tables = await sql(`SELECT DISTINCT table_name FROM information_schema.columns
                                WHERE table_schema = 'public' AND column_name IN ('org_id', 'team_id') ORDER BY 1`);
      // These go with their workshop, with the installation, or are the proof.
      const otherwise = ['cards', 'installations', 'messages', 'nudges', 'org_teams', 'outbox', 'team_erasures', 'usage_events'];
      const more = ['workshop_steps', 'workshops'];
      const erased = ownedByTeam.map((one) => one.table).filter((table) => table !== 'conversation_contexts');
      expect(tables.map((row) => row.table_name)).toEqual([...erased, ...otherwise, ...more].toSorted());
    });
  });
});
