import { useRef, useState } from 'react';
import type { Message } from '../../protocol.ts';
import { Emoji } from '../parts/emoji.tsx';
import { EmojiPicker } from '../parts/emoji-picker.tsx';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { findPerson, useDirectory } from '../state/directory-context.ts';

/** Reactions under a message; a press adds or takes back one's own. */
export function ReactionRow({ message }: { message: Message }) {
  const directory = useDirectory();
  const toggle = useToggleReaction(message);
  const [isPicking, setPicking] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  if (message.reactions.length === 0) return null;
  return (
    <div className="reactions">
      {message.reactions.map(({ name, users }) => {
        const isMine = users.includes(directory.me.id);
        const who = users.map((id) => (id === directory.me.id ? 'you' : findPerson(directory, id).realName)).join(', ');
        return (
          <button
            key={name}
            type="button"
            className="reaction"
            aria-pressed={isMine}
            aria-label={`${name.replaceAll('_', ' ')}, ${users.length}: ${who}`}
            title={`${who} reacted with :${name}:`}
            onClick={() => toggle(name)}
          >
            <Emoji name={name} />
            <span>{users.length}</span>
          </button>
        );
      })}
      <button
        ref={add}
        type="button"
        className="reaction is-add"
        aria-label="Add a reaction"
        aria-expanded={isPicking}
        onClick={() => setPicking(!isPicking)}
      >
        <Icon name="smile" />
      </button>
      {isPicking && <EmojiPicker anchor={add} onPick={toggle} onClose={() => setPicking(false)} />}
    </div>
  );
}

export function useToggleReaction(message: Message): (name: string) => void {
  const { attempt } = useActions();
  const { me } = useDirectory();
  return (name) => {
    const isMine = message.reactions.some((reaction) => reaction.name === name && reaction.users.includes(me.id));
    void attempt(isMine ? 'removeReaction' : 'addReaction', { channel: message.channel, ts: message.ts, name });
  };
}
