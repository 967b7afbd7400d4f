import { Dialog } from '../parts/dialog.tsx';

const keys: [keys: string, does: string][] = [
  ['Alt 1, Alt 2 …', 'be another person'],
  ['Enter', 'send'],
  ['Shift Enter', 'new line'],
  ['Ctrl B, Ctrl I', 'bold, italic'],
  ['/', 'a command, at the start of a message'],
  ['@', 'mention somebody'],
  ['F6, Shift F6', 'channels, messages, the panel beside'],
  ['↑ ↓', 'from message to message, once one has the focus'],
  ['Tab', 'from a message to what can be done with it'],
  ['Ctrl Enter', 'submit a form from a text of several lines'],
  ['Esc', 'close what is open'],
];

export function KeysDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Everything works with the keyboard" onClose={onClose} className="is-small">
      <div className="dialog-body">
        <dl className="keys">
          {keys.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
