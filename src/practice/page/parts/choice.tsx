import type { ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './icon.tsx';
import { moveFocus } from './move-focus.ts';
import { Popup } from './popup.tsx';

export interface ChoiceOption {
  value: string;
  label: string;
  detail?: string | undefined;
  picture?: ReactNode;
}

export interface ChoiceGroup {
  heading?: string | undefined;
  options: ChoiceOption[];
}

/** Lists longer than this get a field to filter them by. */
const filterAbove = 8;

/** One or several out of a list. Single choice closes the list; several stay open until Escape or a press elsewhere. */
export function Choice({
  label,
  placeholder,
  groups,
  chosen,
  isMulti = false,
  maxChosen,
  onChoose,
  id,
  isInvalid = false,
  describedBy,
}: {
  label: string;
  placeholder: string;
  groups: ChoiceGroup[];
  chosen: string[];
  isMulti?: boolean;
  maxChosen?: number | undefined;
  onChoose(chosen: string[]): void;
  id?: string | undefined;
  isInvalid?: boolean;
  describedBy?: string | undefined;
}) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const listId = useId();
  const names = groups
    .flatMap((group) => group.options)
    .filter((option) => chosen.includes(option.value))
    .map((option) => option.label);
  const pick = (value: string) => {
    if (!isMulti) {
      anchor.current?.focus();
      setOpen(false);
      onChoose([value]);
    } else if (chosen.includes(value)) onChoose(chosen.filter((each) => each !== value));
    else if (maxChosen === undefined || chosen.length < maxChosen) onChoose([...chosen, value]);
  };
  return (
    <span className="choice">
      <button
        ref={anchor}
        id={id}
        type="button"
        className={names.length > 0 ? 'choice-button' : 'choice-button is-empty'}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-label={`${label}: ${names.join(', ') || placeholder}`}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
      >
        <span className="choice-words">{names.join(', ') || placeholder}</span>
        <Icon name="down" />
      </button>
      {isOpen && (
        <Popup anchor={anchor} onClose={() => setOpen(false)}>
          <ChoiceList
            id={listId}
            label={label}
            groups={groups}
            chosen={chosen}
            isMulti={isMulti}
            onPick={pick}
            onDone={() => setOpen(false)}
          />
        </Popup>
      )}
    </span>
  );
}

function ChoiceList({
  id,
  label,
  groups,
  chosen,
  isMulti,
  onPick,
  onDone,
}: {
  id: string;
  label: string;
  groups: ChoiceGroup[];
  chosen: string[];
  isMulti: boolean;
  onPick(value: string): void;
  onDone(): void;
}) {
  const [filter, setFilter] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const hasFilter = groups.reduce((sum, group) => sum + group.options.length, 0) > filterAbove;
  useEffect(() => {
    const first =
      root.current?.querySelector<HTMLElement>('input, [aria-selected=true]') ?? root.current?.querySelector<HTMLElement>('[role=option]');
    first?.focus();
  }, []);
  const wanted = filter.trim().toLowerCase();
  const shown = groups
    .map((group) => ({ ...group, options: group.options.filter((option) => option.label.toLowerCase().includes(wanted)) }))
    .filter((group) => group.options.length > 0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it moves the focus among the options inside
    <div
      ref={root}
      className="choice-list"
      onKeyDown={(event) => {
        if (event.key === 'Tab') onDone();
        else if ((event.target as HTMLElement).tagName !== 'INPUT') moveFocus(event, '[role=option]');
        else if (event.key === 'ArrowDown') moveFocus(event, '[role=option]');
      }}
    >
      {hasFilter && (
        <input
          type="text"
          className="choice-filter"
          placeholder="Find…"
          aria-label={`Find in ${label}`}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <div id={id} role="listbox" aria-label={label} aria-multiselectable={isMulti} tabIndex={-1}>
        {shown.length === 0 && <p className="menu-note">Nothing by that name.</p>}
        {shown.map((group, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
          <div key={group.heading ?? index} role="group" aria-label={group.heading}>
            {group.heading && <div className="menu-heading">{group.heading}</div>}
            {group.options.map((option) => (
              <ChoiceItem key={option.value} option={option} isChosen={chosen.includes(option.value)} onPick={onPick} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function ChoiceItem({ option, isChosen, onPick }: { option: ChoiceOption; isChosen: boolean; onPick(value: string): void }) {
  return (
    <button type="button" role="option" aria-selected={isChosen} tabIndex={-1} className="menu-item" onClick={() => onPick(option.value)}>
      {option.picture}
      <span className="menu-words">
        <span>{option.label}</span>
        {option.detail && <small>{option.detail}</small>}
      </span>
      {isChosen && <Icon name="check" />}
    </button>
  );
}
