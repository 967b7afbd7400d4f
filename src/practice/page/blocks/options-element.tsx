import { useId } from 'react';
import { Mrkdwn } from '../text/mrkdwn.tsx';
import type { Element } from './block-values.ts';
import { asList, asText } from './block-values.ts';
import { useConfirmed } from './confirmed.tsx';
import { TextObject } from './text-object.tsx';
import type { Slot } from './use-field.ts';
import { useField } from './use-field.ts';

/** Checkboxes or radio buttons, with a description under each where there is one. */
export function OptionsElement({ element, slot }: { element: Element; slot: Slot }) {
  const { value, isInvalid, commit } = useField(element, slot);
  const { ask, question } = useConfirmed(element);
  const name = useId();
  const isMulti = element.type === 'checkboxes';
  const chosen = Array.isArray(value) ? value : value === null ? [] : [value];
  const toggle = (option: string) => {
    if (!isMulti) return commit(option);
    commit(chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option]);
  };
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label
    <div
      role={isMulti ? 'group' : 'radiogroup'}
      className="options"
      aria-label={slot.label || undefined}
      aria-invalid={isMulti ? undefined : isInvalid}
      aria-describedby={slot.describedBy}
    >
      {asList(element.options).map((option) => {
        const optionValue = asText(option.value);
        return (
          <label key={optionValue} className="option">
            <input
              type={isMulti ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.includes(optionValue)}
              onChange={() => ask(() => toggle(optionValue))}
            />
            <span>
              <TextObject value={option.text} />
              {option.description !== undefined && (
                <small>
                  <Mrkdwn text={asText((option.description as { text?: unknown }).text)} />
                </small>
              )}
            </span>
          </label>
        );
      })}
      {question}
    </div>
  );
}
