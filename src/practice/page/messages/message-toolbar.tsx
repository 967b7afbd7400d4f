import { useRef, useState } from 'react';
import type { Message } from '../../protocol.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Emoji } from '../parts/emoji.tsx';
import { EmojiPicker } from '../parts/emoji-picker.tsx';
import { Icon } from '../parts/icon.tsx';
import type { MenuItem } from '../parts/menu-button.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';
import { plainText } from '../text/parse-mrkdwn.ts';
import { useToggleReaction } from './reaction-row.tsx';

const quick = [
  { name: 'pushpin', label: 'React with pushpin' },
  { name: 'white_check_mark', label: 'React with check mark' },
  { name: '+1', label: 'React with thumbs up' },
];

/** What can be done with a message; shown while the pointer or the focus is on it. */
export function MessageToolbar({
  message,
  canReply,
  onEdit,
  onHold,
}: {
  message: Message;
  canReply: boolean;
  onEdit(): void;
  /** Called with true while a menu of the toolbar is open, so that the toolbar stays. */
  onHold(isHeld: boolean): void;
}) {
  const actions = useActions();
  const { me, shortcuts } = useDirectory();
  const toggle = useToggleReaction(message);
  const [open, setOpen] = useState<'picker' | 'delete'>();
  const add = useRef<HTMLButtonElement>(null);
  const show = (next: 'picker' | 'delete' | undefined) => {
    setOpen(next);
    onHold(next !== undefined);
  };
  const target = { channel: message.channel, ts: message.ts };
  const items: MenuItem[] = shortcuts
    .filter((shortcut) => shortcut.type === 'message')
    .map((shortcut) => ({
      key: shortcut.callbackId,
      label: shortcut.name,
      detail: shortcut.description,
      icon: 'bolt',
      onSelect: () => void actions.attempt('runShortcut', { callbackId: shortcut.callbackId, ...target }),
    }));
  items.push({
    key: 'copy',
    label: 'Copy text',
    icon: 'file',
    onSelect: () => void navigator.clipboard?.writeText(plainText(message.text)),
  });
  if (message.user === me.id) {
    items.push({ key: 'edit', label: 'Edit', icon: 'pencil', onSelect: onEdit });
    items.push({ key: 'delete', label: 'Delete', icon: 'trash', isDanger: true, onSelect: () => show('delete') });
  }
  return (
    <div className="toolbar" role="toolbar" aria-label="Message actions">
      {quick.map(({ name, label }) => (
        <button key={name} type="button" className="icon-button" aria-label={label} title={label} onClick={() => toggle(name)}>
          <Emoji name={name} />
        </button>
      ))}
      <button
        ref={add}
        type="button"
        className="icon-button"
        aria-label="React…"
        title="React…"
        aria-expanded={open === 'picker'}
        onClick={() => show(open === 'picker' ? undefined : 'picker')}
      >
        <Icon name="smile" />
      </button>
      {canReply && (
        <button
          type="button"
          className="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => actions.openSide({ kind: 'thread', ts: message.ts })}
        >
          <Icon name="reply" />
        </button>
      )}
      <MenuButton label="More actions" items={items} onOpenChange={onHold}>
        <Icon name="more" />
      </MenuButton>
      {open === 'picker' && <EmojiPicker anchor={add} onPick={toggle} onClose={() => show(undefined)} />}
      {open === 'delete' && (
        <ConfirmDialog
          title="Delete this message?"
          confirmLabel="Delete"
          isDanger
          onConfirm={() => void actions.attempt('deleteMessage', target)}
          onClose={() => show(undefined)}
        >
          <p>It disappears for everyone.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
