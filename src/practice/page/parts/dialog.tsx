import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useLayoutEffect, useRef } from 'react';
import { Icon } from './icon.tsx';

const focusable =
  'button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), a[href], [tabindex="0"]';

/**
 * A modal window: everything else is inert, the focus stays inside and returns to where it was, Escape closes.
 * If what opened it is gone by then, the focus goes to the list item it stood in.
 */
export function Dialog({
  title,
  onClose,
  closeLabel = 'Close',
  isBusy = false,
  children,
  className = '',
}: {
  title: string;
  onClose(): void;
  closeLabel?: string;
  isBusy?: boolean;
  children: ReactNode;
  className?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const opener = document.activeElement;
    const homeId = opener?.closest<HTMLElement>('[data-focus-home]')?.id;
    element.showModal();
    const first =
      element.querySelector<HTMLElement>('[data-autofocus]') ??
      element.querySelector<HTMLElement>('.dialog-body :is(input, textarea, .choice-button)');
    first?.focus();
    return () => {
      element.close();
      if (document.activeElement === document.body && homeId) document.getElementById(homeId)?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={titleId}
      aria-busy={isBusy}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget) onClose();
      }}
      onKeyDown={(event) => {
        // Nested dialogs are React children: their keys bubble here too.
        if (event.currentTarget.contains(event.target as Node) && (event.target as HTMLElement).closest('dialog') === event.currentTarget)
          keepTabInside(event);
        event.stopPropagation();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" aria-label={closeLabel} title={closeLabel} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

function keepTabInside(event: KeyboardEvent<HTMLDialogElement>): void {
  if (event.key !== 'Tab') return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(focusable)].filter(
    (item) => item.tabIndex >= 0 && item.offsetParent !== null,
  );
  const edge = event.shiftKey ? items[0] : items.at(-1);
  if (document.activeElement !== edge && event.currentTarget.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? items.at(-1) : items[0])?.focus();
}
