import type { KeyboardEvent, ReactNode } from 'react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Ts } from '../../protocol.ts';
import { Icon } from '../parts/icon.tsx';
import type { Row } from '../state/build-timeline.ts';
import { EphemeralItem } from './ephemeral-item.tsx';
import { MessageItem } from './message-item.tsx';

/** Closer to the end than this counts as being at the end. */
const nearEndPx = 60;

/**
 * The rows of a channel or thread. Keeps to the end while the reader is there; otherwise offers the way down.
 * Arrow keys move from message to message. `onSeen` is called with the newest timestamp once it was on screen.
 */
export function MessageList({
  id,
  label,
  rows,
  me,
  isInThread = false,
  unreadBySpot,
  channel,
  top,
  bottom,
  onSeen,
}: {
  id: string;
  label: string;
  rows: Row[];
  me: string;
  isInThread?: boolean;
  unreadBySpot: ReadonlyMap<string, number>;
  channel: string;
  top?: ReactNode;
  bottom?: ReactNode;
  onSeen(ts: Ts): void;
}) {
  const [active, setActive] = useState<Ts>();
  const { scroller, isAtEnd, goToEnd } = useStickyEnd(rows, me, onSeen);
  const messages = rows.filter((row) => row.kind === 'message');
  const tabStop = messages.some((row) => row.message.ts === active) ? active : messages.at(-1)?.message.ts;
  const activate = useCallback((ts: Ts) => setActive(ts), []);
  return (
    <div className="list-frame">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys among the messages inside */}
      <div ref={scroller} className="list-scroll" onKeyDown={moveAmongMessages} onMouseLeave={() => setActive(undefined)}>
        {top}
        {/* biome-ignore lint/a11y/useSemanticElements: rows of several kinds */}
        <div role="list" aria-label={label} className="list">
          {rows.map((row) => {
            if (row.kind === 'day')
              return (
                <div key={row.key} className="day">
                  <span>{row.label}</span>
                </div>
              );
            if (row.kind === 'new')
              return (
                <div key={row.key} className="new-line">
                  <span>New</span>
                </div>
              );
            if (row.kind === 'replies')
              return (
                <div key={row.key} className="day is-replies">
                  <span>{row.count === 1 ? '1 reply' : `${row.count} replies`}</span>
                </div>
              );
            if (row.kind === 'ephemeral') return <EphemeralItem key={row.key} ephemeral={row.ephemeral} />;
            const { ts } = row.message;
            return (
              <MessageItem
                key={row.key}
                listId={id}
                message={row.message}
                isFirst={row.isFirst}
                isActive={ts === active}
                isTabStop={ts === tabStop}
                isInThread={isInThread}
                unreadReplies={unreadBySpot.get(`${channel}/${ts}`) ?? 0}
                onActivate={activate}
              />
            );
          })}
        </div>
        {bottom}
      </div>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={goToEnd}>
          <Icon name="down" /> Newest
        </button>
      )}
    </div>
  );
}

function moveAmongMessages(event: KeyboardEvent<HTMLDivElement>): void {
  const from = document.activeElement;
  if (!(from instanceof HTMLElement) || !from.matches('.message, .ephemeral')) return;
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.message[tabindex], .ephemeral')];
  const next = items[items.indexOf(from) + (event.key === 'ArrowUp' ? -1 : 1)];
  event.preventDefault();
  next?.focus();
}

function useStickyEnd(rows: Row[], me: string, onSeen: (ts: Ts) => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const wasAtEnd = useRef(true);
  const lastRow = rows.at(-1);
  const lastKey = lastRow?.key;
  const isOwn = lastRow?.kind === 'message' && lastRow.message.user === me;
  const lastTs = lastRow?.kind === 'message' ? lastRow.message.ts : undefined;
  const goToEnd = useCallback(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last row of one's own is always shown
  useLayoutEffect(() => {
    if (isOwn) goToEnd();
  }, [lastKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: any change of the rows can change their height
  useLayoutEffect(() => {
    if (wasAtEnd.current) goToEnd();
  }, [rows]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const size = () => `${element.clientWidth} ${element.clientHeight} ${element.scrollHeight}`;
    let lastSize = '';
    const look = () => {
      lastSize = size();
      wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
      setAtEnd(wasAtEnd.current);
    };
    // A pane that opens beside this one scrolls it, too, before anybody hears that it has become narrower: nobody left the end.
    const lookAgain = () => {
      if (size() === lastSize) look();
    };
    const keepEnd = new ResizeObserver(() => {
      if (wasAtEnd.current) goToEnd();
      look();
    });
    keepEnd.observe(element);
    if (element.firstElementChild) for (const child of element.children) keepEnd.observe(child);
    element.addEventListener('scroll', lookAgain, { passive: true });
    return () => {
      keepEnd.disconnect();
      element.removeEventListener('scroll', lookAgain);
    };
  }, [goToEnd]);

  useEffect(() => {
    const tell = () => {
      if (isAtEnd && lastTs && document.visibilityState === 'visible') onSeen(lastTs);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [isAtEnd, lastTs, onSeen]);

  return { scroller, isAtEnd, goToEnd };
}
