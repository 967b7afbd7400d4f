import type { ReactNode } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { useDirectory } from '../state/directory-context.ts';
import { ComposerTools } from './composer-tools.tsx';

/** Under the text: as whom one writes, the small tools, what the command takes, Send. */
export function ComposerFoot({
  text,
  isSending,
  onInsert,
  onFile,
  onSend,
  children,
}: {
  text: string;
  isSending: boolean;
  onInsert(words: string): void;
  onFile(file: File): void;
  onSend(): void;
  children?: ReactNode;
}) {
  const { me, commands } = useDirectory();
  const usage = commands.find((known) => text.startsWith(`${known.command} `) || text === known.command);
  return (
    <div className="composer-foot">
      <span className="composer-me" title={`You write as ${me.realName}`}>
        <Avatar person={me} size={20} /> {me.realName}
      </span>
      <ComposerTools onEmoji={(name) => onInsert(`:${name}: `)} onMention={() => onInsert('@')} onFile={onFile} />
      <span className="composer-hint" aria-live="polite">
        {isSending ? 'Sending…' : usage ? `${usage.command} ${usage.usageHint}` : ''}
      </span>
      {children}
      <button type="button" className="send" aria-label="Send" title="Send (Enter)" disabled={text.trim() === ''} onClick={onSend}>
        <Icon name="send" />
      </button>
    </div>
  );
}
