import type { ReactNode } from 'react';
import { Icon } from '../parts/icon.tsx';

/** The top of a pane. Back is there on a narrow window, Close where the pane stands beside another. */
export function PaneHead({
  title,
  detail,
  picture,
  onBack,
  onClose,
  children,
}: {
  title: string;
  detail?: string | undefined;
  picture?: ReactNode;
  onBack?: () => void;
  onClose?: () => void;
  children?: ReactNode;
}) {
  return (
    <header className="pane-head">
      {onBack && (
        <button type="button" className="icon-button is-back" aria-label="Back" title="Back" onClick={onBack}>
          <Icon name="back" />
        </button>
      )}
      {picture}
      <div className="pane-title">
        <h2>{title}</h2>
        {detail && <p title={detail}>{detail}</p>}
      </div>
      {children}
      {onClose && (
        <button type="button" className="icon-button is-close" aria-label="Close (Esc)" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
