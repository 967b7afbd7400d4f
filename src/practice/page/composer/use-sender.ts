import { useRef, useState } from 'react';
import type { ChannelId, Ts } from '../../protocol.ts';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';
import { explainError } from '../state/explain-error.ts';
import { sendTyped } from './send-typed.ts';

/** A file larger than this is not a text that people talk about. */
const maxFileBytes = 1_000_000;

/**
 * Sends what was typed in one spot, in the order it was typed. The field is free at once;
 * what could not be sent comes back into it, with the reason beside it.
 */
export function useSender(key: string, spot: { channel: ChannelId; threadTs?: Ts }) {
  const actions = useActions();
  const directory = useDirectory();
  const [failure, setFailure] = useState<{ key: string; error: string }>();
  const [waiting, setWaiting] = useState(0);
  const queue = useRef(Promise.resolve());
  const shownKey = useRef(key);
  shownKey.current = key;

  const fail = (error: string) => {
    setFailure({ key, error });
    if (shownKey.current !== key) actions.notify(error);
  };
  const run = (work: () => Promise<void>) => {
    setWaiting((count) => count + 1);
    queue.current = queue.current.then(work).finally(() => setWaiting((count) => count - 1));
    return queue.current;
  };
  const send = (text: string) => {
    if (text.trim() === '') return;
    actions.drafts.write(key, '');
    setFailure(undefined);
    void run(async () => {
      const error = await sendTyped(text, spot, actions.act, directory);
      if (error === undefined) return;
      actions.drafts.giveBack(key, text);
      fail(error);
    });
  };
  /** `draft` is the text that became the file, taken out of the field once it is sent. */
  const sendAsFile = (file: File, draft?: string) =>
    run(async () => {
      if (file.size > maxFileBytes) return fail('That file is larger than 1 MB; the practice workspace takes texts only.');
      const text = await file.text();
      if (text.includes('\u0000')) return fail('The practice workspace takes text files only.');
      const answer = await actions.act('uploadFile', { ...spot, name: file.name, text });
      if (!answer.ok) return fail(explainError(answer.error));
      if (draft !== undefined && actions.drafts.read(key) === draft) actions.drafts.write(key, '');
    });
  return {
    send,
    sendAsFile,
    error: failure?.key === key ? failure.error : undefined,
    isSending: waiting > 0,
    clearError: () => setFailure(undefined),
  };
}
