import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import { emojiNames, quickReactions } from '../text/emoji.ts';
import { Emoji } from './emoji.tsx';
import { moveFocus } from './move-focus.ts';
import { Popup } from './popup.tsx';

const names = [...quickReactions, ...emojiNames.filter((name) => !quickReactions.some((quick) => quick === name))];

/** A small grid of emoji with a field to find one by name. */
export function EmojiPicker({
  anchor,
  onPick,
  onClose,
}: {
  anchor: RefObject<HTMLElement | null>;
  onPick(name: string): void;
  onClose(): void;
}) {
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const shown = names.filter((name) => name.replaceAll('_', ' ').includes(filter.trim().toLowerCase()));
  const pick = (name: string) => {
    onClose();
    onPick(name);
  };
  return (
    <Popup anchor={anchor} onClose={onClose} className="emoji-picker">
      <input
        ref={field}
        type="text"
        className="choice-filter"
        placeholder="Find an emoji"
        aria-label="Find an emoji"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && shown[0]) pick(shown[0]);
          if (event.key === 'ArrowDown') event.currentTarget.parentElement?.querySelector<HTMLElement>('.emoji-grid button')?.focus();
        }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be read as a form */}
      <div className="emoji-grid" role="group" aria-label="Emoji" onKeyDown={(event) => moveFocus(event, 'button')}>
        {shown.map((name) => (
          <button
            key={name}
            type="button"
            tabIndex={-1}
            title={`:${name}:`}
            aria-label={name.replaceAll('_', ' ')}
            onClick={() => pick(name)}
          >
            <Emoji name={name} />
          </button>
        ))}
        {shown.length === 0 && <p className="menu-note">No emoji by that name.</p>}
      </div>
    </Popup>
  );
}
