import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { emptyDraft } from '../../src/workshop/draft.ts';
import { Conflict, NotFound } from '../../src/workshop/errors.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { newWorkshop, nextTs, say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

describe.each(databaseKinds)('the store on %s', (kind) => {
  let test: TestStore;
  let store: Store;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    store = test.store;
  });
  afterAll(() => store.close());

  describe('a workshop', () => {
    it('begins with ten steps in the order of the template, a context each, and its host (F-14)', async () => {
      const wanted = newWorkshop({ enterpriseId: 'E1' });
      const id = await store.createWorkshop(wanted, async (tx) => tx.workshop.id);
      const { workshop, steps, members, artifacts, contributors } = await store.loadWorkshop(id);
      expect(workshop).toEqual({
        id: expect.stringMatching(/^ws_[a-z0-9]{24}$/),
        orgId: 'T1',
        channelId: wanted.channelId,
        ownerUserId: 'UHOST',
        title: 'Check-in',
        originalIdea: 'A better check-in',
        status: 'draft',
        template: designThinking,
        facilitatorMode: 'guided',
        settings: { pace: 'live' },
        latestSeq: 0,
        parentId: null,
        forkSeq: null,
        forkDepth: 0,
        createdAt: wanted.now,
      });
      expect(steps.map((step) => step.stepId)).toEqual(designThinking.ids);
      expect(new Set(steps.map((step) => step.contextId)).size).toBe(10);
      expect(steps[0]).toMatchObject({
        status: 'not_started',
        arcPhase: 'orient',
        epoch: 0,
        draftRevision: 0,
        deadlineAt: null,
        deadlineSaid: 'nothing',
        followUps: 0,
        gaps: [],
        threadTs: null,
        readBackShown: false,
      });
      expect(steps[0]?.draft).toEqual(emptyDraft());
      expect(members).toEqual([{ userId: 'UHOST', role: 'owner' }]);
      expect({ artifacts, contributors }).toEqual({ artifacts: [], contributors: [] });
    });

    it('leaves nothing behind when the work of its creation fails', async () => {
      const wanted = newWorkshop();
      await expect(store.createWorkshop(wanted, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await store.listWorkshops(wanted, ['draft', 'active', 'paused', 'completed'])).toEqual([]);
    });

    it('rolls everything back when the work throws, the numbers of its clock too', async () => {
      const { id } = await startWorkshop(store);
      await expect(
        store.inWorkshop(id, async (tx) => {
          await say(tx, 'lost');
          await tx.updateWorkshop({ title: 'lost' });
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      const { workshop } = await store.loadWorkshop(id);
      expect(workshop).toMatchObject({ title: 'Check-in', latestSeq: 0 });
      expect(await store.countMessages(id)).toEqual({ human: 0, bot: 0 });
    });

    it('shows in its transaction what that has written', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        await tx.updateWorkshop({ title: 'New', settings: { pace: 'async' } });
        await tx.takeSeq();
        expect(tx.workshop).toMatchObject({ title: 'New', settings: { pace: 'async' }, latestSeq: 1, status: 'active' });
      });
      expect((await store.loadWorkshop(id)).workshop).toMatchObject({ title: 'New', settings: { pace: 'async' }, latestSeq: 1 });
    });

    it('is not there for another team or channel (F-19)', async () => {
      const { id, channelId } = await startWorkshop(store);
      expect(await store.findWorkshop({ orgId: 'T1', channelId, workshopId: id })).toMatchObject({ id });
      expect(await store.findWorkshop({ orgId: 'T2', channelId, workshopId: id })).toBeUndefined();
      expect(await store.findWorkshop({ orgId: 'T1', channelId: 'CELSE', workshopId: id })).toBeUndefined();
      expect(await store.listWorkshops({ orgId: 'T2', channelId }, ['active'])).toEqual([]);
    });

    it('that is unknown or deleted is NotFound everywhere', async () => {
      const { id, channelId } = await startWorkshop(store);
      await test.database.prisma.workshop.update({ where: { id }, data: { deletedAt: new Date() } });
      for (const gone of [id, 'ws_unknown']) {
        await expect(store.loadWorkshop(gone)).rejects.toThrow(NotFound);
        await expect(store.inWorkshop(gone, async () => 1)).rejects.toThrow(NotFound);
        expect(await store.findWorkshop({ orgId: 'T1', channelId, workshopId: gone })).toBeUndefined();
      }
    });

    it('is listed newest first, at most twenty, without cancelled ones', async () => {
      const place = newWorkshop();
      const titles: string[] = [];
      for (let n = 0; n < 22; n++) {
        titles.unshift(`Idea ${n}`);
        await startWorkshop(store, { ...place, title: `Idea ${n}`, now: new Date(Date.UTC(2026, 10, 1, 0, n)) });
      }
      const [newest] = await store.listWorkshops(place, ['active']);
      await store.inWorkshop(newest?.id ?? '', (tx) => tx.updateWorkshop({ settings: { pace: 'live', cancelled: true } }));
      expect((await store.listWorkshops(place, ['active'])).map((one) => one.title)).toEqual(titles.slice(1, 21));
      expect(await store.listWorkshops(place, ['paused'])).toEqual([]);
    });

    it('takes everything that is its own along when it is erased, but not while a fork rests on it (F-40)', async () => {
      const { prisma } = test.database;
      const parent = await startWorkshop(store);
      const fork = await startWorkshop(store);
      await store.inWorkshop(parent.id, async (tx) => {
        const message = await say(tx, 'something');
        await tx.reviseMessage(message?.id ?? '', 'something else', new Date());
        await tx.addReaction(message?.id ?? '', 'UBO', 'pushpin', new Date());
        await tx.wantCard('hub', null);
        await tx.noteActivity(new Date());
        await tx.audit({ action: 'start', userId: 'UHOST', at: new Date() });
        await tx.saveBuildPack({ title: 't', formatType: 'json', content: '{}', kind: 'overview', sourceVersions: {}, at: new Date() });
        const step = await tx.step('challenge');
        await tx.saveArtifact(step, { expectedVersion: 0, artifact: {}, provenance: {}, author: null, origin: 'human', at: new Date() });
        await tx.saveSummary(step, { kind: 'deterministic', summary: 's', artifactVersion: 1, at: new Date() });
      });
      await prisma.workshop.update({ where: { id: fork.id }, data: { parentWorkshopId: parent.id, forkSeq: 1, forkDepth: 1 } });
      await expect(prisma.workshop.delete({ where: { id: parent.id } })).rejects.toThrow();
      await prisma.workshop.delete({ where: { id: fork.id } });
      await prisma.workshop.delete({ where: { id: parent.id } });
      const workshopId = parent.id;
      const left = await Promise.all([
        prisma.workshopStep.count({ where: { workshopId } }),
        prisma.outboxRow.count({ where: { workshopId } }),
        prisma.card.count({ where: { workshopId } }),
        prisma.auditEntry.count({ where: { workshopId } }),
        prisma.context.count({ where: { workshopStep: { workshopId } } }),
      ]);
      expect(left).toEqual([0, 0, 0, 0, 0]);
    });
  });

  describe('writers of one workshop', () => {
    it('come one after the other, and their numbers have neither gap nor double', async () => {
      const { id } = await startWorkshop(store);
      let inside = 0;
      let overlaps = 0;
      const write = (n: number) =>
        store.inWorkshop(id, async (tx) => {
          inside += 1;
          if (inside > 1) overlaps += 1;
          const message = await say(tx, `message ${n}`);
          inside -= 1;
          return { version: message?.version, seq: message?.seq };
        });
      const given = await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)));
      expect(overlaps).toBe(0);
      const expected = Array.from({ length: 20 }, (_, n) => n + 1);
      expect(given.map((one) => one.version).sort((a = 0, b = 0) => a - b)).toEqual(expected);
      expect(given.map((one) => one.seq).sort((a = 0, b = 0) => a - b)).toEqual(expected);
    });

    it('of different workshops do not wait for each other for ever', async () => {
      const workshops = await Promise.all(Array.from({ length: 12 }, () => startWorkshop(store)));
      await Promise.all(workshops.map(({ id }) => store.inWorkshop(id, (tx) => say(tx, 'hello'))));
      const counts = await Promise.all(workshops.map(({ id }) => store.countMessages(id)));
      expect(counts.every((count) => count.human === 1)).toBe(true);
    });
  });

  describe('a draft', () => {
    it('is saved once per revision: of two writers one gets a conflict that names both revisions (F-06)', async () => {
      const { id } = await startWorkshop(store);
      const { steps } = await store.loadWorkshop(id);
      const step = steps[0] as (typeof steps)[number];
      const draft = (asked: string) => ({ ...emptyDraft(), asked });
      const results = await Promise.allSettled(
        ['one', 'other'].map((asked) => store.inWorkshop(id, (tx) => tx.saveDraft(step, draft(asked)))),
      );
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = results.find((result) => result.status === 'rejected');
      expect(lost?.reason).toBeInstanceOf(Conflict);
      expect(lost?.reason).toMatchObject({ expected: 0, current: 1 });
      const winner = results[0]?.status === 'fulfilled' ? 'one' : 'other';
      expect((await store.loadWorkshop(id)).steps[0]).toMatchObject({ draft: draft(winner), draftRevision: 1 });
    });

    it('of an older epoch is rejected', async () => {
      const { id } = await startWorkshop(store);
      const [step] = (await store.loadWorkshop(id)).steps;
      await test.database.prisma.workshopStep.update({ where: { id: step?.id ?? '' }, data: { epoch: 1 } });
      await expect(store.inWorkshop(id, (tx) => tx.saveDraft(step as NonNullable<typeof step>, emptyDraft()))).rejects.toThrow(Conflict);
    });

    it('comes back as it was, whatever people type', async () => {
      const { id } = await startWorkshop(store);
      const texts = [
        '“quotes” & <tags>',
        'emoji 👩‍👩‍👧‍👦',
        'עברית \u202e right to left',
        "'; DROP TABLE workshops; --",
        'a\nb\tc',
        'NUL \u0000 and half \ud83d a pair',
      ];
      const draft = { ...emptyDraft(), asked: texts.join('|'), nextItemNumber: 7 };
      await store.inWorkshop(id, async (tx) => tx.saveDraft(await tx.step('challenge'), draft));
      const [step] = (await store.loadWorkshop(id)).steps;
      expect(step?.draft).toEqual({ ...draft, asked: draft.asked.replace('\u0000', '\ufffd').replace('\ud83d a', '\ufffd a') });
    });
  });

  describe('an artifact', () => {
    const written = (expectedVersion: number, text: string) => ({
      expectedVersion,
      artifact: { problemStatement: text },
      provenance: { problemStatement: { messageIds: ['msg_1'], userIds: ['UANNA'], origin: 'human' as const } },
      author: 'UANNA',
      origin: 'human' as const,
      at: new Date('2026-11-21T09:45:00.123Z'),
    });

    it('saved first by two people at once is kept once, and the other one hears of it (F-07)', async () => {
      const { id } = await startWorkshop(store);
      const save = (text: string) => store.inWorkshop(id, async (tx) => tx.saveArtifact(await tx.step('challenge'), written(0, text)));
      const results = await Promise.allSettled([save('one'), save('other')]);
      const fulfilled = results.filter((result) => result.status === 'fulfilled');
      const rejected = results.filter((result) => result.status === 'rejected');
      expect(fulfilled.map((result) => result.value)).toEqual([1]);
      expect(rejected.map((result) => result.reason)).toEqual([expect.any(Conflict)]);
      expect(rejected[0]?.reason).toMatchObject({ expected: 0, current: 1 });
      const kept = results[0]?.status === 'fulfilled' ? 'one' : 'other';
      const { artifacts } = await store.loadWorkshop(id);
      expect(artifacts).toEqual([
        {
          ...written(0, kept),
          expectedVersion: undefined,
          at: undefined,
          id: expect.any(String),
          stepId: 'challenge',
          version: 1,
          seq: 1,
          extractedAt: written(0, '').at,
        },
      ]);
    });

    it('has versions: one is current, the earlier ones stay, the step shows the current one', async () => {
      const { id } = await startWorkshop(store);
      for (const version of [0, 1, 2]) {
        await store.inWorkshop(id, async (tx) => tx.saveArtifact(await tx.step('challenge'), written(version, `text ${version}`)));
      }
      const rows = await test.database.prisma.stepArtifact.findMany({
        where: { workshopStep: { workshopId: id } },
        orderBy: { version: 'asc' },
      });
      expect(rows.map(({ version, isCurrent, seq, schemaVersion }) => [version, isCurrent, seq, schemaVersion])).toEqual([
        [1, false, 1, '1.0'],
        [2, false, 2, '1.0'],
        [3, true, 3, '1.0'],
      ]);
      const step = await test.database.prisma.workshopStep.findFirstOrThrow({ where: { workshopId: id, stepId: 'challenge' } });
      expect(step.output).toEqual({ problemStatement: 'text 2' });
    });
  });

  describe('a summary', () => {
    it('is appended when a step completes again, and the earlier one stays as it was (F-01, F-02)', async () => {
      const { id } = await startWorkshop(store);
      const complete = (summary: string, minute: number) =>
        store.inWorkshop(id, async (tx) => {
          const step = await tx.step('challenge');
          await tx.saveSummary(step, {
            kind: 'deterministic',
            summary,
            artifactVersion: 1,
            at: new Date(Date.UTC(2026, 10, 21, 9, minute)),
          });
        });
      await complete('the first', 1);
      await complete('the second', 2);
      const rows = await test.database.prisma.stepSummary.findMany({
        where: { workshopStep: { workshopId: id } },
        orderBy: { version: 'asc' },
      });
      expect(rows.map((row) => [row.summary, row.isCurrent, row.supersededAt?.toISOString(), row.tokenCount])).toEqual([
        ['the first', false, '2026-11-21T09:02:00.000Z', 9],
        ['the second', true, undefined, 10],
      ]);
      const summaries = await store.inWorkshop(id, (tx) => tx.currentSummaries());
      expect(summaries).toEqual([{ stepId: 'challenge', version: 2, kind: 'deterministic', summary: 'the second' }]);
    });

    it('that failed is kept, but never replaces a good one', async () => {
      const { id } = await startWorkshop(store);
      const summaries = await store.inWorkshop(id, async (tx) => {
        const step = await tx.step('challenge');
        await tx.saveSummary(step, { kind: 'deterministic', summary: 'good', artifactVersion: 1, at: new Date() });
        await tx.saveSummary(step, { kind: 'failed', summary: 'The model did not answer', artifactVersion: 1, at: new Date() });
        return tx.currentSummaries();
      });
      expect(summaries.map((one) => one.summary)).toEqual(['good']);
      expect(await test.database.prisma.stepSummary.count({ where: { workshopStep: { workshopId: id } } })).toBe(2);
    });
  });

  describe('small things', () => {
    it('a receipt is taken once per team, also by two at once (F-17)', async () => {
      const { id } = await startWorkshop(store);
      const other = await startWorkshop(store, { orgId: 'T2' });
      const take = (workshop: string) => store.inWorkshop(workshop, (tx) => tx.takeReceipt('Ev1'));
      expect((await Promise.all([take(id), take(id)])).sort()).toEqual([false, true]);
      expect(await take(id)).toBe(false);
      expect(await take(other.id)).toBe(true);
    });

    it('receipts of events that cannot come again are forgotten when it is tidied up', async () => {
      const { prisma } = test.database;
      const day = 24 * 3_600_000;
      const ago = (days: number) => new Date(test.clock.now().getTime() - days * day);
      await prisma.eventReceipt.createMany({ data: [29, 31].map((days) => ({ orgId: 'TOLD', key: `${days}`, createdAt: ago(days) })) });
      await test.store.tidyUp(test.clock.now());
      expect(await prisma.eventReceipt.findMany({ where: { orgId: 'TOLD' }, select: { key: true } })).toEqual([{ key: '29' }]);
    });

    it('a role that is given stays unless it is forced', async () => {
      const { id } = await startWorkshop(store);
      const members = await store.inWorkshop(id, async (tx) => {
        await tx.setMember('UANNA', 'viewer');
        await tx.setMember('UANNA', 'editor');
        await tx.setMember('UHOST', 'editor');
        await tx.setMember('UBO', 'viewer');
        await tx.setMember('UBO', 'editor', { force: true });
        return tx.members();
      });
      expect(Object.fromEntries(members.map((one) => [one.userId, one.role]))).toEqual({ UHOST: 'owner', UANNA: 'viewer', UBO: 'editor' });
    });

    it('a step changes in what is given and in nothing else', async () => {
      const { id } = await startWorkshop(store);
      const gaps = [{ field: 'targetUser', says: 'who it is for', items: [] }];
      const startedAt = new Date('2026-11-21T09:10:00.001Z');
      const threadTs = nextTs();
      const step = await store.inWorkshop(id, async (tx) => {
        const { id: stepId } = await tx.step('persona');
        await tx.updateStep(stepId, { status: 'in_progress', startedAt, gaps, threadTs, skipReason: 'no time' });
        await tx.updateStep(stepId, { skipReason: null, followUps: 1 });
        return tx.step('persona');
      });
      expect(step).toMatchObject({
        status: 'in_progress',
        startedAt,
        gaps,
        threadTs,
        skipReason: null,
        followUps: 1,
        completedAt: null,
        arcPhase: 'orient',
      });
      await expect(store.inWorkshop(id, (tx) => tx.updateStep('wst_unknown', { followUps: 1 }))).rejects.toThrow(NotFound);
      const other = await startWorkshop(store);
      await expect(store.inWorkshop(other.id, (tx) => tx.updateStep(step.id, { followUps: 9 }))).rejects.toThrow(NotFound);
    });

    it('a thread is found by team, channel and ts alone', async () => {
      const { id, orgId, channelId } = await startWorkshop(store);
      const threadTs = nextTs();
      const step = await store.inWorkshop(id, async (tx) => {
        const found = await tx.step('ideation');
        await tx.updateStep(found.id, { threadTs });
        return found;
      });
      expect(await store.findThread({ orgId, channelId, threadTs })).toEqual({
        workshopId: id,
        workshopStepId: step.id,
        contextId: step.contextId,
        stepId: 'ideation',
      });
      expect(await store.findThread({ orgId: 'T2', channelId, threadTs })).toBeUndefined();
      expect(await store.findThread({ orgId, channelId: 'CELSE', threadTs })).toBeUndefined();
      expect(await store.stepThread(step.id)).toBe(threadTs);
      expect(await store.stepThread({ workshopId: id, stepId: 'ideation' })).toBe(threadTs);
    });

    it('a list of steps leaves the drafts in the database (F-30)', async () => {
      const { id } = await startWorkshop(store);
      const steps = await store.inWorkshop(id, (tx) => tx.steps());
      expect(steps).toHaveLength(10);
      expect(steps.some((step) => 'draft' in step || 'output' in step)).toBe(false);
    });

    it('build packs come newest first, with their canvas', async () => {
      const { id } = await startWorkshop(store);
      expect(await store.buildPacks(id)).toEqual([]);
      await store.inWorkshop(id, async (tx) => {
        const pack = { formatType: 'markdown' as const, kind: 'overview' as const, sourceVersions: { challenge: 1 } };
        await tx.saveBuildPack({ ...pack, title: 'Old', content: '# Old', at: new Date('2026-11-21T09:00:00Z') });
        const newest = await tx.saveBuildPack({ ...pack, title: 'New', content: '# New', at: new Date('2026-11-21T09:00:01Z') });
        await tx.updateBuildPack(newest, { canvasId: 'F1', canvasStatus: 'posted' });
      });
      expect(await store.buildPacks(id)).toMatchObject([{ title: 'New', canvasId: 'F1', canvasStatus: 'posted' }, { title: 'Old' }]);
    });

    it('the pack that people see is the newest that went to a canvas, and until then the newest', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        const pack = { title: 'Pack', content: '# Pack', kind: 'overview' as const, sourceVersions: {} };
        const make = (second: number, formatType: 'markdown' | 'json' = 'markdown') =>
          tx.saveBuildPack({ ...pack, formatType, at: new Date(Date.UTC(2026, 10, 21, 9, 0, second)) });
        expect(await tx.shownPack()).toBeUndefined();
        const first = await make(1);
        const second = await make(2);
        await make(3, 'json');
        expect(await tx.shownPack()).toEqual({ id: second, canvasId: null });
        await tx.updateBuildPack(first, { canvasId: 'F1', canvasStatus: 'rung:1' });
        expect(await tx.shownPack()).toEqual({ id: first, canvasId: 'F1' });
        await tx.updateBuildPack(second, { canvasStatus: 'rung:4' });
        expect(await tx.shownPack()).toEqual({ id: second, canvasId: 'F1' });
      });
    });

    it('a session is one stretch of work: it ends with the last activity before half an hour of nothing, and at the end', async () => {
      const { id } = await startWorkshop(store);
      const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute));
      const act = (minute: number) => store.inWorkshop(id, (tx) => tx.noteActivity(at(minute)));
      const close = (minute: number) => store.inWorkshop(id, (tx) => tx.closeIdleSession(at(minute)));
      await act(0);
      await act(20);
      expect(await close(40)).toEqual(at(50));
      await act(45);
      await act(80);
      expect(await close(111)).toBeUndefined();
      await act(200);
      expect(await store.workedOn(id)).toEqual({ sessions: 3, ms: 45 * 60_000 });
      await store.inWorkshop(id, (tx) => tx.updateWorkshop({ status: 'completed' }));
      await act(300);
      const sessions = await test.database.prisma.session.findMany({ where: { workshopId: id }, orderBy: { startedAt: 'asc' } });
      expect(sessions.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([
        [at(0), at(45)],
        [at(80), at(80)],
        [at(200), test.clock.now()],
      ]);
    });
  });
});
