import type { FormEvent } from 'react';
import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { useActions } from '../state/actions-context.ts';
import { explainError } from '../state/explain-error.ts';

export function NewChannelDialog({ onClose }: { onClose(): void }) {
  const { act, go } = useActions();
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [error, setError] = useState('');
  const create = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await act('createChannel', { name: name.trim(), isPrivate });
    if (!answer.ok) return setError(explainError(answer.error));
    onClose();
    go({ kind: 'channel', channel: answer.channel, tab: 'messages' });
  };
  return (
    <Dialog title="New channel" onClose={onClose} className="is-small">
      <form className="dialog-form" onSubmit={(event) => void create(event)}>
        <div className="dialog-body">
          <div className={error ? 'block-input is-invalid' : 'block-input'}>
            <label htmlFor="new-channel">Name</label>
            <input
              id="new-channel"
              className="field"
              value={name}
              placeholder="clinic-check-in"
              aria-invalid={error !== ''}
              aria-describedby="new-channel-hint"
              onChange={(event) => setName(event.target.value.toLowerCase().replace(/\s/g, '-'))}
            />
            {error && (
              <p className="field-error" role="alert">
                {error}
              </p>
            )}
            <p id="new-channel-hint" className="field-hint">
              Small letters, numbers and dashes. Invite the bot with /invite once you are there.
            </p>
          </div>
          <label className="option">
            <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.target.checked)} />
            <span>Private: only its members see it</span>
          </label>
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button is-primary" disabled={name.trim() === ''}>
            Create
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
