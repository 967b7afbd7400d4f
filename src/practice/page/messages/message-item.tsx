import { memo, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../../protocol.ts';
import { MessageBlocks } from '../blocks/message-blocks.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { hasCard } from '../state/build-timeline.ts';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { isSystem } from '../state/read-marks.ts';
import { formatClock, formatFull, toMillis } from '../text/format-time.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import { FileCard } from './file-card.tsx';
import { MessageEditor } from './message-editor.tsx';
import { MessageToolbar } from './message-toolbar.tsx';
import { ReactionRow } from './reaction-row.tsx';
import { ThreadSummary } from './thread-summary.tsx';

export interface MessageItemProps {
  message: Message;
  listId: string;
  /** First of its author's group: drawn with avatar and name. */
  isFirst: boolean;
  /** The pointer or the focus is on it. */
  isActive: boolean;
  isTabStop: boolean;
  isInThread: boolean;
  unreadReplies: number;
  onActivate(ts: string): void;
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message, listId, isFirst, isActive, isTabStop, isInThread, unreadReplies, onActivate } = props;
  const directory = useDirectory();
  const author = findPerson(directory, message.user);
  const [isEditing, setEditing] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const root = useKeptFocus(message);
  const atMs = toMillis(message.ts);
  const zone = directory.me.timeZone;
  const clock = (
    <time dateTime={new Date(atMs).toISOString()} title={formatFull(atMs, zone)}>
      {formatClock(atMs, zone)}
    </time>
  );
  if (isSystem(message)) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: rows of other kinds share the list
      <div className="message is-system" role="listitem">
        <Mrkdwn text={message.text} /> {clock}
        {!isInThread && <ThreadSummary message={message} unread={unreadReplies} />}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of other kinds share the list
    <div
      ref={root}
      id={`${listId}-${message.ts}`}
      data-focus-home=""
      role="listitem"
      aria-label={`${author.realName}, ${formatClock(atMs, zone)}`}
      className={`message${isFirst ? ' is-first' : ''}${isActive || isHeld ? ' is-active' : ''}`}
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={() => onActivate(message.ts)}
      onFocus={() => onActivate(message.ts)}
    >
      <div className="message-side">{isFirst ? <Avatar person={author} /> : clock}</div>
      <div className="message-main">
        {isFirst && (
          <div className="message-head">
            <strong>{author.realName}</strong>
            {author.isBot && <span className="tag">App</span>}
            {author.isOutsider && <span className="tag is-outsider">Other company</span>}
            {clock}
            {message.isPinned && <span className="tag">Pinned</span>}
          </div>
        )}
        {isEditing ? (
          <MessageEditor
            message={message}
            onDone={() => {
              setEditing(false);
              root.current?.focus();
            }}
          />
        ) : (
          <MessageContent message={message} />
        )}
        {message.fileIds.length > 0 && (
          <div className="files">
            {message.fileIds.map((id) => (
              <FileCard key={id} id={id} />
            ))}
          </div>
        )}
        <ReactionRow message={message} />
        {!isInThread && <ThreadSummary message={message} unread={unreadReplies} />}
      </div>
      {(isActive || isHeld) && !isEditing && (
        <MessageToolbar message={message} canReply={!isInThread} onEdit={() => setEditing(true)} onHold={setHeld} />
      )}
    </div>
  );
});

function MessageContent({ message }: { message: Message }) {
  const { people } = useDirectory();
  const isCard = hasCard(message);
  const isDrawn = isCard || (message.blocks?.length === 1 && people.get(message.user)?.isBot === true);
  return (
    <div className={isCard ? 'message-body is-card' : 'message-body'}>
      {isDrawn ? <MessageBlocks blocks={message.blocks ?? []} channel={message.channel} ts={message.ts} /> : <Mrkdwn text={message.text} />}
      {message.edited && <span className="edited">(edited)</span>}
      {message.streaming && (
        <span className="typing" role="img" aria-label="still writing">
          <i />
          <i />
          <i />
        </span>
      )}
    </div>
  );
}

/** When a redrawn message takes away the control that had the focus, the message itself gets it. */
function useKeptFocus(message: Message) {
  const root = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const enter = () => {
      hadFocus.current = true;
    };
    const leave = (event: FocusEvent) => {
      if (event.target instanceof Node && event.target.isConnected) hadFocus.current = false;
    };
    element.addEventListener('focusin', enter);
    element.addEventListener('focusout', leave);
    return () => {
      element.removeEventListener('focusin', enter);
      element.removeEventListener('focusout', leave);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs after each redrawing of this message
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) root.current?.focus();
  }, [message]);
  return root;
}
