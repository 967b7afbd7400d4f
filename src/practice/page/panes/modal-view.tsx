import type { FormEvent } from 'react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { View } from '../../protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import type { Values } from '../blocks/block-values.ts';
import { collectValues, validateValues } from '../blocks/block-values.ts';
import { useViewSurface } from '../blocks/use-view-surface.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useActions } from '../state/actions-context.ts';
import { explainError } from '../state/explain-error.ts';

/** One modal of the bot. Nothing typed is lost when a submission is refused or fails. */
export function ModalView({
  view,
  isStacked,
  edited,
  setEdited,
}: {
  view: View;
  isStacked: boolean;
  edited: Values;
  setEdited(change: (old: Values) => Values): void;
}) {
  const { act, attempt } = useActions();
  const { surface, errors, setErrors } = useViewSurface(view, edited, setEdited);
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const shown = { ...view.errors, ...errors };
  const refuse = (found: Record<string, string>) => {
    flushSync(() => setErrors(found));
    form.current?.querySelector<HTMLElement>('.is-invalid :is(input, textarea, button)')?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const values = collectValues(view.blocks, edited);
    const found = validateValues(view.blocks, values);
    setProblem('');
    if (Object.keys(found).length > 0) return refuse(found);
    setBusy(true);
    const answer = await act('submitView', { viewId: view.id, values });
    setBusy(false);
    if (!answer.ok) setProblem(explainError(answer.error));
    else if (answer.errors && Object.keys(answer.errors).length > 0) refuse(answer.errors);
  };
  const close = () => void attempt('closeView', { viewId: view.id });
  return (
    <Dialog
      title={view.title}
      onClose={close}
      isBusy={isBusy}
      closeLabel={isStacked ? 'Close and go back' : 'Close'}
      className={isStacked ? 'is-stacked' : ''}
    >
      <form
        ref={form}
        className="dialog-form"
        noValidate
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          // In a text of several lines Enter breaks the line; with Ctrl or Cmd it submits.
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
        }}
      >
        <div className="dialog-body">
          <BlockList blocks={view.blocks} surface={{ ...surface, errors: shown }} />
        </div>
        {problem && (
          <p className="dialog-problem" role="alert">
            {problem}
          </p>
        )}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            {view.close || (isStacked ? 'Back' : 'Cancel')}
          </button>
          {view.submit && (
            <button type="submit" className="button is-primary" aria-busy={isBusy}>
              {isBusy && <span className="spinner" aria-hidden="true" />}
              {view.submit}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
