import { useId } from 'react';
import type { Block } from '../../protocol.ts';
import { asElement, textOf } from './block-values.ts';
import { ElementView } from './element-view.tsx';
import { useSurface } from './surface-context.ts';
import { PlainText } from './text-object.tsx';
import { UnknownBlock } from './unknown-block.tsx';

/** A labelled field, with its hint and, after a refused submission, what is wrong with it. */
export function InputBlock({ block, blockId }: { block: Block; blockId: string }) {
  const { errors } = useSurface();
  const id = useId();
  const element = asElement(block.element);
  const error = errors[blockId];
  const hint = textOf(block.hint);
  if (!element) return <UnknownBlock type="input without an element" />;
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  const label = textOf(block.label);
  return (
    <div className={error ? 'block-input is-invalid' : 'block-input'}>
      <label htmlFor={id}>
        <PlainText text={label} />
        {block.optional === true && <span className="optional"> (optional)</span>}
      </label>
      <ElementView
        element={element}
        slot={{ blockId, label, dispatches: block.dispatch_action === true, inputId: id, ...(describedBy ? { describedBy } : {}) }}
      />
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          <PlainText text={hint} />
        </p>
      )}
    </div>
  );
}
