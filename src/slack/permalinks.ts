import type { Identity } from './parse-event.ts';

/** Addresses in the workspace, made rather than asked for: chat.getPermalink would be one call for each message of a pack. */
export function messageUrl({ teamUrl }: Identity, place: { channelId: string; slackTs: string; threadTs?: string | null }): string {
  const inThread = place.threadTs && place.threadTs !== place.slackTs ? `?thread_ts=${place.threadTs}&cid=${place.channelId}` : '';
  return `${teamUrl}archives/${place.channelId}/p${place.slackTs.replace('.', '')}${inThread}`;
}

export function canvasUrl({ teamUrl, teamId }: Identity, canvasId: string): string {
  return `${teamUrl}docs/${teamId}/${canvasId}`;
}
