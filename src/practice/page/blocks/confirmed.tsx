import type { ReactNode } from 'react';
import { useState } from 'react';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import type { Element } from './block-values.ts';
import { asObject, textOf } from './block-values.ts';
import { TextObject } from './text-object.tsx';

/** Runs an element's action, after its `confirm` dialog where it has one. Draw `question` beside the element. */
export function useConfirmed(element: Element): { ask(run: () => void): void; question: ReactNode } {
  const [waiting, setWaiting] = useState<{ run(): void }>();
  const confirm = asObject(element.confirm);
  return {
    ask: (run) => (confirm ? setWaiting({ run }) : run()),
    question: confirm && waiting && (
      <ConfirmDialog
        title={textOf(confirm.title) || 'Are you sure?'}
        confirmLabel={textOf(confirm.confirm) || 'Yes'}
        denyLabel={textOf(confirm.deny) || 'Cancel'}
        isDanger={confirm.style === 'danger'}
        onConfirm={waiting.run}
        onClose={() => setWaiting(undefined)}
      >
        <TextObject value={confirm.text} />
      </ConfirmDialog>
    ),
  };
}
