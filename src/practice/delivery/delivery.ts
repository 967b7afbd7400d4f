import { createId } from '../ids.ts';
import type { World } from '../world.ts';
import type { Ack, Envelope, FailureReason, Transport } from './transport.ts';

/** An event that the bot has not acknowledged yet. Stored, so that it survives a restart. */
interface PendingEvent {
  id: string;
  /** Grows; keeps the order in which things happened, also through retries. */
  order: number;
  body: Record<string, unknown>;
  attempt: number;
  retryReason?: FailureReason;
}

export interface DeliveryOptions {
  world: World;
  ackTimeoutMs: number;
  /** Waits before the first, second, … retry of an event that was not acknowledged. */
  retryDelaysMs: readonly number[];
}

const IN_FLIGHT_MAX = 100;
const PENDING_MAX = 20_000;
const COLLECTION = 'pending';

/**
 * Brings events to the bot, at least once: in order, and again by the retry schedule when they are not acknowledged in time.
 * While the bot is not connected they wait without using up tries. After the last retry an event is lost, as in Slack.
 */
export class Delivery {
  lostEvents = 0;
  private readonly options: DeliveryOptions;
  private transport: Transport | undefined;
  private readonly pending = new Map<string, PendingEvent>();
  private queue: PendingEvent[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private inFlight = 0;
  private lastOrder = 0;
  private paused = false;
  private copies = 0;
  private copiesGetNewIds = false;

  constructor(options: DeliveryOptions) {
    this.options = options;
    for (const event of options.world.storedRecords<PendingEvent>(COLLECTION)) {
      this.pending.set(event.id, event);
      this.lastOrder = Math.max(this.lastOrder, event.order);
      this.enqueue(event);
    }
  }

  use(transport: Transport): void {
    this.transport = transport;
    this.pump();
  }

  get isConnected(): boolean {
    return this.transport?.isReady() === true;
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** Hands an event over; it is sent in this turn of the event loop when the bot is connected. */
  sendEvent(body: Record<string, unknown>): void {
    if (this.pending.size >= PENDING_MAX) {
      this.lostEvents += 1;
      return;
    }
    const event: PendingEvent = { id: createId('P', 14), order: ++this.lastOrder, body, attempt: 0 };
    this.pending.set(event.id, event);
    this.options.world.record(COLLECTION, event.id, event);
    this.enqueue(event);
    this.pump();
  }

  private enqueue(event: PendingEvent): void {
    const last = this.queue.at(-1);
    if (last === undefined || last.order < event.order) this.queue.push(event);
    else
      this.queue.splice(
        this.queue.findIndex((other) => other.order > event.order),
        0,
        event,
      );
  }

  /** Sends something once and waits for the answer. Commands and interactions are never retried, as in Slack. */
  async sendOnce(kind: Envelope['kind'], payload: Record<string, unknown>): Promise<Ack> {
    this.options.world.flush();
    if (this.transport === undefined) return { ok: false, reason: 'not_connected' };
    const acceptsResponse = kind === 'slash_commands' || payload?.['type'] === 'view_submission';
    const ack = await this.transport.send({ kind, payload, acceptsResponse, attempt: 0 }, this.options.ackTimeoutMs);
    this.options.world.changed();
    return ack;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.pump();
  }

  /** The next event arrives `count` more times, with the same or with new event ids (node-slack-sdk#2141). */
  duplicateNext(count: number, withNewEventIds: boolean): void {
    this.copies = count;
    this.copiesGetNewIds = withNewEventIds;
  }

  forgetAll(): void {
    this.pending.clear();
    this.queue = [];
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  close(): void {
    this.paused = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  pump(): void {
    while (!this.paused && this.isConnected && this.inFlight < IN_FLIGHT_MAX) {
      const event = this.queue.shift();
      if (event === undefined) return;
      if (this.pending.has(event.id)) void this.attempt(event);
    }
  }

  private async attempt(event: PendingEvent): Promise<void> {
    const transport = this.transport;
    if (transport === undefined) return;
    const envelope: Envelope = {
      kind: 'events_api',
      payload: event.body,
      acceptsResponse: false,
      attempt: event.attempt,
      ...(event.retryReason === undefined ? {} : { retryReason: event.retryReason }),
    };
    this.inFlight += 1;
    // Stored before it is sent: a kill in between must not lose it.
    this.options.world.flush();
    const sent = transport.send(envelope, this.options.ackTimeoutMs);
    this.sendCopies(envelope, transport);
    const ack = await sent;
    this.inFlight -= 1;
    if (this.pending.has(event.id)) {
      if (ack.ok) this.settle(event);
      else this.retry(event, ack);
    }
    this.pump();
  }

  private sendCopies(envelope: Envelope, transport: Transport): void {
    const copies = this.copies;
    this.copies = 0;
    for (let copy = 0; copy < copies; copy += 1) {
      const payload = this.copiesGetNewIds ? { ...envelope.payload, event_id: createId('Ev') } : envelope.payload;
      void transport.send({ ...envelope, payload }, this.options.ackTimeoutMs);
    }
  }

  private settle(event: PendingEvent): void {
    this.pending.delete(event.id);
    this.options.world.record(COLLECTION, event.id, null);
    this.options.world.changed();
  }

  private retry(event: PendingEvent, failure: Extract<Ack, { ok: false }>): void {
    if (failure.reason === 'not_connected') {
      // Nobody was there: not a try.
      this.enqueue(event);
      return;
    }
    const delayMs = this.options.retryDelaysMs[event.attempt];
    if (delayMs === undefined || failure.doNotRetry === true) {
      this.lostEvents += 1;
      this.settle(event);
      return;
    }
    event.attempt += 1;
    event.retryReason = failure.reason;
    this.options.world.record(COLLECTION, event.id, event);
    if (delayMs === 0) {
      this.enqueue(event);
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.enqueue(event);
      this.pump();
    }, delayMs);
    this.timers.add(timer);
  }
}
