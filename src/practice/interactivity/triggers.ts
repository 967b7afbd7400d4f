import { randomBytes } from 'node:crypto';
import { setBounded } from '../bounded-map.ts';
import type { UserId } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';

export interface Trigger {
  user: UserId;
  /** The modal from which the interaction came: `views.push` needs one. */
  viewId?: string;
  expiresAt: number;
  isUsed: boolean;
}

const KEPT = 2_000;

/** Trigger ids: good for a few seconds, once. */
export class Triggers {
  private readonly now: () => number;
  private readonly lifetimeMs: number;
  private readonly triggers = new Map<string, Trigger>();

  constructor(now: () => number, lifetimeMs: number) {
    this.now = now;
    this.lifetimeMs = lifetimeMs;
  }

  issue(user: UserId, viewId?: string): string {
    const id = `${Math.floor(this.now() / 1000)}.${1_000_000 + this.triggers.size}.${randomBytes(16).toString('hex')}`;
    const trigger: Trigger = { user, expiresAt: this.now() + this.lifetimeMs, isUsed: false, ...(viewId === undefined ? {} : { viewId }) };
    setBounded(this.triggers, id, trigger, KEPT);
    return id;
  }

  has(id: unknown): boolean {
    return typeof id === 'string' && this.triggers.has(id);
  }

  /** Checks without using up: a view that Slack refuses leaves the trigger as it was. */
  check(id: unknown): Trigger {
    if (typeof id !== 'string' || !/^\d+\.\d+\.[0-9a-f]+$/.test(id)) throw new SlackError('invalid_trigger_id');
    const trigger = this.triggers.get(id);
    if (trigger === undefined) throw new SlackError('invalid_trigger_id');
    if (trigger.isUsed) throw new SlackError('exchanged_trigger_id');
    if (this.now() > trigger.expiresAt) throw new SlackError('expired_trigger_id');
    return trigger;
  }
}
