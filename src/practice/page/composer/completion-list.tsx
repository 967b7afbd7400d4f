import { Avatar } from '../parts/avatar.tsx';
import type { Completions } from './find-completions.ts';

/** The list above the composer; the text field keeps the focus and names the marked item. */
export function CompletionList({
  id,
  completions,
  marked,
  onPick,
}: {
  id: string;
  completions: Completions;
  marked: number;
  onPick(index: number): void;
}) {
  return (
    <div id={id} role="listbox" aria-label={completions.kind === 'command' ? 'Commands' : 'People'} className="completions">
      {completions.items.map((item, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are the text field's
        <div
          key={item.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === marked}
          className="menu-item"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(index)}
        >
          {item.person && <Avatar person={item.person} size={24} />}
          <span className="menu-words">
            <span>{item.title}</span>
            <small>{item.detail}</small>
          </span>
        </div>
      ))}
      <p className="menu-note">↑ ↓ to move, Tab to choose, Esc to close</p>
    </div>
  );
}
