import { useCallback, useMemo, useRef, useState } from 'react';
import type { Snapshot, UserId } from '../protocol.ts';
import { CanvasPane } from './panes/canvas-pane.tsx';
import { ChannelPane } from './panes/channel-pane.tsx';
import { FilePane } from './panes/file-pane.tsx';
import { HomePane } from './panes/home-pane.tsx';
import { ModalStack } from './panes/modal-stack.tsx';
import { CompactSwitcher, PersonSwitcher } from './panes/person-switcher.tsx';
import { SidePane } from './panes/side-pane.tsx';
import { Sidebar } from './panes/sidebar.tsx';
import { ThreadPane } from './panes/thread-pane.tsx';
import { Announcer } from './parts/announcer.tsx';
import { ActionsContext } from './state/actions-context.ts';
import type { ControlClient } from './state/control-client.ts';
import type { DraftStore } from './state/create-draft-store.ts';
import { createDirectory, DirectoryContext, useDirectory } from './state/directory-context.ts';
import type { Place } from './state/place.ts';
import { spotKey } from './state/place.ts';
import { countUnread, readMark } from './state/read-marks.ts';
import { useActionsFor } from './state/use-actions-for.ts';
import { useMinute } from './state/use-minute.ts';
import { usePlace } from './state/use-place.ts';
import { useReadMarks } from './state/use-read-marks.ts';
import { useShortcuts } from './state/use-shortcuts.ts';

/** The whole window, as one person sees it. */
export function WorkspaceView({
  snapshot,
  isLost,
  client,
  drafts,
  refresh,
  onSwitch,
}: {
  snapshot: Snapshot;
  isLost: boolean;
  client: ControlClient;
  drafts: DraftStore;
  refresh(): void;
  onSwitch(id: UserId): void;
}) {
  const { team, me, people, channels, canvases, files, commands, shortcuts } = snapshot;
  const directory = useMemo(
    () => createDirectory({ team, me, people, channels, canvases, files, commands, shortcuts }),
    [team, me, people, channels, canvases, files, commands, shortcuts],
  );
  const [asked, go] = usePlace(directory, findFirstPlace(snapshot));
  const place = findVisiblePlace(asked, snapshot);
  const [notice, setNotice] = useState<string>();
  const actions = useActionsFor({ me, client, drafts, refresh, place, go, notify: setNotice });
  const [marks, mark] = useReadMarks(snapshot);
  const onSeen = useCallback((spot: string, ts: string) => mark(me, spot, ts), [mark, me]);
  const unread = useMemo(() => countUnread({ messages: snapshot.messages, me }, marks), [snapshot.messages, me, marks]);
  const nowMs = useMinute();
  const humans = people.filter((person) => !person.isBot);
  useShortcuts(humans, onSwitch);
  const channel = place.kind === 'channel' ? directory.channels.get(place.channel) : undefined;
  const side = place.kind === 'channel' ? place.side : undefined;
  const thread = side?.kind === 'thread' ? side.ts : undefined;
  const channelId = channel?.id;
  const spots = useMemo(
    () => new Set(channelId ? [spotKey(channelId), ...(thread ? [spotKey(channelId, thread)] : [])] : []),
    [channelId, thread],
  );
  const newAfter = useMarkAtOpening(`${me} ${channelId}`, () => (channelId ? readMark(marks, me, channelId) : '0'));
  const newInThread = useMarkAtOpening(`${me} ${channelId} ${thread}`, () =>
    channelId && thread ? readMark(marks, me, channelId, thread) : '0',
  );
  const switcherProps = { people: humans, me, nowMs, onSwitch };
  return (
    <DirectoryContext value={directory}>
      <ActionsContext value={actions}>
        <button type="button" className="skip" onClick={() => document.getElementById('composer-main')?.focus()}>
          Skip to the message box
        </button>
        <Banner isLost={isLost} isBotConnected={snapshot.botConnected} />
        <div className="frame" data-place={asked.kind === 'list' ? 'list' : side ? 'side' : 'main'}>
          <Sidebar team={team.name} place={place} unread={unread} switcher={<PersonSwitcher {...switcherProps} />} />
          {place.kind === 'home' && <HomePane view={snapshot.home} switcher={<CompactSwitcher {...switcherProps} />} />}
          {place.kind === 'channel' && channel && (
            <ChannelPane
              channel={channel}
              place={place}
              snapshot={snapshot}
              newAfter={newAfter}
              unreadBySpot={unread.bySpot}
              nowMs={nowMs}
              onSeen={onSeen}
              switcher={<CompactSwitcher {...switcherProps} />}
            />
          )}
          {thread && channel && (
            <ThreadPane
              key={thread}
              channel={channel}
              ts={thread}
              snapshot={snapshot}
              newAfter={newInThread}
              nowMs={nowMs}
              onSeen={onSeen}
              switcher={<CompactSwitcher {...switcherProps} />}
            />
          )}
          {side && side.kind !== 'thread' && <Document key={side.id} id={side.id} />}
        </div>
        <ModalStack views={snapshot.views} />
        <Announcer key={me} snapshot={snapshot} spots={spots} />
        <div className="notice" role="alert">
          {notice && (
            <p>
              {notice}
              <button type="button" className="link-button" onClick={() => setNotice(undefined)}>
                Close
              </button>
            </p>
          )}
        </div>
      </ActionsContext>
    </DirectoryContext>
  );
}

/** A canvas or file beside the channel. */
function Document({ id }: { id: string }) {
  const { canvases, files } = useDirectory();
  const canvas = canvases.get(id);
  const file = files.get(id);
  if (canvas) return <CanvasPane canvas={canvas} />;
  if (file) return <FilePane file={file} />;
  return (
    <SidePane label="Missing" title="Not here" detail="">
      <p className="quiet is-padded">This is no longer here, or not for you.</p>
    </SidePane>
  );
}

function Banner({ isLost, isBotConnected }: { isLost: boolean; isBotConnected: boolean }) {
  if (!isLost && isBotConnected) return null;
  return (
    <p className="banner" role="status">
      {isLost
        ? 'The practice workspace does not answer. Trying again; what you type is kept.'
        : 'The bot is not connected, so commands and buttons stay unanswered until it is back.'}
    </p>
  );
}

/** A channel that this person cannot see, or none, becomes the first channel there is. */
function findVisiblePlace(asked: Place, snapshot: Snapshot): Place {
  if (asked.kind === 'home') return asked;
  if (asked.kind === 'channel' && snapshot.channels.some((channel) => channel.id === asked.channel)) return asked;
  return findFirstPlace(snapshot);
}

function findFirstPlace({ channels, me }: Snapshot): Place {
  const open = channels.filter((channel) => !channel.isArchived && !channel.isDirect);
  const first = open.find((channel) => channel.members.includes(me)) ?? open[0] ?? channels[0];
  return first ? { kind: 'channel', channel: first.id, tab: 'messages' } : { kind: 'list' };
}

/** The value that `read` had when `key` last changed: what was read before one came here. */
function useMarkAtOpening(key: string, read: () => string): string {
  const kept = useRef<{ key: string; mark: string }>(undefined);
  if (kept.current?.key !== key) kept.current = { key, mark: read() };
  return kept.current.mark;
}
