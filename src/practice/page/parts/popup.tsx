import type { ReactNode, RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';

/**
 * A floating panel beside its anchor, above everything (also above an open dialog). Closes on Escape and on a press elsewhere,
 * and gives the focus back to the anchor.
 */
export function Popup({
  anchor,
  onClose,
  children,
  className = '',
}: {
  anchor: RefObject<HTMLElement | null>;
  onClose(): void;
  children: ReactNode;
  className?: string;
}) {
  const panel = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    element.showPopover();
    const place = () => anchor.current && placeBeside(element, anchor.current);
    place();
    const observer = new ResizeObserver(place);
    observer.observe(element);
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, true);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, true);
      if (element.contains(document.activeElement)) anchor.current?.focus();
    };
  }, [anchor]);

  useEffect(() => {
    const pressedElsewhere = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!panel.current?.contains(target) && !anchor.current?.contains(target)) close.current();
    };
    document.addEventListener('pointerdown', pressedElsewhere);
    return () => document.removeEventListener('pointerdown', pressedElsewhere);
  }, [anchor]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only catches Escape from the controls inside
    <div
      ref={panel}
      popover="manual"
      className={`popup ${className}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        anchor.current?.focus();
        onClose();
      }}
    >
      {children}
    </div>
  );
}

const gapPx = 4;
const edgePx = 8;

function placeBeside(panel: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const isBelow = at.bottom + gapPx + height <= window.innerHeight - edgePx || at.top < window.innerHeight - at.bottom;
  const top = isBelow ? at.bottom + gapPx : at.top - gapPx - height;
  const isLeft = at.left + width <= window.innerWidth - edgePx;
  const left = isLeft ? at.left : at.right - width;
  panel.style.top = `${Math.max(edgePx, Math.min(top, window.innerHeight - height - edgePx))}px`;
  panel.style.left = `${Math.max(edgePx, Math.min(left, window.innerWidth - width - edgePx))}px`;
}
