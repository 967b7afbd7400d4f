import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectArtifact } from '../../src/context/project-artifact.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import type { QueuedTurn, QueuedWakeUp, SqlRunner, TurnQueue, TurnScheduler } from '../../src/ports/queue.ts';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { createStore } from '../../src/store/create-store.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { holdTemplates } from '../../src/templates/hold-templates.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { createTestDatabase, databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { countTokens, say, startWorkshop } from '../support/open-test-store.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const waitOptions = { timeout: 25_000, interval: 10 };

type Queue = TurnQueue & TurnScheduler;
const orgId = 'T1';
type Run = (contextId: string) => Promise<void>;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A gate that a turn waits at until the test opens it. */
function createGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe.each(databaseKinds)('the queue of turns on %s', (kind) => {
  async function openQueue(database?: Database): Promise<{ database: Database; queue: Queue }> {
    const opened = database ?? (await openTestDatabase(kind));
    if (!database) cleanups.push(() => opened.close());
    const queue = await createTurnQueue({ database: opened, log: silent });
    cleanups.push(() => queue.stop(5_000));
    return { database: opened, queue };
  }

  const noGivingUp = async ({ contextId }: QueuedTurn) => {
    throw new Error(`${contextId} was given up`);
  };
  const noWaking = async ({ workshopId }: QueuedWakeUp) => {
    throw new Error(`${workshopId} was woken`);
  };
  const start = (queue: Queue, run: Run) => queue.start({ run: ({ contextId }) => run(contextId), onGiveUp: noGivingUp, wake: noWaking });

  /** Enqueues in a transaction of its own, which ends as `end` says. */
  async function enqueue(
    database: Database,
    queue: Queue,
    contextId: string,
    dueAt = new Date(),
    end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
  ): Promise<void> {
    const client = await database.pool.connect();
    const calls: (() => void)[] = [];
    const runner: SqlRunner = {
      executeSql: (text, values = []) => client.query(text, values),
      afterCommit: (call) => void calls.push(call),
    };
    try {
      await client.query('BEGIN');
      await queue.enqueueTurn(runner, { orgId, contextId }, dueAt);
      await client.query(end);
      if (end === 'COMMIT') for (const call of calls) call();
    } finally {
      client.release();
    }
  }

  it('forgets what waits for a workspace, turns and wake-ups, and nothing of another one', async () => {
    const { database, queue } = await openQueue();
    const later = new Date(Date.now() + 3_600_000);
    await database.prisma.$transaction(async (db) => {
      const tx: SqlRunner = { executeSql: async (text, values = []) => ({ rows: await db.$queryRawUnsafe<unknown[]>(text, ...values) }) };
      await queue.enqueueTurn(tx, { orgId: 'TGONE', contextId: 'ctx_gone' }, later);
      await queue.enqueueWakeUp(tx, { orgId: 'TGONE', workshopId: 'ws_gone' }, later);
      await queue.enqueueTurn(tx, { orgId: 'TSTAYS', contextId: 'ctx_stays' }, later);
    });
    expect([await queue.forgetTeam('TGONE'), await queue.forgetTeam('TGONE'), await queue.forgetTeam('TSTAYS')]).toEqual([2, 0, 1]);
  });

  it('is made once when several programs start at once on a new database', async () => {
    const database = await openTestDatabase(kind);
    cleanups.push(() => database.close());
    const queues = await Promise.all(Array.from({ length: 4 }, () => openQueue(database)));
    const ran: string[] = [];
    for (const { queue } of queues) await start(queue, async (contextId) => void ran.push(contextId));
    await enqueue(database, queues[0]?.queue as Queue, 'ctx_once');
    await vi.waitFor(() => expect(ran).toEqual(['ctx_once']), waitOptions);
  });

  it('runs a turn that is due within a moment of the commit that made it necessary', async () => {
    const { database, queue } = await openQueue();
    const ran: { contextId: string; at: number }[] = [];
    await start(queue, async (contextId) => void ran.push({ contextId, at: performance.now() }));
    await enqueue(database, queue, 'warm-up');
    await vi.waitFor(() => expect(ran).toHaveLength(1), waitOptions);
    const latenciesMs: number[] = [];
    for (let n = 0; n < 5; n++) {
      const count = ran.length;
      const before = performance.now();
      await enqueue(database, queue, `ctx_${n}`);
      await vi.waitFor(() => expect(ran).toHaveLength(count + 1), { timeout: 5_000, interval: 1 });
      latenciesMs.push((ran.at(-1)?.at ?? 0) - before);
    }
    // Polling alone would need half a second on average: at least half of them were told.
    expect(latenciesMs.filter((ms) => ms < 400).length).toBeGreaterThanOrEqual(3);
  });

  it('runs a later turn when its time has come, not before', async () => {
    const { database, queue } = await openQueue();
    const ran: number[] = [];
    await start(queue, async () => void ran.push(Date.now()));
    const dueAt = new Date(Date.now() + 700);
    await enqueue(database, queue, 'ctx_later', dueAt);
    await vi.waitFor(() => expect(ran).toHaveLength(1), waitOptions);
    expect(ran[0]).toBeGreaterThanOrEqual(dueAt.getTime() - 50);
  });

  it('runs nothing of a transaction that was rolled back', async () => {
    const { database, queue } = await openQueue();
    const ran: string[] = [];
    await start(queue, async (contextId) => void ran.push(contextId));
    await enqueue(database, queue, 'ctx_lost', new Date(), 'ROLLBACK');
    await enqueue(database, queue, 'ctx_kept');
    await vi.waitFor(() => expect(ran).toEqual(['ctx_kept']), waitOptions);
    const { rows } = await database.pool.query(`SELECT data->>'contextId' AS context FROM jobs.job WHERE name = 'turns'`);
    expect(rows).toEqual([{ context: 'ctx_kept' }]);
  });

  it('has one turn waiting per context: a second one moves it', async () => {
    const { database, queue } = await openQueue();
    const hour = 3_600_000;
    await enqueue(database, queue, 'ctx_1', new Date(Date.now() + hour));
    await enqueue(database, queue, 'ctx_1', new Date(Date.now() + 2 * hour));
    const soon = new Date(Date.now() + 300);
    await enqueue(database, queue, 'ctx_1', soon);
    const { rows } = await database.pool.query(`SELECT start_after FROM jobs.job WHERE name = 'turns'`);
    expect(rows).toEqual([{ start_after: soon }]);
    const ran: string[] = [];
    await start(queue, async (contextId) => void ran.push(contextId));
    await vi.waitFor(() => expect(ran).toEqual(['ctx_1']), waitOptions);
  });

  it('runs the turns of a context one after the other, those of others beside it', async () => {
    const { database, queue } = await openQueue();
    const active = new Map<string, number>();
    const done: string[] = [];
    let overlaps = 0;
    let mostAtOnce = 0;
    await start(queue, async (contextId) => {
      active.set(contextId, (active.get(contextId) ?? 0) + 1);
      if ((active.get(contextId) ?? 0) > 1) overlaps += 1;
      mostAtOnce = Math.max(
        mostAtOnce,
        [...active.values()].reduce((sum, one) => sum + one, 0),
      );
      // As long as a short turn takes; the next one of this context is enqueued meanwhile.
      if (done.filter((one) => one === contextId).length < 3) await enqueue(database, queue, contextId);
      await sleep(15);
      active.set(contextId, (active.get(contextId) ?? 0) - 1);
      done.push(contextId);
    });
    const contexts = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(contexts.map((contextId) => enqueue(database, queue, contextId)));
    await vi.waitFor(() => expect(done).toHaveLength(4 * contexts.length), waitOptions);
    expect(overlaps).toBe(0);
    expect(mostAtOnce).toBeGreaterThan(1);
  });

  if (kind === 'postgres')
    it('lets two programs share the work without ever running one context twice at a time', async () => {
      const { url, drop } = await createTestDatabase(kind);
      cleanups.push(drop);
      const active = new Set<string>();
      const done: string[] = [];
      let overlaps = 0;
      const queues: { database: Database; queue: Queue }[] = [];
      for (let n = 0; n < 2; n++) {
        const database = await openDatabase(url);
        cleanups.push(() => database.close());
        queues.push(await openQueue(database));
      }
      for (const { queue } of queues)
        await start(queue, async (contextId) => {
          if (active.has(contextId)) overlaps += 1;
          active.add(contextId);
          await sleep(10);
          active.delete(contextId);
          done.push(contextId);
        });
      for (let n = 0; n < 60; n++) {
        const { database, queue } = queues[n % 2] as (typeof queues)[number];
        await enqueue(database, queue, `ctx_${n % 4}`);
      }
      // Turns that met a waiting one were merged with it; at the end nothing is left.
      await vi.waitFor(async () => {
        const { rows } = await (queues[0] as (typeof queues)[number]).database.pool.query(
          `SELECT count(*)::int AS n FROM jobs.job WHERE name = 'turns' AND state < 'completed'`,
        );
        expect(rows).toEqual([{ n: 0 }]);
      }, waitOptions);
      expect(overlaps).toBe(0);
      expect(new Set(done).size).toBe(4);
    });

  it('tries a turn that fails again', async () => {
    const { database, queue } = await openQueue();
    let attempts = 0;
    await start(queue, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('for once');
    });
    await enqueue(database, queue, 'ctx_1');
    await vi.waitFor(() => expect(attempts).toBe(2), waitOptions);
  });

  it('gives a turn up that always fails, says so once, and goes on with the next of its context (G-09)', async () => {
    const { database, queue } = await openQueue();
    const attempts: string[] = [];
    const givenUp: [string, string][] = [];
    let isPoisoned = true;
    await queue.start({
      run: async ({ contextId }) => {
        attempts.push(contextId);
        if (contextId === 'ctx_poisoned' && isPoisoned) throw new Error('cannot be read');
      },
      onGiveUp: async ({ contextId }, error) => void givenUp.push([contextId, (error as Error).message]),
      wake: noWaking,
    });
    await enqueue(database, queue, 'ctx_poisoned');
    // Others are not held up by it.
    await enqueue(database, queue, 'ctx_healthy');
    await vi.waitFor(() => expect(attempts).toContain('ctx_healthy'), waitOptions);
    // Its waits between the attempts, made short.
    const hurry = setInterval(
      () => void database.pool.query(`UPDATE jobs.job SET start_after = now() WHERE name = 'turns' AND state = 'retry'`),
      50,
    );
    try {
      await vi.waitFor(() => expect(attempts.filter((one) => one === 'ctx_poisoned')).toHaveLength(4), waitOptions);
    } finally {
      clearInterval(hurry);
    }
    // At once, not when it is looked for the next time.
    await vi.waitFor(() => expect(givenUp).toHaveLength(1), { timeout: 2_000, interval: 10 });
    expect(givenUp).toEqual([['ctx_poisoned', 'cannot be read']]);
    expect(attempts.filter((one) => one === 'ctx_poisoned')).toHaveLength(4);
    isPoisoned = false;
    await enqueue(database, queue, 'ctx_poisoned');
    await vi.waitFor(() => expect(attempts.filter((one) => one === 'ctx_poisoned')).toHaveLength(5), waitOptions);
    expect(givenUp).toHaveLength(1);
  });

  it('unblocks at its start what an earlier program left failed (G-09)', async () => {
    const { database, queue } = await openQueue();
    await enqueue(database, queue, 'ctx_blocked');
    await database.pool.query(`UPDATE jobs.job SET state = 'failed', output = '{"message": "left behind"}' WHERE name = 'turns'`);
    const ran: string[] = [];
    const givenUp: [string, string][] = [];
    await queue.start({
      run: async ({ contextId }) => void ran.push(contextId),
      onGiveUp: async ({ contextId }, error) => {
        givenUp.push([contextId, (error as Error).message]);
        await enqueue(database, queue, contextId);
      },
      wake: noWaking,
    });
    await vi.waitFor(() => expect(ran).toEqual(['ctx_blocked']), waitOptions);
    expect(givenUp).toEqual([['ctx_blocked', 'left behind']]);
  });

  it('wakes a workshop when it is time, once for several wishes, beside the turns of its threads', async () => {
    const { database, queue } = await openQueue();
    const seen: string[] = [];
    await queue.start({
      run: async ({ contextId }) => void seen.push(contextId),
      onGiveUp: noGivingUp,
      wake: async ({ workshopId }) => void seen.push(workshopId),
    });
    const runner: SqlRunner = { executeSql: (text, values = []) => database.pool.query(text, values) };
    await queue.enqueueWakeUp(runner, { orgId, workshopId: 'ws_clinic' }, new Date(Date.now() + 60_000));
    await queue.enqueueWakeUp(runner, { orgId, workshopId: 'ws_clinic' }, new Date(Date.now() + 100));
    await enqueue(database, queue, 'ctx_clinic');
    await vi.waitFor(() => expect(seen).toEqual(['ctx_clinic', 'ws_clinic']), waitOptions);
  });

  it('stops after what is running, and takes nothing new', async () => {
    const { database, queue } = await openQueue();
    const gate = createGate();
    const started: string[] = [];
    const ended: string[] = [];
    await start(queue, async (contextId) => {
      started.push(contextId);
      await gate.opened;
      ended.push(contextId);
    });
    await enqueue(database, queue, 'ctx_running');
    await vi.waitFor(() => expect(started).toEqual(['ctx_running']), waitOptions);
    const stopped = queue.stop(10_000);
    await enqueue(database, queue, 'ctx_new');
    gate.open();
    await stopped;
    expect([started, ended]).toEqual([['ctx_running'], ['ctx_running']]);
    const { rows } = await database.pool.query(
      `SELECT data->>'contextId' AS context, state FROM jobs.job WHERE name = 'turns' ORDER BY created_on`,
    );
    expect(rows).toEqual([
      { context: 'ctx_running', state: 'completed' },
      { context: 'ctx_new', state: 'created' },
    ]);
  });

  it('does not wait for ever for a turn that hangs', async () => {
    const { database, queue } = await openQueue();
    const gate = createGate();
    const started: string[] = [];
    await start(queue, async (contextId) => {
      started.push(contextId);
      await gate.opened;
    });
    await enqueue(database, queue, 'ctx_hangs');
    await vi.waitFor(() => expect(started).toHaveLength(1), waitOptions);
    const before = performance.now();
    await queue.stop(200);
    expect(performance.now() - before).toBeLessThan(5_000);
    gate.open();
  });

  it('runs a turn again whose program was killed while it ran', async () => {
    const { url, drop } = await createTestDatabase(kind);
    cleanups.push(drop);
    const database = await openDatabase(url);
    const { queue } = await openQueue(database);
    await enqueue(database, queue, 'ctx_killed');
    await queue.stop(1_000);
    await database.close();

    const script = fileURLToPath(new URL('../support/run-turns-until-killed.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, url, '60000'], { stdio: ['ignore', 'pipe', 'inherit'] });
    cleanups.push(() => child.kill('SIGKILL'));
    await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;

    const again = await openDatabase(url);
    cleanups.push(() => again.close());
    const second = await openQueue(again);
    const ran: string[] = [];
    await start(second.queue, async (contextId) => void ran.push(contextId));
    await vi.waitFor(() => expect(ran).toEqual(['ctx_killed']), { ...waitOptions, timeout: 45_000 });
  }, 90_000);

  it('carries a message from the store to its turn, and the next one that came meanwhile too', async () => {
    const { database, queue } = await openQueue();
    const clock = { now: () => new Date() };
    const store = await createStore({
      database,
      queue,
      clock,
      log: silent,
      templates: holdTemplates([designThinking]),
      countTokens,
      tokenizer: 'characters',
      projectArtifact,
      termsOf,
    });
    const { id } = await startWorkshop(store);
    const heard: string[] = [];
    const gate = createGate();
    await start(queue, async (contextId) => {
      const work = await store.loadTurn(contextId);
      if (!work) throw new Error('no work');
      heard.push(...work.messages.map((message) => message.content));
      if (heard.length < 3) await gate.opened;
      await store.inWorkshop(id, (tx) =>
        tx.finishTurn(contextId, {
          expectedHandledVersion: work.handledVersion,
          handledVersion: work.messages.at(-1)?.version ?? work.handledVersion,
          flagged: [],
          asOfSeq: work.workshop.latestSeq,
        }),
      );
    });
    const hear = (text: string) =>
      store.inWorkshop(id, async (tx) => {
        const message = await say(tx, text);
        await tx.scheduleTurn(message?.contextId ?? '', clock.now());
      });
    await store.inWorkshop(id, async (tx) => {
      const message = await say(tx, 'one');
      await say(tx, 'two');
      await tx.scheduleTurn(message?.contextId ?? '', clock.now());
    });
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']), waitOptions);
    await hear('three');
    gate.open();
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two', 'three']), waitOptions);
    await vi.waitFor(async () => {
      const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM contexts WHERE turn_due_at IS NOT NULL');
      expect(rows).toEqual([{ n: 0 }]);
    }, waitOptions);
  });
});
