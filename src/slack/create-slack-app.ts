import type { Log } from '../ports/log.ts';
import type { Deps } from '../turns/use-case.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import type { PackRenderer } from './pack-renderer.ts';

export interface SlackConfig {
  botToken: string;
  /** Socket Mode. Ignored when a signing secret and a port are given: then events come over HTTP. */
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  /** 0: any free port. */
  port?: number | undefined;
  /** Another address than Slack's; ends in `/api/`. */
  apiUrl?: string | undefined;
}

export interface SlackApp {
  /** Rejects, with a sentence that names the cause, when Slack refuses the tokens or the port is taken. */
  start(): Promise<void>;
  /** Takes nothing new, waits for running listeners and deliveries, at most about ten seconds. */
  stop(): Promise<void>;
  /** The port that HTTP events arrive at, once started; undefined in Socket Mode. */
  readonly port: number | undefined;
}

export interface SlackAppOptions {
  config: SlackConfig;
  deps: Deps;
  log: Log;
  pack: PackRenderer;
  delivery?: Partial<DeliverySettings>;
}

export function createSlackApp(_options: SlackAppOptions): SlackApp {
  throw new Error('not there yet');
}
