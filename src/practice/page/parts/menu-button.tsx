import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import { moveFocus } from './move-focus.ts';
import { Popup } from './popup.tsx';

export interface MenuItem {
  key: string;
  label: ReactNode;
  detail?: string;
  icon?: IconName;
  isDanger?: boolean;
  isChecked?: boolean;
  onSelect(): void;
}

/** A button that opens a menu of actions: arrow keys move, Enter chooses, Escape closes. */
export function MenuButton({
  label,
  items,
  children,
  className = 'icon-button',
  onOpenChange,
}: {
  label: string;
  items: MenuItem[];
  children: ReactNode;
  className?: string;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const toggle = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => toggle(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          event.stopPropagation();
          toggle(true);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <Popup anchor={anchor} onClose={() => toggle(false)}>
          <MenuList label={label} items={items} onDone={() => toggle(false)} />
        </Popup>
      )}
    </>
  );
}

function MenuList({ label, items, onDone }: { label: string; items: MenuItem[]; onDone(): void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus(), []);
  return (
    <div
      ref={list}
      role="menu"
      aria-label={label}
      className="menu"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Tab') onDone();
        else moveFocus(event, '[role^=menuitem]');
      }}
    >
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          {...(item.isChecked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': item.isChecked })}
          tabIndex={-1}
          className={item.isDanger ? 'menu-item is-danger' : 'menu-item'}
          onClick={() => {
            onDone();
            item.onSelect();
          }}
        >
          {item.icon && <Icon name={item.icon} />}
          <span className="menu-words">
            <span>{item.label}</span>
            {item.detail && <small>{item.detail}</small>}
          </span>
          {item.isChecked && <Icon name="check" />}
        </button>
      ))}
    </div>
  );
}
