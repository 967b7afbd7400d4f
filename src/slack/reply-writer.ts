import { setTimeout as wait } from 'node:timers/promises';
import type { ReplySettings } from './delivery-settings.ts';
import { partKey } from './find-begun-reply.ts';
import { takeHead } from './limits.ts';
import type { ReplyCalls } from './reply-calls.ts';
import type { ReplyMode, ReplyPace } from './reply-pace.ts';
import { type CallFailure, readFailure } from './slack-client.ts';

/** A message that shows `text.slice(from, to)` for certain. */
export interface ShownPart {
  ts: string;
  from: number;
  to: number;
  mode: ReplyMode;
  /** It may still be a stream, and what it shows is to be set by an edit. */
  isUncertain: boolean;
  openedAtMs: number;
}

export interface ReplyWriterOptions {
  rowId: string;
  calls: ReplyCalls;
  pace: ReplyPace;
  settings: ReplySettings & { retryMs: number };
  /** A message of this reply whose address was never heard, if there is one. */
  findLost(known: readonly string[]): Promise<string | undefined>;
  /** The reply has begun to appear under this ts. */
  onBegun(ts: string): Promise<void>;
  /** Whether nobody else has taken the reply over, and may have finished it. */
  isOurs(): Promise<boolean>;
  /** Somebody pressed stop, or it can't be shown at all: whoever writes should end. */
  onStopped(reason: 'stopped' | 'gone'): void;
  onTrouble(failure: CallFailure, what: string): void;
}

const maxPauseMs = 30_000;

/**
 * Shows a text while it comes: the first piece at once, then at Slack's pace, in as many messages as it needs. One call at a time.
 * What Slack may or may not have taken is never sent again as it was: the message is set to what is certain by an edit, and goes on
 * by edits.
 */
export class ReplyWriter {
  /** All that was written. */
  text = '';
  /** The messages that show it; for whoever ends the reply, after `halt`. */
  readonly parts: ShownPart[] = [];
  /** Slack refuses the whole reply, and why. */
  failure: unknown;

  private readonly options: ReplyWriterOptions;
  private readonly halting = new AbortController();
  private mode: ReplyMode;
  private isBeginning = false;
  /** A call that begins a message was made, and nobody knows what came of it. */
  private isBeginDoubtful = false;
  private notBeforeMs = 0;
  private pauseMs: number;
  private wake: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();
  private isRunning = false;

  constructor(options: ReplyWriterOptions) {
    this.options = options;
    this.mode = options.settings.isStreamed ? 'streaming' : 'editing';
    this.pauseMs = options.settings.retryMs;
  }

  /** Up to here the text is shown. */
  get shownTo(): number {
    return this.parts.at(-1)?.to ?? 0;
  }

  /** Escaped markdown, to be shown soon. */
  write(markdown: string): void {
    this.text += this.text === '' ? markdown.trimStart() : markdown;
    if (!this.isRunning) this.loop = this.run();
    this.isRunning = true;
    this.wake();
  }

  /** Nothing more is begun; resolves when no call is under way and every message is known. Rejects when Slack can't be asked. */
  async halt(): Promise<void> {
    this.halting.abort();
    this.wake();
    await this.loop;
    if (this.isBeginDoubtful && this.failure === undefined) await this.findLost();
  }

  private async run(): Promise<void> {
    const { pace, settings } = this.options;
    try {
      while (await this.isDue()) {
        try {
          await this.step();
          this.pauseMs = settings.retryMs;
          this.notBeforeMs = Date.now() + pace.gapMs(this.mode, this.text.length - this.shownTo);
        } catch (error) {
          this.settle(error);
        }
      }
    } catch (error) {
      // A bug of ours: whoever ends the reply throws it.
      this.giveUp(error);
    }
  }

  /** Waits until there is something to do and it may be done. False when nothing more is to be begun. */
  private async isDue(): Promise<boolean> {
    const { signal } = this.halting;
    while (!signal.aborted) {
      if (!this.hasWork()) {
        await this.woken();
        continue;
      }
      if (!(await this.waitUntil(this.notBeforeMs))) continue;
      // The first words come at once.
      const placeMs = this.parts.length === 0 ? 0 : await this.options.pace.takePlace(this.mode);
      if (await this.waitUntil(Date.now() + placeMs)) return true;
    }
    return false;
  }

  /** False when everything ends before. */
  private async waitUntil(atMs: number): Promise<boolean> {
    const restMs = atMs - Date.now();
    if (restMs > 0) await wait(restMs, undefined, { signal: this.halting.signal }).catch(() => undefined);
    return !this.halting.signal.aborted;
  }

  private hasWork(): boolean {
    if (this.failure !== undefined) return false;
    return this.parts.at(-1)?.isUncertain === true || this.text.slice(this.shownTo).trim() !== '';
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** One step further; what it takes to be certain comes first. */
  private async step(): Promise<void> {
    const { calls, rowId } = this.options;
    const part = this.parts.at(-1);
    if (!part) return this.begin();
    const closed = { key: partKey(rowId, this.parts.length - 1), markdown: '' };
    if (part.isUncertain) {
      if (!(await this.options.isOurs())) {
        this.halting.abort();
        return;
      }
      await calls.stop(part.ts, closed);
      part.mode = 'editing';
      this.mode = 'editing';
      await this.edit(part);
      part.isUncertain = false;
      return;
    }
    if (this.isFull(part)) {
      part.isUncertain = part.mode === 'streaming' && !(await calls.stop(part.ts, closed));
      return part.isUncertain ? undefined : this.begin();
    }
    if (part.mode === 'editing') return this.edit(part);
    const head = takeHead(this.text.slice(part.to), this.roomIn(part));
    await calls.tryAppend(part.ts, head);
    part.to += head.length;
  }

  private async begin(): Promise<void> {
    const { calls, settings, rowId } = this.options;
    this.isBeginning = true;
    if (this.isBeginDoubtful && (await this.findLost())) return;
    const from = this.shownTo;
    const head = takeHead(this.text.slice(from), settings.maxChars);
    const post = { key: partKey(rowId, this.parts.length), markdown: head };
    try {
      const { mode } = this;
      const ts = await (mode === 'streaming' ? calls.tryStart(head) : calls.tryPost(post));
      await this.keep({ ts, from, to: from + head.length, mode, isUncertain: false, openedAtMs: Date.now() });
    } catch (error) {
      this.isBeginDoubtful ||= readFailure(error).kind === 'doubtful';
      throw error;
    }
  }

  private async findLost(): Promise<boolean> {
    const lost = await this.options.findLost(this.parts.map((part) => part.ts));
    this.isBeginDoubtful = false;
    if (!lost) return false;
    await this.keep({ ts: lost, from: this.shownTo, to: this.shownTo, mode: 'editing', isUncertain: true, openedAtMs: Date.now() });
    return true;
  }

  private async keep(part: ShownPart): Promise<void> {
    this.parts.push(part);
    this.isBeginning = false;
    this.isBeginDoubtful = false;
    this.mode = part.mode;
    if (this.parts.length === 1) await this.options.onBegun(part.ts);
  }

  private async edit(part: ShownPart): Promise<void> {
    const to = part.to + takeHead(this.text.slice(part.to), this.roomIn(part)).length;
    const key = partKey(this.options.rowId, this.parts.length - 1);
    await this.options.calls.tryUpdate(part.ts, { key, markdown: this.text.slice(part.from, to) });
    part.to = to;
  }

  private roomIn(part: ShownPart): number {
    return this.options.settings.maxChars - (part.to - part.from);
  }

  private isFull(part: ShownPart): boolean {
    const isOld = part.mode === 'streaming' && Date.now() - part.openedAtMs > this.options.settings.openMs;
    return isOld || takeHead(this.text.slice(part.to), this.roomIn(part)) === '';
  }

  private settle(error: unknown): void {
    const failure = readFailure(error);
    const part = this.isBeginning ? undefined : this.parts.at(-1);
    this.isBeginning = false;
    this.options.onTrouble(failure, `a reply ${part ? 'goes on' : 'begins'} by ${part?.mode ?? this.mode}, and that fails`);
    // Where no stream can be begun, a post can.
    const isNoStream = !part && this.mode === 'streaming' && (failure.kind === 'refused' || failure.kind === 'rate-limited');
    if (failure.code === 'stopped_by_user' || (part && failure.code === 'message_not_found')) this.stopped();
    else if (failure.kind === 'rate-limited' && part) this.hold(failure.waitMs);
    else if (isNoStream) this.mode = 'editing';
    else if (part && isUnclear(part, failure)) this.pause(failure, part);
    else if (failure.kind === 'refused') this.giveUp(error);
    else this.pause(failure);
  }

  private pause(failure: CallFailure, unclear?: ShownPart): void {
    if (unclear) unclear.isUncertain = true;
    this.notBeforeMs = Date.now() + (failure.kind === 'rate-limited' ? failure.waitMs : this.pauseMs);
    this.pauseMs = Math.min(maxPauseMs, this.pauseMs * 2);
  }

  /** Slack asks everybody in the workspace to wait. */
  private hold(waitMs: number): void {
    this.options.pace.hold(this.mode, waitMs);
    this.notBeforeMs = Date.now() + waitMs;
  }

  private stopped(): void {
    this.halting.abort();
    this.options.onStopped('stopped');
  }

  private giveUp(error: unknown): void {
    this.failure = error;
    this.options.onStopped('gone');
  }
}

/** It is no stream any more, or nobody knows whether the last piece arrived. */
function isUnclear(part: ShownPart, failure: CallFailure): boolean {
  if (failure.code === 'streaming_state_conflict') return true;
  return part.mode === 'streaming' && !part.isUncertain && failure.kind !== 'unreachable';
}
