import type { Element } from './block-values.ts';
import type { Slot } from './use-field.ts';
import { useField } from './use-field.ts';

/** A date (`2026-11-04`) or a time of day (`14:05`), by the browser's own picker. */
export function DateElement({ element, slot }: { element: Element; slot: Slot }) {
  const { value, isInvalid, commit } = useField(element, slot);
  return (
    <input
      id={slot.inputId}
      type={element.type === 'datepicker' ? 'date' : 'time'}
      className="field is-short"
      value={typeof value === 'string' ? value : ''}
      aria-label={slot.inputId ? undefined : slot.label || 'Date'}
      aria-invalid={isInvalid}
      aria-describedby={slot.describedBy}
      onChange={(event) => commit(event.target.value || null)}
    />
  );
}
