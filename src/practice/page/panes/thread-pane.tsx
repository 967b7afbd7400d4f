import type { ReactNode } from 'react';
import { useCallback, useEffect, useMemo } from 'react';
import { flushSync } from 'react-dom';
import type { Channel, Snapshot, Ts } from '../../protocol.ts';
import { Composer } from '../composer/composer.tsx';
import { MessageList } from '../messages/message-list.tsx';
import { useActions } from '../state/actions-context.ts';
import { buildTimeline } from '../state/build-timeline.ts';
import { channelLabel, useDirectory } from '../state/directory-context.ts';
import { spotKey } from '../state/place.ts';
import { PaneHead } from './pane-head.tsx';
import { ThreadActivity } from './thread-activity.tsx';

const noSpots = new Map<string, number>();

/** A thread beside its channel: the first message, the replies, what the bot is doing, and where to reply. */
export function ThreadPane({
  channel,
  ts,
  snapshot,
  newAfter,
  nowMs,
  switcher,
  onSeen,
}: {
  channel: Channel;
  ts: Ts;
  snapshot: Snapshot;
  newAfter: string;
  nowMs: number;
  switcher: ReactNode;
  onSeen(spot: string, ts: Ts): void;
}) {
  const { openSide } = useActions();
  const directory = useDirectory();
  const { me } = directory;
  const messages = useMemo(
    () => snapshot.messages.filter((message) => message.channel === channel.id && (message.ts === ts || message.threadTs === ts)),
    [snapshot.messages, channel.id, ts],
  );
  const rows = useMemo(
    () =>
      buildTimeline({
        messages,
        ephemerals: snapshot.ephemerals.filter((ephemeral) => ephemeral.channel === channel.id && ephemeral.threadTs === ts),
        me: me.id,
        timeZone: me.timeZone,
        nowMs,
        newAfter,
        rootTs: ts,
      }),
    [messages, snapshot.ephemerals, channel.id, ts, me, nowMs, newAfter],
  );
  useEffect(() => {
    // On a narrow window the focus would bring up the keyboard over what one came to read.
    if (window.matchMedia('(min-width: 721px)').matches) document.getElementById(`composer-thread-${ts}`)?.focus();
  }, [ts]);
  const seen = useCallback((last: Ts) => onSeen(spotKey(channel.id, ts), last), [onSeen, channel.id, ts]);
  const close = () => {
    flushSync(() => openSide(undefined));
    document.getElementById(`main-${ts}`)?.focus();
  };
  return (
    <aside
      className="pane is-side"
      id="region-side"
      tabIndex={-1}
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <PaneHead title="Thread" detail={`${channel.isDirect ? '' : '#'}${channelLabel(directory, channel)}`} onBack={close} onClose={close}>
        {switcher}
      </PaneHead>
      {messages.length === 0 && <p className="quiet is-padded">This thread is no longer here.</p>}
      <MessageList
        key={`${ts} ${me.id}`}
        id="thread"
        label="Thread"
        rows={rows}
        me={me.id}
        channel={channel.id}
        isInThread
        unreadBySpot={noSpots}
        onSeen={seen}
        bottom={<ThreadActivity channel={channel.id} ts={ts} snapshot={snapshot} />}
      />
      {!channel.isArchived && channel.members.includes(me.id) && (
        <Composer id={`composer-thread-${ts}`} channel={channel.id} threadTs={ts} placeholder="Reply in thread" />
      )}
    </aside>
  );
}
