import { InlineView } from '../text/inline-view.tsx';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import type { Inline } from '../text/parse-mrkdwn.ts';
import { asObject, asText } from './block-values.ts';

/** A `{type, text}` object: `mrkdwn` is formatted, `plain_text` only has its `:shortcodes:` drawn. */
export function TextObject({ value }: { value: unknown }) {
  const object = asObject(value);
  const text = asText(object?.text);
  return object?.type === 'mrkdwn' ? <Mrkdwn text={text} /> : <PlainText text={text} />;
}

export function PlainText({ text }: { text: string }) {
  const nodes = text
    .split(/(:[a-z0-9_+-]{1,64}:)/)
    .map((part, index): Inline => (index % 2 === 1 ? { type: 'emoji', name: part.slice(1, -1) } : { type: 'text', text: part }));
  return (
    <span className="plain-text">
      <InlineView nodes={nodes} />
    </span>
  );
}
