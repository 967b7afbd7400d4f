import { findEmoji } from '../text/emoji.ts';
import { drawnEmoji } from './drawn-emoji.tsx';

/** An emoji by its Slack name: drawn for the few the page relies on, by the system's font otherwise, as `:name:` when unknown. */
export function Emoji({ name }: { name: string }) {
  const drawing = drawnEmoji(name);
  if (drawing) return drawing;
  const picture = findEmoji(name);
  return picture ? (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {picture}
    </span>
  ) : (
    <>:{name}:</>
  );
}
