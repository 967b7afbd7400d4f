import type { Message } from '../../protocol.ts';
import { Avatar } from '../parts/avatar.tsx';
import { useActions } from '../state/actions-context.ts';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { formatAgo, toMillis } from '../text/format-time.ts';

/** Who replied, how often, what is new; opens the thread. */
export function ThreadSummary({ message, unread }: { message: Message; unread: number }) {
  const { openSide } = useActions();
  const directory = useDirectory();
  const { thread } = message;
  if (!thread || thread.replies === 0) return null;
  const words = thread.replies === 1 ? '1 reply' : `${thread.replies} replies`;
  return (
    <button type="button" className="thread-summary" onClick={() => openSide({ kind: 'thread', ts: message.ts })}>
      <span className="avatar-stack">
        {thread.users.slice(0, 4).map((id) => (
          <Avatar key={id} person={findPerson(directory, id)} size={24} />
        ))}
      </span>
      <strong>{words}</strong>
      {unread > 0 && <span className="badge">{unread} new</span>}
      <small>{formatAgo(toMillis(thread.lastTs), Date.now())}</small>
    </button>
  );
}
