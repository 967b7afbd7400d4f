import { useRef, useState } from 'react';
import { EmojiPicker } from '../parts/emoji-picker.tsx';
import { Icon } from '../parts/icon.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';

/** The small buttons under the text: emoji, mention, file, and the bot's global shortcuts. */
export function ComposerTools({
  onEmoji,
  onMention,
  onFile,
}: {
  onEmoji(name: string): void;
  onMention(): void;
  onFile(file: File): void;
}) {
  const { attempt } = useActions();
  const { shortcuts } = useDirectory();
  const [isPicking, setPicking] = useState(false);
  const emoji = useRef<HTMLButtonElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const global = shortcuts.filter((shortcut) => shortcut.type === 'global');
  return (
    <span className="composer-tools">
      <button
        ref={emoji}
        type="button"
        className="icon-button"
        aria-label="Insert an emoji"
        title="Emoji"
        aria-expanded={isPicking}
        onClick={() => setPicking(!isPicking)}
      >
        <Icon name="smile" />
      </button>
      <button type="button" className="icon-button" aria-label="Mention somebody" title="Mention somebody" onClick={onMention}>
        <span aria-hidden="true" className="at-sign">
          @
        </span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Attach a text file"
        title="Attach a text file"
        onClick={() => file.current?.click()}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={file}
        type="file"
        hidden
        accept="text/*,.md,.txt,.csv,.json,.vtt,.srt"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen) onFile(chosen);
          event.target.value = '';
        }}
      />
      {global.length > 0 && (
        <MenuButton
          label="Shortcuts"
          items={global.map((shortcut) => ({
            key: shortcut.callbackId,
            label: shortcut.name,
            detail: shortcut.description,
            icon: 'bolt',
            onSelect: () => void attempt('runShortcut', { callbackId: shortcut.callbackId }),
          }))}
        >
          <Icon name="bolt" />
        </MenuButton>
      )}
      {isPicking && <EmojiPicker anchor={emoji} onPick={onEmoji} onClose={() => setPicking(false)} />}
    </span>
  );
}
