/** What is sent to the bot: an event, a slash command or an interaction. */
export interface Envelope {
  kind: 'events_api' | 'slash_commands' | 'interactive';
  payload: Record<string, unknown>;
  acceptsResponse: boolean;
  /** 0 for the first try. */
  attempt: number;
  retryReason?: FailureReason;
}

export type FailureReason = 'timeout' | 'connection_failed' | 'http_error' | 'not_connected';

/** `body` is what the bot answered together with its acknowledgement. */
export type Ack = { ok: true; body: unknown } | { ok: false; reason: FailureReason; doNotRetry?: boolean };

/** One way to reach the bot. */
export interface Transport {
  isReady(): boolean;
  send(envelope: Envelope, timeoutMs: number): Promise<Ack>;
  close(): Promise<void>;
}
