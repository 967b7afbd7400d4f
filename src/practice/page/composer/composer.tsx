import type { KeyboardEvent } from 'react';
import { useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { ChannelId, Ts } from '../../protocol.ts';
import { growToText } from '../parts/grow-to-text.ts';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';
import { spotKey } from '../state/place.ts';
import { CompletionList } from './completion-list.tsx';
import { ComposerFoot } from './composer-foot.tsx';
import { useCompletion } from './use-completion.ts';
import { useSender } from './use-sender.ts';
import { wrapSelection } from './wrap-selection.ts';

/** Longer texts are better read as a file; the composer offers it. */
const longText = 4_000;

/** Where a person writes: a channel, or a thread of it. Enter sends, Shift+Enter breaks the line. */
export function Composer({ id, channel, threadTs, placeholder }: { id: string; channel: ChannelId; threadTs?: Ts; placeholder: string }) {
  const { drafts } = useActions();
  const { me } = useDirectory();
  const spot = { channel, ...(threadTs ? { threadTs } : {}) };
  const key = `${me.id} ${spotKey(channel, threadTs)}`;
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.read(key));
  const area = useRef<HTMLTextAreaElement>(null);
  const { send, sendAsFile, error, isSending, clearError } = useSender(key, spot);
  const put = (next: string, start: number, end = start) => {
    // At once: whoever types on must find the caret where it belongs.
    flushSync(() => drafts.write(key, next));
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  const completion = useCompletion(text, area, put);
  const listId = useId();
  useLayoutEffect(() => growToText(area.current, text), [text]);
  const isCompleting = completion.offered !== undefined;
  const insert = (words: string) => {
    const at = area.current?.selectionStart ?? text.length;
    put(text.slice(0, at) + words + text.slice(at), at + words.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || completion.takeKey(event)) return;
    if ((event.ctrlKey || event.metaKey) && (event.key === 'b' || event.key === 'i')) {
      event.preventDefault();
      const wrapped = wrapSelection(event.currentTarget, event.key === 'b' ? '*' : '_');
      put(wrapped.text, wrapped.start, wrapped.end);
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    send(text);
  };
  return (
    <div className="composer">
      {completion.offered && (
        <CompletionList id={listId} completions={completion.offered} marked={completion.marked} onPick={completion.pick} />
      )}
      {error && (
        <p className="composer-error" role="alert">
          {error}
        </p>
      )}
      <div className="composer-box">
        <textarea
          ref={area}
          id={id}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={`${placeholder}, as ${me.realName}`}
          aria-autocomplete="list"
          aria-controls={isCompleting ? listId : undefined}
          aria-activedescendant={isCompleting ? `${listId}-${completion.marked}` : undefined}
          onChange={(event) => {
            drafts.write(key, event.target.value);
            clearError();
            completion.look();
          }}
          onKeyDown={onKeyDown}
          onSelect={completion.look}
          onBlur={completion.close}
          onPaste={(event) => {
            const file = event.clipboardData.files[0];
            if (!file) return;
            event.preventDefault();
            void sendAsFile(file);
          }}
        />
        <ComposerFoot
          text={text}
          isSending={isSending}
          onInsert={insert}
          onFile={(file) => void sendAsFile(file)}
          onSend={() => send(text)}
        >
          {text.length > longText && !text.startsWith('/') && (
            <button
              type="button"
              className="button"
              onClick={() => void sendAsFile(new File([text], 'long-text.txt', { type: 'text/plain' }), text)}
            >
              Send as a text file
            </button>
          )}
        </ComposerFoot>
      </div>
    </div>
  );
}
