import type { ChannelId, Snapshot, Ts } from '../../protocol.ts';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';

/** What the bot is doing in this thread, and a button that stops it; nothing while it does nothing. */
export function ThreadActivity({ channel, ts, snapshot }: { channel: ChannelId; ts: Ts; snapshot: Snapshot }) {
  const { attempt } = useActions();
  const { people, me } = useDirectory();
  const status = snapshot.statuses.find((each) => each.channel === channel && each.threadTs === ts)?.text;
  const isWriting = snapshot.messages.some((message) => message.channel === channel && message.threadTs === ts && message.streaming);
  if (!status && !isWriting) return undefined;
  const bot = [...people.values()].find((person) => person.isBot);
  const isInside = snapshot.channels.some((each) => each.id === channel && each.members.includes(me.id));
  return (
    <p className="status">
      <span className="typing" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {bot?.realName} {status || 'is writing…'}
      {snapshot.canStopBot && isInside && (
        <button type="button" className="button is-small" onClick={() => void attempt('stopBot', { channel, threadTs: ts })}>
          Stop
        </button>
      )}
    </p>
  );
}
