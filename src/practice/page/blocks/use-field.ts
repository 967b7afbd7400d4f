import type { InputValue } from '../../protocol.ts';
import type { Element } from './block-values.ts';
import { initialValue } from './block-values.ts';
import { useSurface } from './surface-context.ts';

/** How an element stands in its block. */
export interface Slot {
  blockId: string;
  /** The label of an input block, or what the block says: the accessible name of the control. */
  label: string;
  /** Input blocks tell the bot only when asked to (`dispatch_action`); everything else always does. */
  dispatches: boolean;
  /** Id for the label's `for`, and of the text that describes the field. */
  inputId?: string;
  describedBy?: string;
}

/** The value of an element and the one way to change it. */
export function useField(
  element: Element,
  slot: Slot,
): { value: InputValue; isInvalid: boolean; change(value: InputValue): void; commit(value: InputValue): void } {
  const surface = useSurface();
  const actionId = element.action_id ?? 'action';
  const own = surface.edited[slot.blockId];
  return {
    value: own && Object.hasOwn(own, actionId) ? (own[actionId] ?? null) : initialValue(element),
    isInvalid: slot.blockId in surface.errors,
    change: (value) => surface.change(slot.blockId, actionId, value),
    commit(value) {
      surface.change(slot.blockId, actionId, value);
      if (slot.dispatches) void surface.press(slot.blockId, actionId, value);
    },
  };
}
