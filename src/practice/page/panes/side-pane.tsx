import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useActions } from '../state/actions-context.ts';
import { PaneHead } from './pane-head.tsx';

/** Something to read beside the channel; Escape closes it and gives the focus back. */
export function SidePane({ label, title, detail, children }: { label: string; title: string; detail: string; children: ReactNode }) {
  const { openSide } = useActions();
  const pane = useRef<HTMLElement>(null);
  const cameFrom = useRef<Element | null>(null);
  useEffect(() => {
    cameFrom.current = document.activeElement;
    pane.current?.focus();
  }, []);
  const close = () => {
    openSide(undefined);
    if (cameFrom.current instanceof HTMLElement && cameFrom.current.isConnected) cameFrom.current.focus();
  };
  return (
    <aside
      ref={pane}
      className="pane is-side is-wide"
      id="region-side"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <PaneHead title={title} detail={detail} onBack={close} onClose={close} />
      <div className="page-scroll">{children}</div>
    </aside>
  );
}
