import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../../protocol.ts';
import { growToText } from '../parts/grow-to-text.ts';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';
import { explainError } from '../state/explain-error.ts';
import { decodeStored } from '../text/decode-stored.ts';

/** Changes one's own message in place: Enter saves, Escape leaves it as it was. */
export function MessageEditor({ message, onDone }: { message: Message; onDone(): void }) {
  const { act } = useActions();
  const { people, channels } = useDirectory();
  const [text, setText] = useState(() => decodeStored(message.text, people, channels));
  const [error, setError] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => growToText(area.current, text), [text]);
  useEffect(() => area.current?.setSelectionRange(area.current.value.length, area.current.value.length), []);
  const save = async () => {
    const answer = await act('editMessage', { channel: message.channel, ts: message.ts, text });
    if (answer.ok) onDone();
    else setError(explainError(answer.error));
  };
  return (
    <div className="editor">
      <textarea
        ref={area}
        // biome-ignore lint/a11y/noAutofocus: the person just asked to edit here
        autoFocus
        className="field"
        aria-label="Edit message"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onDone();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void save();
        }}
      />
      <div className="editor-foot">
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="button" className="button is-primary" disabled={text.trim() === ''} onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
