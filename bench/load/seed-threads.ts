import type pg from 'pg';
import { countTokens, tokenizerName } from '../../src/context/count-tokens.ts';
import { projectArtifact } from '../../src/context/project-artifact.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { loadTemplates } from '../../src/templates/load-templates.ts';
import { openStep } from '../../src/turns/open-step.ts';
import { bench, people } from './stand-in-slack.ts';

/** A step's thread that people write in. */
export interface Thread {
  channel: string;
  threadTs: string;
  contextId: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

/** So many workshops with one open thread each, spread over so many channels, as they stand when everything was posted. */
export async function seedThreads(url: string, count: number, channels: number, facilitatorMode: 'guided' | 'model'): Promise<Thread[]> {
  const database = await openDatabase(url);
  const clock = { now: () => new Date() };
  const queue = await createTurnQueue({ database, log: silent });
  const templates = await loadTemplates({ executeSql: (text, values) => database.pool.query(text, values) }, undefined);
  const store = await createStore({
    database,
    queue,
    clock,
    log: silent,
    templates,
    countTokens,
    tokenizer: tokenizerName,
    projectArtifact,
    termsOf,
  });
  const threads: Thread[] = [];
  try {
    const now = clock.now();
    for (let n = 0; n < count; n++) {
      const channel = `C${String(n % channels).padStart(4, '0')}`;
      const threadTs = `${Math.floor(now.getTime() / 1_000) - 10_000 + n}.000100`;
      const place = { orgId: bench.teamId, channelId: channel, ownerUserId: people[0] ?? '', pace: 'live' as const, now };
      const title = `A better check-in for clinic ${n + 1}`;
      const contextId = await store.createWorkshop({ ...place, title, originalIdea: title, facilitatorMode }, async (tx) => {
        await tx.updateWorkshop({ status: 'active' });
        for (const userId of people.slice(1)) await tx.setMember(userId, 'editor');
        await openStep(tx, tx.workshop.template.first, now);
        return (await tx.step(tx.workshop.template.first)).contextId;
      });
      await markPosted(database.pool, contextId, threadTs);
      threads.push({ channel, threadTs, contextId });
    }
  } finally {
    await queue.stop(0);
    await store.close();
  }
  return threads;
}

async function markPosted(pool: pg.Pool, contextId: string, threadTs: string): Promise<void> {
  const { rows } = await pool.query<{ id: string; workshop_id: string }>(
    `UPDATE workshop_steps s SET thread_ts = $2 FROM contexts c WHERE c.id = $1 AND s.id = c.workshop_step_id RETURNING s.id, s.workshop_id`,
    [contextId, threadTs],
  );
  const workshopId = rows[0]?.workshop_id;
  await pool.query(`UPDATE outbox SET done_at = now() WHERE workshop_id = $1`, [workshopId]);
  await pool.query(
    `UPDATE cards SET slack_ts = CASE kind WHEN 'step' THEN $2 ELSE $2 || '9' END, shown_revision = wanted_revision WHERE workshop_id = $1`,
    [workshopId, threadTs],
  );
}
