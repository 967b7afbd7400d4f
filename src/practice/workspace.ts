import type { RateLimits } from './api/rate-limits.ts';
import type { AppGrants } from './app-grants.ts';
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
  rateLimits: RateLimits;
  /** With which tokens the app is where; the same for all workspaces. */
  grants: AppGrants;
  /** All workspaces that this Slack has, this one too, in the order in which they were made. */
  all: readonly Workspace[];
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  origin(): string;
}

/** What the app asked for when it was installed, as far as its manifest has it, without what a test has taken away. */
export function grantedScopes(workspace: Workspace): string[] {
  return [...workspace.manifest.scopes].filter((scope) => isGranted(workspace, scope));
}

export function isGranted(workspace: Workspace, scope: string): boolean {
  const granted = grantOf(workspace)?.scopes.has(scope) === true;
  return granted && workspace.manifest.scopes.has(scope) && !workspace.faults.withheldScopes.has(scope);
}

/** What the app was let into here: by the team itself, or by its organisation. */
export function grantOf({ grants, world: { seeds } }: Workspace): ReturnType<AppGrants['of']> {
  return grants.of(seeds.team.id) ?? (seeds.enterprise === undefined ? undefined : grants.of(seeds.enterprise.id));
}

export function isInstalled(workspace: Workspace): boolean {
  return grantOf(workspace) !== undefined && !workspace.faults.isUninstalled;
}
