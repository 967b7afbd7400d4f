import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuidedFacilitator } from '../../src/facilitator/guided/take-turn.ts';
import { holdTemplates } from '../../src/templates/hold-templates.ts';
import type { Limits } from '../../src/turns/limits/limits.ts';
import { createMessageCeiling } from '../../src/turns/limits/message-ceiling.ts';
import { createPressure, mayTellOfDelay } from '../../src/turns/limits/pressure.ts';
import { type ModelUse, withinBudget } from '../../src/turns/model-use.ts';
import { receiveMessage } from '../../src/turns/receive-message.ts';
import { runTurn } from '../../src/turns/run-turn.ts';
import { startWorkshop as begin } from '../../src/turns/start-workshop.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { RuleBreach } from '../../src/workshop/errors.ts';
import { phraseToText } from '../../src/workshop/phrase.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';
import { someDeps } from '../support/some-deps.ts';

const noLimits: Limits = {
  startsPerPerson: 0,
  startsPerChannel: 0,
  forksPerPerson: 0,
  exportsPerPerson: 0,
  canvasesPerPerson: 0,
  linksPerPerson: 0,
  modelCallsPerTeam: 0,
  messagesPerTeam: 0,
};
const day = 24 * 3_600_000;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let asked = 0;

describe.each(databaseKinds)('what the operator bounds, on %s', (kind) => {
  let ours: TestStore;
  beforeAll(async () => {
    ours = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => ours.store.close());

  const withLimits = (limits: Partial<Limits>, orgId: string): Deps => ({
    ...someDeps({
      clock: ours.clock,
      templates: holdTemplates([designThinking]),
      log,
      pace: { debounceMs: 1_200, lullMs: { live: 12_000, async: 300_000 } },
    }),
    store: ours.store.ofTeam(orgId),
    clock: ours.clock,
    log,
    templates: holdTemplates([designThinking]),
    facilitator: createGuidedFacilitator(),
    pace: { debounceMs: 1_200, lullMs: { live: 12_000, async: 300_000 } },
    contextTokens: 1_000,
    limits: { ...noLimits, ...limits },
  });
  const start = (deps: Deps, orgId: string, userId: string, channelId: string) =>
    begin(deps, { orgId, channelId, userId, isOutsider: false, key: `ask:${++asked}` }, 'A better check-in', 'both');
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.catch((one: unknown) => one);
    if (!(error instanceof RuleBreach)) throw new Error('it was not refused');
    return phraseToText(error.says);
  };

  it('lets a person begin so many workshops in a day; the next one hears which bound it is and when it ends, and nothing was begun', async () => {
    const deps = withLimits({ startsPerPerson: 2 }, 'T_STARTS');
    await start(deps, 'T_STARTS', 'UMAYA', 'C1');
    await start(deps, 'T_STARTS', 'UMAYA', 'C2');
    expect(await refusal(start(deps, 'T_STARTS', 'UMAYA', 'C3'))).toBe(
      'You have begun 2 workshops today, and that is as many as one person may in a day. From 00:00 UTC on there is room again; nothing is lost until then.',
    );
    expect(await deps.store.listWorkshops({ orgId: 'T_STARTS', channelId: 'C3' }, ['draft', 'active'])).toEqual([]);
    await start(deps, 'T_STARTS', 'UTOMAS', 'C3');
    ours.clock.advance(day);
    await start(deps, 'T_STARTS', 'UMAYA', 'C3');
  });

  it('counts the same in every process, however many ask at once; 0 is no bound', async () => {
    const deps = withLimits({ startsPerChannel: 3 }, 'T_MANY');
    const all = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => start(deps, 'T_MANY', `U${index}`, 'C1')));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(3);
    const free = withLimits({}, 'T_FREE');
    for (let index = 0; index < 5; index++) await start(free, 'T_FREE', 'UMAYA', 'C1');
  });

  it('does not count what did not happen', async () => {
    const deps = withLimits({ startsPerPerson: 1, startsPerChannel: 1 }, 'T_ROLLED');
    await start(deps, 'T_ROLLED', 'UMAYA', 'C1');
    await refusal(start(deps, 'T_ROLLED', 'UTOMAS', 'C1'));
    await start(deps, 'T_ROLLED', 'UTOMAS', 'C2');
  });

  it('lets a model be called so often in a day, and reckons with what other calls are using right now', async () => {
    const orgId = 'T_MODEL';
    const { id } = await startWorkshop(ours.store, { orgId });
    const deps = withLimits({ modelCallsPerTeam: 3 }, orgId);
    const { workshop } = await deps.store.loadWorkshop(id);
    const use = { caps: { workshop: {}, day: { tokens: 1_500 } }, prices: { input: 0, cached: 0, output: 0 } } as unknown as ModelUse;
    let inCall = 0;
    let most = 0;
    const call = async () => {
      inCall += 1;
      most = Math.max(most, inCall);
      await deps.store.listWorkshops({ orgId, channelId: 'none' }, ['active']);
      inCall -= 1;
      return 'said';
    };
    expect(await withinBudget(deps, use, workshop, () => withinBudget(deps, use, workshop, call))).toBe('said');
    // A third beside two of a thousand tokens would be more than 1,500.
    const three = withinBudget(deps, use, workshop, () =>
      withinBudget(deps, { ...use, caps: { workshop: {}, day: { tokens: 900 } } }, workshop, call),
    );
    await expect(three).rejects.toMatchObject({ kind: 'over-cap' });
    await expect(withinBudget(deps, use, workshop, call)).rejects.toMatchObject({ kind: 'over-cap' });
    ours.clock.advance(day);
    expect(await withinBudget(deps, use, workshop, call)).toBe('said');
    expect(most).toBe(1);
  });

  it('stores so many messages of a team in a day; whoever writes after that is told once in the thread, and is heard again the next day', async () => {
    const orgId = 'T_TALK';
    const { id, channelId } = await startWorkshop(ours.store, { orgId });
    const threadTs = nextTs();
    await ours.store.inWorkshop(id, async (tx) => tx.updateStep((await tx.step('challenge')).id, { threadTs, status: 'in_progress' }));
    const plain = withLimits({}, orgId);
    const deps = { ...plain, ceiling: createMessageCeiling(3, orgId, plain) };
    const say = () =>
      receiveMessage(deps, {
        orgId,
        channelId,
        threadTs,
        slackTs: nextTs(),
        userId: 'UANNA',
        text: 'so true',
        isOutsider: false,
        addressed: false,
        sentAt: ours.clock.now(),
        isReplyToBot: true,
      });
    expect([await say(), await say(), await say(), await say(), await say()]).toEqual(['stored', 'stored', 'stored', 'refused', 'refused']);
    const whispers = await ours.database.prisma.outboxRow.findMany({ where: { workshopId: id } });
    expect(whispers.map((one) => (one.content as { kind: string }).kind)).toEqual(['whisper']);
    ours.clock.advance(day);
    expect(await say()).toBe('stored');
  });
});

describe('more to do than gets done', () => {
  it('is looked at every few seconds, and said once in a thread and quarter of an hour', async () => {
    const { store, clock } = await storeOn(await openTestDatabase());
    let looks = 0;
    const behind = { turns: 0, channels: 0 };
    const countLate = async () => {
      looks += 1;
      return behind;
    };
    const pressure = createPressure({ clock, store: { countLate } });
    expect(await pressure.isHigh()).toBe(false);
    behind.turns = 50;
    expect([await pressure.isHigh(), looks]).toEqual([false, 1]);
    clock.advance(6_000);
    expect(await pressure.isHigh()).toBe(true);
    const tell = (thread: string) => mayTellOfDelay(store.ofTeam('T1'), 'T1', thread, clock.now());
    expect([await tell('C1:1'), await tell('C1:1'), await tell('C1:2')]).toEqual([true, false, true]);
    clock.advance(15 * 60_000);
    expect(await tell('C1:1')).toBe(true);
    await store.close();
  });

  it('counts turns and channels that are late, and none of what is erased or not due', async () => {
    const { store, clock } = await storeOn(await openTestDatabase());
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, async (tx) => {
      await tx.scheduleTurn((await tx.step('challenge')).contextId, new Date(clock.now().getTime() - 60_000));
      await tx.scheduleTurn((await tx.step('persona')).contextId, new Date(clock.now().getTime() + 60_000));
      await tx.post({ kind: 'react', slackTs: '1.1', name: 'eyes' });
    });
    const at = clock.now();
    expect(await store.countLate({ turnsBefore: at, postsBefore: new Date(at.getTime() + 1) })).toEqual({ turns: 1, channels: 1 });
    await store.close();
  });

  it('puts off what the bot would say by itself, and nothing that people put in', async () => {
    const { store, clock, enqueued } = await storeOn(await openTestDatabase());
    const { id, orgId, channelId } = await startWorkshop(store);
    const threadTs = nextTs();
    const contextId = await store.inWorkshop(id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { threadTs, status: 'in_progress' });
      return step.contextId;
    });
    let isHigh = true;
    const deps: Deps = {
      ...someDeps({}),
      store: store.ofTeam(orgId),
      clock,
      log,
      templates: holdTemplates([designThinking]),
      facilitator: createGuidedFacilitator(),
      context: { mayNeedCompaction: () => false } as unknown as Deps['context'],
      contextTokens: 1_000,
      pace: { debounceMs: 1_200, lullMs: { live: 12_000, async: 300_000 } },
      pressure: { isHigh: async () => isHigh },
    };
    await receiveMessage(deps, {
      orgId,
      channelId,
      threadTs,
      slackTs: nextTs(),
      userId: 'UANNA',
      text: '<@UBOT> Problem: everybody hears why you came',
      isOutsider: false,
      addressed: true,
      sentAt: clock.now(),
      isReplyToBot: true,
    });
    clock.advance(20_000);
    await runTurn(deps, contextId);
    const kinds = async () =>
      (await store.inWorkshop(id, async (tx) => (await tx.step('challenge')).draft.captures.length)) && enqueued.at(-1)?.dueAt.getTime();
    expect(await kinds()).toBe(clock.now().getTime() + 60_000);
    expect((await store.loadTurn(contextId))?.step.followUps).toBe(0);
    isHigh = false;
    clock.advance(60_000);
    await runTurn(deps, contextId);
    expect((await store.loadTurn(contextId))?.step.followUps).toBe(1);
    await store.close();
  });
});
