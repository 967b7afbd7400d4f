import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Channel } from '../../protocol.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { channelLabel, findPerson, useDirectory } from '../state/directory-context.ts';
import type { Place } from '../state/place.ts';
import { formatPlace } from '../state/place.ts';
import type { Unread } from '../state/read-marks.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { NewChannelDialog } from './new-channel-dialog.tsx';

/** Where one can go, and who one is (`switcher`). */
export function Sidebar({ team, place, unread, switcher }: { team: string; place: Place; unread: Unread; switcher: ReactNode }) {
  const directory = useDirectory();
  const [dialog, setDialog] = useState<'channel' | 'keys'>();
  const channels = [...directory.channels.values()];
  const open = place.kind === 'channel' ? place.channel : undefined;
  const bot = [...directory.people.values()].find((person) => person.isBot);
  const row = (channel: Channel) => (
    <ChannelRow
      key={channel.id}
      channel={channel}
      isOpen={channel.id === open}
      unread={unread.byChannel.get(channel.id) ?? 0}
      hasNewReplies={unread.inThreads.has(channel.id)}
    />
  );
  const direct = channels.filter((channel) => channel.isDirect && !channel.isArchived);
  return (
    <nav className="sidebar" id="region-sidebar" aria-label="Workspace" tabIndex={-1}>
      <header className="brand">
        <BrandMark />
        <div>
          <h1>{team}</h1>
          <p>Practice workspace</p>
        </div>
        <button type="button" className="icon-button" aria-label="Keyboard" title="Keyboard" onClick={() => setDialog('keys')}>
          <Icon name="keyboard" />
        </button>
      </header>
      <div className="sidebar-scroll">
        <div className="sidebar-heading">
          <h2>Channels</h2>
          <button type="button" className="icon-button" aria-label="New channel" title="New channel" onClick={() => setDialog('channel')}>
            <Icon name="plus" />
          </button>
        </div>
        <ul className="places">{channels.filter((channel) => !channel.isDirect && !channel.isArchived).map(row)}</ul>
        {channels.some((channel) => channel.isArchived) && (
          <details className="archived">
            <summary>Archived</summary>
            <ul className="places">{channels.filter((channel) => channel.isArchived).map(row)}</ul>
          </details>
        )}
        {direct.length > 0 && (
          <>
            <div className="sidebar-heading">
              <h2>Direct messages</h2>
            </div>
            <ul className="places">{direct.map(row)}</ul>
          </>
        )}
        {bot && !directory.me.isOutsider && (
          <>
            <div className="sidebar-heading">
              <h2>Apps</h2>
            </div>
            <ul className="places">
              <li>
                <a href={formatPlace({ kind: 'home' })} aria-current={place.kind === 'home' ? 'page' : undefined}>
                  <Avatar person={findPerson(directory, bot.id)} size={20} />
                  <span>{bot.realName}</span>
                  <small>home</small>
                </a>
              </li>
            </ul>
          </>
        )}
      </div>
      {switcher}
      {dialog === 'channel' && <NewChannelDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'keys' && <KeysDialog onClose={() => setDialog(undefined)} />}
    </nav>
  );
}

function ChannelRow({
  channel,
  isOpen,
  unread,
  hasNewReplies,
}: {
  channel: Channel;
  isOpen: boolean;
  unread: number;
  hasNewReplies: boolean;
}) {
  const directory = useDirectory();
  const { go } = useActions();
  const name = channelLabel(directory, channel);
  const other = channel.members.find((id) => id !== directory.me.id);
  const isOutside = !channel.members.includes(directory.me.id);
  return (
    <li>
      <a
        href={formatPlace({ kind: 'channel', channel: channel.id, tab: 'messages' })}
        className={`${unread > 0 || hasNewReplies ? 'is-unread' : ''}${isOutside ? ' is-outside' : ''}`}
        aria-current={isOpen ? 'page' : undefined}
        aria-label={`${channel.isDirect ? 'Direct message with ' : ''}${name}${unread > 0 ? `, ${unread} new` : hasNewReplies ? ', new replies' : ''}`}
        onClick={(event) => {
          event.preventDefault();
          go({ kind: 'channel', channel: channel.id, tab: 'messages' });
        }}
      >
        {channel.isDirect && other ? (
          <Avatar person={findPerson(directory, other)} size={20} />
        ) : (
          <Icon name={channel.isPrivate ? 'lock' : 'hash'} />
        )}
        <span>{name}</span>
        {unread > 0 && <span className="badge">{unread > 99 ? '99+' : unread}</span>}
        {unread === 0 && hasNewReplies && !isOpen && <span className="badge is-dot" />}
      </a>
    </li>
  );
}

/** A course being plotted: the workspace's own sign. */
function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="brand-note" x="3" y="3" width="26" height="26" rx="6" />
      <path className="brand-path" d="M9 22c2-7 6-2 8-7s2-5 6-6" />
      <circle className="brand-dot" cx="9" cy="22" r="2.2" />
      <path className="brand-dot" d="m25.5 7.5-5.4.9 3.6 3.9z" />
    </svg>
  );
}
