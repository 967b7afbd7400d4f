import type { BlobStore, UploadTicket } from './blob-store.ts';
import type { CallLog } from './call-log.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { SocketTransport } from './delivery/socket-transport.ts';
import type { Faults } from './faults.ts';
import type { StateValues } from './interactivity/input-state.ts';
import type { ResponseUrls } from './interactivity/response-urls.ts';
import type { Triggers } from './interactivity/triggers.ts';
import type { ViewStore } from './interactivity/view-store.ts';
import type { Manifest } from './manifest.ts';
import type { World } from './world.ts';

/** The parts of a running practice workspace, each with one job. */
export interface Workspace {
  world: World;
  manifest: Manifest;
  delivery: Delivery;
  socket: SocketTransport;
  blobs: BlobStore;
  triggers: Triggers;
  views: ViewStore;
  /** What each person has chosen in messages so far, as their own Slack would remember it. */
  choices: Map<string, StateValues>;
  /** Files that the bot has announced. */
  uploads: Map<string, UploadTicket>;
  responseUrls: ResponseUrls;
  faults: Faults;
  calls: CallLog;
  enforceRateLimits: boolean;
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin(): string;
}

/** The manifest's scopes without those that a test has taken away. */
export function grantedScopes(workspace: Workspace): string[] {
  return [...workspace.manifest.scopes].filter((scope) => !workspace.faults.withheldScopes.has(scope));
}

export function isGranted(workspace: Workspace, scope: string): boolean {
  return workspace.manifest.scopes.has(scope) && !workspace.faults.withheldScopes.has(scope);
}
