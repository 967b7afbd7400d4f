import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkshopTx } from '../../src/ports/store.ts';
import { reviseMessage } from '../../src/turns/receive-message.ts';
import { runTurn } from '../../src/turns/run-turn.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

/** Turns are taken by hand: none is due by itself. */
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ env: { TURN_DEBOUNCE_MS: '60000' } });
});
afterAll(() => scenario.close());

/** A process that ends when it has written so many transactions: whatever it wants after that does not happen. */
function dyingAfter(commits: number, { ...deps }: Deps): Deps & { isDead(): boolean } {
  let left = commits;
  const { store } = deps;
  const inWorkshop = async <T>(id: string, work: (tx: WorkshopTx) => Promise<T>): Promise<T> => {
    const result = await store.inWorkshop(id, work);
    left -= 1;
    return result;
  };
  const mortal = new Proxy(store, {
    get: (target, name) => {
      if (left <= 0 && typeof Reflect.get(target, name) === 'function') return () => Promise.reject(new Error('the process has ended'));
      return name === 'inWorkshop' ? inWorkshop : Reflect.get(target, name);
    },
  });
  const dying = { ...deps, store: mortal, isDead: () => left <= 0 };
  dying.takeTurn = (contextId) => runTurn(dying, contextId, { isEarly: true });
  return dying;
}

/** Somebody says it in the first step’s thread, and it is stored; no turn has looked at it. */
async function openWith(words: string): Promise<{ room: Room; contextId: string; deps: Deps }> {
  const { deps } = scenario.app;
  const room = await openRoom({ control: scenario.control, deps });
  await room.start();
  await room.say('tomas', `@pilot ${wholeChallenge}`, 'challenge');
  await room.say('maya', words, 'challenge');
  const { workshop, steps } = await room.workshop();
  const { contextId } = steps[0]!;
  await vi.waitFor(async () =>
    expect((await deps.store.openLogs({ ...workshop, workshopId: workshop.id }))[0]).toMatchObject({ isWaiting: true }),
  );
  return { room, contextId, deps };
}

/** The queue brings the turn again until it has come to its end. */
async function takeTurnDyingAfter(commits: number, { contextId, deps }: { contextId: string; deps: Deps }): Promise<boolean> {
  const dying = dyingAfter(commits, deps);
  await runTurn(dying, contextId).catch(() => undefined);
  await runTurn(deps, contextId);
  await runTurn(deps, contextId);
  return dying.isDead();
}

describe('what is said to the bot and a process that ends in the middle of it', () => {
  it.each([1, 2, 3, 4])('“@pilot skip” moves on once, however far it had come: after %i transactions', async (commits) => {
    const open = await openWith('@pilot skip because we know all of this already');
    await takeTurnDyingAfter(commits, open);
    const { workshop, steps } = await open.room.workshop();
    expect(steps.slice(0, 3).map((step) => [step.stepId, step.status])).toEqual([
      ['challenge', 'complete'],
      ['stakeholder-mapping', 'in_progress'],
      ['user-research', 'not_started'],
    ]);
    const history = await open.deps.store.history(workshop.id, { limit: 20, actions: ['override', 'complete'] });
    expect(history).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])('“let’s start the challenge over” is asked about once: after %i transactions', async (commits) => {
    const open = await openWith('@pilot let’s start the challenge over');
    await takeTurnDyingAfter(commits, open);
    const { workshop } = await open.room.workshop();
    const asked = await open.deps.store.inWorkshop(workshop.id, (tx) => tx.openActions());
    expect(asked.map((one) => one.action)).toEqual(['reset']);
  });

  it.each([1, 2, 3, 4])('“remember …” is remembered once: after %i transactions', async (commits) => {
    const open = await openWith('@pilot remember that we only work in German');
    await takeTurnDyingAfter(commits, open);
    const { workshop } = await open.room.workshop();
    const known = await open.deps.store.inWorkshop(workshop.id, (tx) => tx.knownFacts(open.contextId));
    expect(known).toHaveLength(1);
  });

  it('a question that can’t be done is answered, once', async () => {
    const open = await openWith('@pilot result');
    await takeTurnDyingAfter(1, open);
    await open.room.quiet();
    expect(open.room.whispers()).toHaveLength(1);
  });
});

describe('talk that waits for a silence', () => {
  it('and is edited meanwhile asks for nothing anew, as if a turn had looked at it at once', async () => {
    const { room, contextId, deps } = await openWith('let us go on soon');
    const [, talk] = await deps.store.recentMessages(contextId, 10);
    if (!talk?.slackTs) throw new Error('not stored');
    const { workshop } = await room.workshop();
    const edited = { orgId: workshop.orgId, channelId: room.channel, slackTs: talk.slackTs, threadTs: undefined, key: 'edit' };
    const at = new Date(talk.createdAt.getTime() + deps.pace.debounceMs + 1);
    await reviseMessage(deps, { ...edited, text: '<@UWORKSHOP1> pause', addressed: true, at });
    await runTurn(deps, contextId);
    expect((await room.workshop()).workshop.status).toBe('active');
    expect(await deps.store.isTurnWaiting(contextId)).toBe(false);
  });
});
