import type { ReactNode } from 'react';
import { useCallback, useMemo, useState } from 'react';
import type { Channel, Snapshot } from '../../protocol.ts';
import { Composer } from '../composer/composer.tsx';
import { MessageList } from '../messages/message-list.tsx';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { buildTimeline, isRoot } from '../state/build-timeline.ts';
import { channelLabel, useDirectory } from '../state/directory-context.ts';
import type { Place } from '../state/place.ts';
import { isSystem } from '../state/read-marks.ts';
import { CanvasBody } from './canvas-pane.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { ChannelTabs } from './channel-tabs.tsx';
import { PaneHead } from './pane-head.tsx';
import { Welcome } from './welcome.tsx';

/** A channel: its messages or its canvas tab, and where to write. `newAfter` is what was read when it was opened. */
export function ChannelPane({
  channel,
  place,
  snapshot,
  newAfter,
  unreadBySpot,
  switcher,
  nowMs,
  onSeen,
}: {
  channel: Channel;
  place: Extract<Place, { kind: 'channel' }>;
  snapshot: Snapshot;
  newAfter: string;
  unreadBySpot: ReadonlyMap<string, number>;
  switcher: ReactNode;
  nowMs: number;
  onSeen(spot: string, ts: string): void;
}) {
  const { go, attempt } = useActions();
  const directory = useDirectory();
  const { me } = directory;
  const [isAsking, setAsking] = useState(false);
  const rows = useMemo(
    () =>
      buildTimeline({
        messages: snapshot.messages.filter(
          (message) => message.channel === channel.id && (isRoot(message) || message.isBroadcast === true),
        ),
        ephemerals: snapshot.ephemerals.filter((ephemeral) => ephemeral.channel === channel.id && ephemeral.threadTs === undefined),
        me: me.id,
        timeZone: me.timeZone,
        nowMs,
        newAfter,
      }),
    [snapshot.messages, snapshot.ephemerals, channel.id, me, nowMs, newAfter],
  );
  // A canvas made for a channel stands in a tab of it, as the channel's own does.
  const canvas =
    snapshot.canvases.find((each) => each.channel === channel.id) ??
    snapshot.canvases.findLast((each) => each.sharedWith.includes(channel.id));
  const seen = useCallback((ts: string) => onSeen(channel.id, ts), [onSeen, channel.id]);
  const label = channelLabel(directory, channel);
  const isEmpty = !rows.some((row) => row.kind === 'message' && !isSystem(row.message));
  const isMember = channel.members.includes(me.id);
  return (
    <main className="pane is-main" id="region-main" tabIndex={-1} aria-label={channel.isDirect ? label : `#${label}`}>
      <PaneHead
        onBack={() => go({ kind: 'list' })}
        title={label}
        detail={channel.topic}
        picture={channel.isDirect ? undefined : <Icon name={channel.isPrivate ? 'lock' : 'hash'} />}
      >
        {!channel.isDirect && (
          <button
            type="button"
            className="members-button"
            aria-label={`${channel.members.length} members; add people`}
            title="Members"
            onClick={() => setAsking(true)}
          >
            <Icon name="people" /> {channel.members.length}
          </button>
        )}
        {switcher}
      </PaneHead>
      {canvas && <ChannelTabs channel={channel.id} tab={place.tab} />}
      {place.tab === 'canvas' && canvas ? (
        <div className="page-scroll">
          <CanvasBody canvas={canvas} />
        </div>
      ) : (
        <>
          <MessageList
            key={`${channel.id} ${me.id}`}
            id="main"
            label={`Messages in ${label}`}
            rows={rows}
            me={me.id}
            channel={channel.id}
            unreadBySpot={unreadBySpot}
            onSeen={seen}
            top={isEmpty ? <Welcome channel={channel} label={label} /> : undefined}
          />
          {channel.isArchived ? (
            <p className="composer-notice">This channel is archived. What was said stays readable.</p>
          ) : isMember ? (
            <Composer id="composer-main" channel={channel.id} placeholder={channel.isDirect ? `Message ${label}` : `Message #${label}`} />
          ) : (
            <p className="composer-notice">
              {me.realName} is not in #{label}.
              <button type="button" className="button is-primary" onClick={() => void attempt('joinChannel', { channel: channel.id })}>
                Join
              </button>
            </p>
          )}
        </>
      )}
      {isAsking && <ChannelDialog channel={channel} onClose={() => setAsking(false)} />}
    </main>
  );
}
