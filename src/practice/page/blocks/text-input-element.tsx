import { useLayoutEffect, useRef } from 'react';
import { growToText } from '../parts/grow-to-text.ts';
import type { Element } from './block-values.ts';
import { textOf } from './block-values.ts';
import type { Slot } from './use-field.ts';
import { useField } from './use-field.ts';

const htmlTypes: Record<string, string> = { email_text_input: 'email', url_text_input: 'url' };

/** One line or several; shows how much room is left when a limit comes near. */
export function TextInputElement({ element, slot }: { element: Element; slot: Slot }) {
  const { value, isInvalid, change, commit } = useField(element, slot);
  const area = useRef<HTMLTextAreaElement>(null);
  const text = typeof value === 'string' ? value : '';
  useLayoutEffect(() => growToText(area.current, text), [text]);
  const common = {
    id: slot.inputId,
    className: 'field',
    value: text,
    placeholder: textOf(element.placeholder),
    'aria-label': slot.inputId ? undefined : slot.label || undefined,
    'aria-invalid': isInvalid,
    'aria-describedby': slot.describedBy,
    'data-autofocus': element.focus_on_load === true ? '' : undefined,
  };
  const max = typeof element.max_length === 'number' ? element.max_length : undefined;
  const left = max === undefined ? undefined : max - text.length;
  return (
    <span className="text-input">
      {element.multiline === true ? (
        <textarea {...common} ref={area} rows={3} onChange={(event) => change(event.target.value)} />
      ) : (
        <input
          {...common}
          type={htmlTypes[element.type] ?? 'text'}
          inputMode={element.type === 'number_input' ? 'decimal' : undefined}
          onChange={(event) => change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !slot.dispatches) return;
            event.preventDefault();
            commit(text);
          }}
        />
      )}
      {left !== undefined && max !== undefined && left <= Math.max(20, max * 0.1) && (
        <small className={left < 0 ? 'room is-over' : 'room'}>{left}</small>
      )}
    </span>
  );
}
