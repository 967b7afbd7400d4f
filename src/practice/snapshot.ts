import { toPageView } from './interactivity/view-store.ts';
import { LIMITS } from './limits.ts';
import type { Canvas, Channel, Message, Snapshot, UserId } from './protocol.ts';
import { canBeStopped } from './stream-state.ts';
import type { Workspace } from './workspace.ts';
import type { StoredCanvas, StoredMessage } from './world.ts';

/** How much of each channel and of each thread the page is shown. */
const SHOWN = 400;

/** Everything that this person would see in Slack. */
export function takeSnapshot(workspace: Workspace, as: UserId): Snapshot {
  const { world, manifest, views } = workspace;
  const isOutsider = world.people.get(as)?.isOutsider === true;
  const channels = [...world.channels.values()].filter((channel) => canSee(channel, as, isOutsider));
  const inside = new Set(channels.filter((channel) => channel.members.includes(as) || !channel.isPrivate).map((channel) => channel.id));
  const home = views.home(as);
  return {
    team: { id: world.seeds.team.id, name: world.seeds.team.name },
    me: as,
    people: [...world.people.values()],
    channels,
    messages: channels.flatMap((channel) => shownMessages(workspace, channel)),
    ephemerals: world.ephemerals.filter((ephemeral) => ephemeral.to === as),
    views: views.stack(as).map(toPageView),
    canvases: [...world.canvases.values()].filter((canvas) => isShared(canvas, as, inside)).map(toPageCanvas),
    files: [...world.files.values()].filter((file) => file.user === as || file.channels.some((channel) => inside.has(channel))),
    commands: isOutsider ? [] : manifest.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
    shortcuts: isOutsider ? [] : manifest.shortcuts,
    botConnected: workspace.delivery.isConnected,
    statuses: [...world.statuses.values()]
      .filter((status) => inside.has(status.channel) && world.now() - status.setAtMs < LIMITS.status.lifetimeMs)
      .map(({ channel, threadTs, text }) => ({ channel, threadTs, text })),
    canStopBot: canBeStopped(workspace),
    revision: world.revision,
    ...(home === undefined ? {} : { home: toPageView(home) }),
  };
}

function canSee(channel: Channel, as: UserId, isOutsider: boolean): boolean {
  return channel.members.includes(as) || (!channel.isPrivate && !isOutsider);
}

function isShared(canvas: StoredCanvas, as: UserId, inside: Set<string>): boolean {
  return as in canvas.access.users || Object.keys(canvas.access.channels).some((channel) => inside.has(channel));
}

function shownMessages(workspace: Workspace, channel: Channel): Message[] {
  const log = workspace.world.log(channel.id);
  const roots = log.timeline.slice(-SHOWN);
  const shown = new Set(roots);
  for (const ts of roots) {
    // A broadcast reply stands in the channel; its thread is shown through its root.
    const root = log.byTs.get(ts)?.threadTs ?? ts;
    for (const reply of (log.threads.get(root) ?? []).slice(-SHOWN)) shown.add(reply);
    if (log.byTs.has(root)) shown.add(root);
  }
  return [...shown].sort().flatMap((ts) => {
    const message = log.byTs.get(ts);
    return message === undefined ? [] : [toPageMessage(message)];
  });
}

export function toPageMessage(message: StoredMessage): Message {
  const { clientMsgId: _c, attachments: _a, username: _u, unfurls: _f, inviter: _i, ...shown } = message;
  const { streamStartedAtMs: _s, streamedAtMs: _t, streamMode: _m, streamStoppedBy: _b, ...page } = shown;
  return page;
}

export function toPageCanvas(canvas: StoredCanvas): Canvas {
  const { sections: _s, access, ...page } = canvas;
  return { ...page, sharedWith: Object.keys(access.channels) };
}
