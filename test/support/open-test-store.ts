import { projectArtifact } from '../../src/context/project-artifact.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import type { QueuedTurn, QueuedWakeUp, SqlRunner } from '../../src/ports/queue.ts';
import type { NewWorkshop, Store, StoredMessage, WorkshopTx } from '../../src/ports/store.ts';
import type { Templates } from '../../src/ports/templates.ts';
import { createStore } from '../../src/store/create-store.ts';
import type { Database } from '../../src/store/open-database.ts';
import { holdTemplates } from '../../src/templates/hold-templates.ts';
import type { StepId, WorkshopId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';

/** A clock that stands still until it is told to move. */
export function fixedClock(start = new Date('2026-11-21T10:00:00.000Z')) {
  let now = start;
  return {
    now: () => now,
    advance: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

/** One token per character: easy to check by eye. */
export const countTokens = (text: string) => text.length;

export interface TestStore {
  store: Store;
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  /** What was put into the queue, by transactions that came to their end or not. */
  enqueued: { contextId: string; dueAt: Date }[];
  wakeUps: { workshopId: string; dueAt: Date }[];
}

export async function storeOn(
  database: Database,
  clock = fixedClock(),
  templates: Templates = holdTemplates([designThinking]),
): Promise<TestStore> {
  const enqueued: TestStore['enqueued'] = [];
  const wakeUps: TestStore['wakeUps'] = [];
  const queue = {
    enqueueTurn: async (tx: SqlRunner, { contextId }: QueuedTurn, dueAt: Date) => {
      const { rows } = await tx.executeSql('SELECT $1::text AS context', [contextId]);
      if ((rows[0] as { context: string }).context !== contextId) throw new Error('The queue was not given the transaction');
      enqueued.push({ contextId, dueAt });
    },
    enqueueWakeUp: async (_tx: SqlRunner, { workshopId }: QueuedWakeUp, dueAt: Date) => void wakeUps.push({ workshopId, dueAt }),
  };
  const log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
  const store = await createStore({
    database,
    queue,
    clock,
    log,
    templates,
    countTokens,
    tokenizer: 'characters',
    projectArtifact,
    termsOf,
  });
  return { store, database, clock, enqueued, wakeUps };
}

let channels = 0;

/** Every call has a channel of its own, so that tests of one file do not see each other's workshops. */
export function newWorkshop(overrides: Partial<NewWorkshop> = {}): NewWorkshop {
  channels += 1;
  const at = new Date('2026-11-21T09:00:00.000Z');
  const channelId = `C${channels}`;
  return {
    orgId: 'T1',
    channelId,
    ownerUserId: 'UHOST',
    title: 'Check-in',
    originalIdea: 'A better check-in',
    pace: 'live',
    now: at,
    ...overrides,
  };
}

export function startWorkshop(
  store: Store,
  overrides: Partial<NewWorkshop> = {},
): Promise<{ id: WorkshopId; orgId: string; channelId: string }> {
  const wanted = newWorkshop(overrides);
  return store.createWorkshop(wanted, async (tx) => {
    await tx.updateWorkshop({ status: 'active' });
    return { id: tx.workshop.id, orgId: wanted.orgId, channelId: wanted.channelId };
  });
}

let tsCount = 0;
export function nextTs(): string {
  tsCount += 1;
  return `1763715600.${String(tsCount).padStart(6, '0')}`;
}

/** Somebody says something in a step's thread. */
export async function say(
  tx: WorkshopTx,
  content: string,
  more: { stepId?: StepId; userId?: string; slackTs?: string | null; at?: Date } = {},
): Promise<StoredMessage | undefined> {
  const { contextId } = await tx.step(more.stepId ?? 'challenge');
  const slackTs = more.slackTs === undefined ? nextTs() : more.slackTs;
  const createdAt = more.at ?? new Date('2026-11-21T09:30:00.000Z');
  return tx.appendMessage({ contextId, role: 'user', content, userId: more.userId ?? 'UANNA', slackTs, createdAt });
}
