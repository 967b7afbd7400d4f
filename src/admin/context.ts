import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { TurnQueue, TurnScheduler } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Database } from '../store/open-database.ts';

/** What verbs work with; a store and a queue are opened only for those that need them. */
export interface AdminContext {
  database: Database;
  store(): Promise<Store>;
  queue(): Promise<TurnQueue & TurnScheduler>;
  clock: Clock;
  log: Log;
  /** Encrypts what is stored with the newest key. Absent where nothing is stored encrypted. */
  rotateKeys?: () => Promise<{ rotated: number; key: string }>;
  /** Writes a file that only its owner can read. */
  writeFile(path: string, text: string): Promise<void>;
}

/** What a verb came to. */
export interface AdminResult {
  /** For machines: `--json`. */
  json: object;
  /** For people: sentences, or one line a row. */
  lines: string[];
  /** False: the exit code is 1. */
  isWell?: boolean;
}

export interface Verb {
  /** As it is typed, without what varies. */
  name: string;
  /** What follows it, and what it does; for `help`. */
  usage: string;
  does: string;
  /** How many words follow it. */
  words: { min: number; max: number };
  /** Changes something: operators are asked for `--yes`. */
  changes?: true;
  /** Works with a schema that is not up to date. */
  anySchema?: true;
  run(context: AdminContext, words: readonly string[], options: AdminOptions): Promise<AdminResult>;
}

export interface AdminOptions {
  out?: string | undefined;
  limit: number;
}

/** What was asked for can't be done as it was typed; the message is one sentence that says what to type. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AdminError';
  }
}

/** Who did what, where everybody's deeds are noted. */
export async function noteDeed(
  { database, clock }: AdminContext,
  deed: { action: string; orgId: string; details: Record<string, string | number> },
): Promise<void> {
  await database.pool.query(
    `INSERT INTO audit_log (id, org_id, workshop_id, action, slack_user_id, details, created_at)
     VALUES ('aud_' || md5(random()::text || clock_timestamp()::text), $1, NULL, $2, NULL, $3::jsonb, $4)`,
    [deed.orgId, `operator:${deed.action}`, JSON.stringify(deed.details), clock.now()],
  );
}
