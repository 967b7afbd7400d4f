import { useState } from 'react';
import { safeUrl } from '../text/parse-mrkdwn.ts';
import type { Element } from './block-values.ts';
import { asText, textOf } from './block-values.ts';
import { useConfirmed } from './confirmed.tsx';
import { useSurface } from './surface-context.ts';
import { PlainText } from './text-object.tsx';
import type { Slot } from './use-field.ts';

const looks: Record<string, string> = { primary: 'button is-primary', danger: 'button is-danger' };

export function ButtonElement({ element, slot }: { element: Element; slot: Slot }) {
  const surface = useSurface();
  const { ask, question } = useConfirmed(element);
  const [isBusy, setBusy] = useState(false);
  const url = safeUrl(asText(element.url));
  const press = () =>
    ask(() => {
      if (url) window.open(url, '_blank', 'noreferrer');
      setBusy(true);
      void surface.press(slot.blockId, element.action_id ?? 'action').finally(() => setBusy(false));
    });
  return (
    <>
      <button
        type="button"
        className={looks[asText(element.style)] ?? 'button'}
        aria-label={asText(element.accessibility_label) || undefined}
        aria-busy={isBusy}
        onClick={() => !isBusy && press()}
      >
        <PlainText text={textOf(element.text)} />
      </button>
      {question}
    </>
  );
}
