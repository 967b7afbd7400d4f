import type { Block, InputValue } from '../../protocol.ts';

/** What a person has filled in so far: `values[blockId][actionId]`. */
export type Values = Record<string, Record<string, InputValue>>;

/** A Block Kit element, checked only as far as it is used. */
export type Element = { type: string; action_id?: string; [key: string]: unknown };

export interface Option {
  value: string;
  label: string;
  description?: string;
}

/** An element whose value belongs to the view's state, with the block it stands in. */
export interface Field {
  blockId: string;
  actionId: string;
  element: Element;
  isRequired: boolean;
  /** The bot is told of each change as it is made. */
  isDispatching: boolean;
}

/** An object, or undefined: blocks come from outside and are believed only as far as they were looked at. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

export function asList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asObject).filter((each) => each !== undefined) : [];
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The words of a text object, `{type, text}`. */
export function textOf(value: unknown): string {
  return asText(asObject(value)?.text);
}

export function asElement(value: unknown): Element | undefined {
  const object = asObject(value);
  return object && typeof object.type === 'string' ? (object as Element) : undefined;
}

const stateful = new Set([
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'static_select',
  'multi_static_select',
  'users_select',
  'multi_users_select',
  'conversations_select',
  'multi_conversations_select',
  'channels_select',
  'multi_channels_select',
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'timepicker',
]);

/** The fields of a view, in reading order: input blocks, and select-like elements in sections and action rows. */
export function listFields(blocks: readonly Block[]): Field[] {
  return blocks.flatMap((block, index) => {
    const blockId = block.block_id ?? `block-${index}`;
    const candidates =
      block.type === 'input'
        ? [block.element]
        : block.type === 'section'
          ? [block.accessory]
          : block.type === 'actions'
            ? asList(block.elements)
            : [];
    return candidates
      .map(asElement)
      .filter((element) => element !== undefined)
      .filter((element) => stateful.has(element.type))
      .map((element) => ({
        blockId,
        actionId: element.action_id ?? 'action',
        element,
        isRequired: block.type === 'input' && block.optional !== true,
        isDispatching: block.type !== 'input' || block.dispatch_action === true,
      }));
  });
}

/** What an element holds before anybody touched it. */
export function initialValue(element: Element): InputValue {
  const { type } = element;
  if (type.endsWith('_input')) return asText(element.initial_value) || null;
  if (type === 'datepicker') return asText(element.initial_date) || null;
  if (type === 'timepicker') return asText(element.initial_time) || null;
  if (type === 'checkboxes' || type === 'multi_static_select') return asList(element.initial_options).map((option) => asText(option.value));
  if (type.startsWith('multi_')) return strings(element.initial_users ?? element.initial_conversations ?? element.initial_channels);
  if (type === 'static_select' || type === 'radio_buttons') return asText(asObject(element.initial_option)?.value) || null;
  return asText(element.initial_user ?? element.initial_conversation ?? element.initial_channel) || null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** All values to submit: what was filled in, else what the element came with. Values of fields that are gone are left out. */
export function collectValues(blocks: readonly Block[], edited: Values): Values {
  const values: Values = {};
  for (const { blockId, actionId, element } of listFields(blocks)) {
    const own = edited[blockId];
    const value = own && Object.hasOwn(own, actionId) ? (own[actionId] ?? null) : initialValue(element);
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

/** The checks that Slack's client makes before it submits: block id → sentence. */
export function validateValues(blocks: readonly Block[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, actionId, element, isRequired } of listFields(blocks)) {
    const value = values[blockId]?.[actionId] ?? null;
    const error = checkValue(element, value, isRequired);
    if (error) errors[blockId] = error;
  }
  return errors;
}

function checkValue(element: Element, value: InputValue, isRequired: boolean): string | undefined {
  const isEmpty = value === null || value.length === 0 || (typeof value === 'string' && value.trim() === '');
  if (isEmpty) return isRequired ? 'Please fill this in.' : undefined;
  if (typeof value !== 'string' || !element.type.endsWith('_input')) return undefined;
  const { min_length: min, max_length: max, min_value: least, max_value: most } = element;
  if (typeof min === 'number' && value.length < min) return `Please write at least ${min} characters.`;
  if (typeof max === 'number' && value.length > max) return `Please keep this to ${max} characters; it has ${value.length}.`;
  if (element.type === 'number_input') {
    const number = Number(value);
    if (Number.isNaN(number)) return 'Please enter a number.';
    if (element.is_decimal_allowed === false && !Number.isInteger(number)) return 'Please enter a whole number.';
    if (least !== undefined && number < Number(least)) return `Please enter ${least} or more.`;
    if (most !== undefined && number > Number(most)) return `Please enter ${most} or less.`;
  }
  return undefined;
}

/** The options of a select, radio group, checkbox group or overflow; groups are kept as headings. */
export function listOptions(element: Element): { heading?: string; options: Option[] }[] {
  const groups = asList(element.option_groups);
  if (groups.length > 0) return groups.map((group) => ({ heading: textOf(group.label), options: asList(group.options).map(toOption) }));
  return [{ options: asList(element.options).map(toOption) }];
}

function toOption(option: Record<string, unknown>): Option {
  const description = textOf(option.description);
  return { value: asText(option.value), label: textOf(option.text), ...(description ? { description } : {}) };
}
