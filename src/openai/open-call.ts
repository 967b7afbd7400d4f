import type { OpenAI } from 'openai';
import type { Log } from '../ports/log.ts';
import type { ModelAttempt, ModelError, ModelUsage } from '../ports/model.ts';
import { type CallPolicy, createCallPolicy } from './call-policy.ts';
import { createClient } from './create-client.ts';
import { createWatch, type Watch } from './create-watch.ts';
import type { ServerSettings } from './model-settings.ts';
import { NO_USAGE } from './read-answer.ts';

/** What every way of asking shares. */
export interface Gateway {
  client: OpenAI;
  policy: CallPolicy;
  timeoutMs: number;
  trouble: TroubleReport;
  log: Log | undefined;
}

export function createGateway(settings: ServerSettings, log: Log | undefined): Gateway {
  return {
    client: createClient(settings),
    policy: createCallPolicy(settings.parallel, log, settings.policy),
    timeoutMs: settings.timeoutMs,
    trouble: createTroubleReport(log),
    log,
  };
}

/** What the caller wants, from the ports: a deadline, a way to call it off, a meter. */
export interface CallOptions {
  deadlineMs: number;
  signal?: AbortSignal;
  onAttempt?: (attempt: ModelAttempt) => void;
}

/** One call with all its attempts. */
export interface Call {
  gateway: Gateway;
  purpose: ModelAttempt['purpose'];
  model: string;
  signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  endsAtMs: number;
  onAttempt: ((attempt: ModelAttempt) => void) | undefined;
  close(): void;
}

export function openCall(gateway: Gateway, purpose: Call['purpose'], model: string, options: CallOptions): Call {
  const watch = createWatch(options.signal);
  watch.arm(Math.max(0, options.deadlineMs), 'The deadline passed before there was an answer.');
  return {
    gateway,
    purpose,
    model,
    signal: watch.signal,
    endsAtMs: performance.now() + options.deadlineMs,
    onAttempt: options.onAttempt,
    close: watch.close,
  };
}

/** One HTTP request: holds a place, a clock and, in the end, what it cost. */
export interface Attempt extends Pick<Watch, 'signal' | 'arm' | 'disarm'> {
  /** Lets go of everything, the socket included, and tells the meter. */
  close(outcome: ModelAttempt['outcome'], usage?: ModelUsage): void;
}

export async function openAttempt({ gateway, purpose, model, signal, onAttempt }: Call): Promise<Attempt> {
  const permit = await gateway.policy.enter(signal);
  const watch = createWatch(signal);
  const startMs = performance.now();
  watch.arm(gateway.timeoutMs, `No answer within ${gateway.timeoutMs / 1_000} s.`);
  return {
    signal: watch.signal,
    arm: watch.arm,
    disarm: watch.disarm,
    close(outcome, usage = NO_USAGE) {
      watch.close();
      permit.leave(outcome);
      if (outcome === 'ok') gateway.trouble.clear(model);
      try {
        onAttempt?.({ ...usage, purpose, model, outcome, durationMs: Math.round(performance.now() - startMs) });
      } catch (error) {
        gateway.log?.error({ err: error }, 'The meter failed');
      }
    },
  };
}

/** Each lasting trouble once until the model answers again: a turn a second must not fill the log. */
export interface TroubleReport {
  report(error: ModelError, model: string): void;
  clear(model: string): void;
}

function createTroubleReport(log: Log | undefined): TroubleReport {
  const told = new Map<string, string>();
  return {
    report(error, model) {
      const isLasting = error.kind === 'auth' || error.kind === 'quota' || error.kind === 'bad-request';
      if (!isLasting || told.get(model) === error.message) return;
      told.set(model, error.message);
      log?.warn({ model, kind: error.kind }, `The model cannot be used: ${error.message}`);
    },
    clear: (model) => void told.delete(model),
  };
}
