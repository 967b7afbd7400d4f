import type { ChannelId, Ts } from '../../protocol.ts';

/** What stands beside the channel. */
export type Side = { kind: 'thread'; ts: Ts } | { kind: 'canvas'; id: string } | { kind: 'file'; id: string };

/** Where in the workspace the page is. `home` is the bot's own page; without a channel the narrow window shows the list of channels. */
export type Place = { kind: 'list' } | { kind: 'home' } | { kind: 'channel'; channel: ChannelId; tab: 'messages' | 'canvas'; side?: Side };

/** The part of the address after `#`, so that the browser's Back works and a reload stays where it was. */
export function formatPlace(place: Place): string {
  if (place.kind === 'list') return '#/';
  if (place.kind === 'home') return '#/home';
  const base = `#/${place.channel}${place.tab === 'canvas' ? '/tab' : ''}`;
  if (!place.side) return base;
  return `${base}/${place.side.kind}/${place.side.kind === 'thread' ? place.side.ts : place.side.id}`;
}

export function parsePlace(hash: string): Place {
  const [first = '', ...more] = hash.replace(/^#\/?/, '').split('/');
  if (first === '') return { kind: 'list' };
  if (first === 'home') return { kind: 'home' };
  const tab = more[0] === 'tab' ? 'canvas' : 'messages';
  const [kind, id] = tab === 'canvas' ? more.slice(1) : more;
  const place: Place = { kind: 'channel', channel: first, tab };
  if (!id) return place;
  if (kind === 'thread') return { ...place, side: { kind, ts: id } };
  if (kind === 'canvas' || kind === 'file') return { ...place, side: { kind, id } };
  return place;
}

/** The name under which drafts and read marks of a channel or thread are kept. */
export function spotKey(channel: ChannelId, threadTs?: Ts): string {
  return threadTs ? `${channel}/${threadTs}` : channel;
}
