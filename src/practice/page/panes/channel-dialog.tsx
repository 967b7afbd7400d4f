import { useState } from 'react';
import type { Channel } from '../../protocol.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Choice } from '../parts/choice.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useActions } from '../state/actions-context.ts';
import { findPerson, useDirectory } from '../state/directory-context.ts';

/** Who is in a channel; adding people and the bot, leaving, archiving. */
export function ChannelDialog({ channel, onClose }: { channel: Channel; onClose(): void }) {
  const { attempt } = useActions();
  const directory = useDirectory();
  const [isArchiving, setArchiving] = useState(false);
  const absent = [...directory.people.values()].filter((person) => !channel.members.includes(person.id));
  const isMember = channel.members.includes(directory.me.id);
  return (
    <Dialog title={`#${channel.name}`} onClose={onClose} className="is-small">
      <div className="dialog-body">
        {channel.topic && <p className="quiet">{channel.topic}</p>}
        <ul className="members">
          {channel.members.map((id) => {
            const person = findPerson(directory, id);
            return (
              <li key={id}>
                <Avatar person={person} size={24} />
                <span>{person.realName}</span>
                {id === directory.me.id && <small>you</small>}
                {person.isBot && <span className="tag">App</span>}
                {person.isOutsider && <span className="tag is-outsider">Other company</span>}
                {isMember && person.isBot && (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => void attempt('leaveChannel', { channel: channel.id, user: id })}
                  >
                    Remove
                  </button>
                )}
              </li>
            );
          })}
        </ul>
        {isMember && absent.length > 0 && (
          <Choice
            label="Add somebody"
            placeholder="Add somebody…"
            groups={[
              {
                options: absent.map((person) => ({
                  value: person.id,
                  label: person.realName,
                  detail: person.isBot ? 'app' : `@${person.name}`,
                  picture: <Avatar person={person} size={24} />,
                })),
              },
            ]}
            chosen={[]}
            onChoose={([user]) => user && void attempt('joinChannel', { channel: channel.id, user })}
          />
        )}
      </div>
      {isMember && !channel.isArchived && (
        <footer className="dialog-foot">
          <button type="button" className="button is-danger" onClick={() => setArchiving(true)}>
            Archive
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              onClose();
              void attempt('leaveChannel', { channel: channel.id });
            }}
          >
            Leave
          </button>
        </footer>
      )}
      {isArchiving && (
        <ConfirmDialog
          title={`Archive #${channel.name}?`}
          confirmLabel="Archive"
          isDanger
          onClose={() => setArchiving(false)}
          onConfirm={() => {
            onClose();
            void attempt('archiveChannel', { channel: channel.id });
          }}
        >
          <p>Nobody can write in it any more. What was said stays readable.</p>
        </ConfirmDialog>
      )}
    </Dialog>
  );
}
