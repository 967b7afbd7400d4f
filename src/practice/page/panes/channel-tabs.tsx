import type { ChannelId } from '../../protocol.ts';
import { Icon } from '../parts/icon.tsx';
import type { Place } from '../state/place.ts';
import { formatPlace } from '../state/place.ts';

/** Messages and the channel's own canvas, side by side as in Slack. */
export function ChannelTabs({ channel, tab }: { channel: ChannelId; tab: Extract<Place, { kind: 'channel' }>['tab'] }) {
  const current = (own: typeof tab) => (own === tab ? 'page' : undefined);
  return (
    <nav className="tabs" aria-label="Channel">
      <a href={formatPlace({ kind: 'channel', channel, tab: 'messages' })} aria-current={current('messages')}>
        <Icon name="reply" /> Messages
      </a>
      <a href={formatPlace({ kind: 'channel', channel, tab: 'canvas' })} aria-current={current('canvas')}>
        <Icon name="canvas" /> Canvas
      </a>
    </nav>
  );
}
