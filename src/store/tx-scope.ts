import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Projection } from '../ports/context-store.ts';
import type { Log } from '../ports/log.ts';
import type { Left } from '../ports/outbox.ts';
import type { TurnScheduler } from '../ports/queue.ts';
import type { Templates } from '../ports/templates.ts';
import type { Artifact } from '../workshop/artifact.ts';
import { NotFound } from '../workshop/errors.ts';
import type { WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { selectWorkshops, where } from './selects.ts';

export interface StoreSettings {
  /** The workspace that everything is of; undefined for what looks after all of them. */
  orgId: string | undefined;
  queue: TurnScheduler;
  clock: Clock;
  log: Log;
  /** What a stored workshop's template is looked up in. */
  templates: Templates;
  countTokens: (text: string) => number;
  /** What countTokens counts with; kept beside each count. */
  tokenizer: string;
  /** An artifact as prompts show it; stored with the artifact. */
  projectArtifact: (definition: StepDefinition, artifact: Artifact) => Projection;
  /** The words that a message can be found by, with their number. */
  termsOf: (text: string) => Map<string, number>;
  /** What is being done just now came from this; kept with what it leaves to deliver. */
  trace?: () => string | undefined;
}

/** One transaction on one locked workshop. Everything in it goes through `db`: the root client would wait for this transaction for ever. */
export interface TxScope {
  db: Prisma.TransactionClient;
  settings: StoreSettings;
  /** Kept as it is after what this transaction has written. */
  workshop: Workshop;
  /** What there is to deliver after the commit; shared with the scopes of forks in the same transaction. */
  left: Left;
}

/** Something to deliver after the commit. */
export function leave({ left }: TxScope, what: keyof Left): void {
  left[what] = true;
}

/** How long to wait for a connection, and how long a transaction may take. */
const limits = { maxWait: 20_000, timeout: 30_000 };

export async function inTransaction<T>(prisma: PrismaClient, work: (db: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  const calls: (() => void)[] = [];
  const result = await prisma.$transaction((db) => {
    afterCommit.set(db, calls);
    return work(db);
  }, limits);
  for (const call of calls) call();
  return result;
}

const afterCommit = new WeakMap<Prisma.TransactionClient, (() => void)[]>();

/** Called once this transaction has been committed, never when it was rolled back. */
export function callAfterCommit(db: Prisma.TransactionClient, call: () => void): void {
  const calls = afterCommit.get(db);
  if (!calls) throw new Error('No transaction of inTransaction');
  calls.push(call);
}

/** The lock comes first, so that whatever is read after it is what the last writer left. Throws NotFound. */
export async function lockWorkshop(db: Prisma.TransactionClient, settings: StoreSettings, id: WorkshopId): Promise<Workshop> {
  const [workshop] = await selectWorkshops(db, settings, where`w.id = ${id} AND w.deleted_at IS NULL FOR UPDATE`);
  if (!workshop) throw new NotFound('Workshop', id);
  return workshop;
}

export async function takeSeq(scope: TxScope): Promise<number> {
  const [row] = await scope.db.$queryRaw<{ seq: number }[]>`
    UPDATE workshops SET latest_seq = latest_seq + 1 WHERE id = ${scope.workshop.id} RETURNING latest_seq AS seq`;
  if (!row) throw new NotFound('Workshop', scope.workshop.id);
  scope.workshop = { ...scope.workshop, latestSeq: row.seq };
  return row.seq;
}

/** Throws NotFound for a step of another workshop. */
export async function requireStep({ db, workshop }: TxScope, id: WorkshopStepId): Promise<void> {
  const found = await db.workshopStep.count({ where: { id, workshopId: workshop.id } });
  if (found === 0) throw new NotFound('Step', id);
}
