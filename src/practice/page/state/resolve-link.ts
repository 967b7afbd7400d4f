import type { Directory } from './directory-context.ts';
import type { Place } from './place.ts';

/**
 * Where a link leads inside the workspace: a canvas or file by its id, a message by its archive address
 * (`…/archives/C1/p1700000000000100?thread_ts=…`). Undefined for an address outside.
 */
export function resolveLink(url: string, directory: Directory, current: string | undefined): Place | undefined {
  const segments = url.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? [];
  const archive = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10,})(\d{6}))?/.exec(url);
  if (archive?.[1] && directory.channels.has(archive[1])) {
    const threadTs = /[?&]thread_ts=([\d.]+)/.exec(url)?.[1] ?? (archive[2] ? `${archive[2]}.${archive[3]}` : undefined);
    return { kind: 'channel', channel: archive[1], tab: 'messages', ...(threadTs ? { side: { kind: 'thread', ts: threadTs } } : {}) };
  }
  const channel = current ?? [...directory.channels.keys()][0];
  if (channel === undefined) return undefined;
  for (const id of segments.toReversed()) {
    const kind = directory.canvases.has(id) ? 'canvas' : directory.files.has(id) ? 'file' : undefined;
    if (kind) return { kind: 'channel', channel, tab: 'messages', side: { kind, id } };
  }
  return undefined;
}
