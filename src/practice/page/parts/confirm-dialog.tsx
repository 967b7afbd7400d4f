import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

/** Asks once before something is done. Escape and Cancel leave everything as it was. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  denyLabel = 'Cancel',
  isDanger = false,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirmLabel: string;
  denyLabel?: string;
  isDanger?: boolean;
  onConfirm(): void;
  onClose(): void;
}) {
  return (
    <Dialog title={title} onClose={onClose} className="is-small">
      <div className="dialog-body">{children}</div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {denyLabel}
        </button>
        <button
          type="button"
          data-autofocus=""
          className={isDanger ? 'button is-danger-solid' : 'button is-primary'}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirmLabel}
        </button>
      </footer>
    </Dialog>
  );
}
