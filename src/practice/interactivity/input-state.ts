import type { Block, InputValue } from '../protocol.ts';

/** An element of a block with the ids by which it is pressed and filled in. */
export interface FoundElement {
  block: Block;
  element: Element;
}

export type Element = { type: string; action_id?: string; [key: string]: unknown };

/** `values[block_id][action_id]`, as Slack sends it. */
export type StateValues = Record<string, Record<string, ElementState>>;
export type ElementState = { type: string; [key: string]: unknown };

/** Every element of the blocks that can be pressed or filled in. */
export function listElements(blocks: readonly Block[]): FoundElement[] {
  return blocks.flatMap((block) => {
    const candidates: unknown[] = [
      ...(Array.isArray(block['elements']) ? block['elements'] : []),
      block['accessory'],
      block['element'],
      ...(Array.isArray(block['actions']) ? block['actions'] : []),
    ];
    const own = candidates.filter(isElement).map((element) => ({ block, element }));
    const children = Array.isArray(block['child_blocks']) ? listElements(block['child_blocks'] as Block[]) : [];
    return [...own, ...children];
  });
}

function isElement(value: unknown): value is Element {
  return value !== null && typeof value === 'object' && 'action_id' in value && 'type' in value;
}

export function findElement(blocks: readonly Block[], blockId: string, actionId: string): FoundElement | undefined {
  return listElements(blocks).find(({ block, element }) => block.block_id === blockId && element.action_id === actionId);
}

/** Where an element keeps its value, and what it starts with. Elements that are only pressed are not listed. */
const STATEFUL: Record<
  string,
  { field: string; initial: string; empty: unknown; kind: 'text' | 'one' | 'many' | 'id' | 'ids' | 'number' }
> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null, kind: 'text' },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null, kind: 'text' },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null, kind: 'text' },
  number_input: { field: 'value', initial: 'initial_value', empty: null, kind: 'text' },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null, kind: 'one' },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null, kind: 'one' },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [], kind: 'many' },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [], kind: 'many' },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null, kind: 'id' },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [], kind: 'ids' },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null, kind: 'id' },
  multi_conversations_select: { field: 'selected_conversations', initial: 'initial_conversations', empty: [], kind: 'ids' },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null, kind: 'id' },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [], kind: 'ids' },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null, kind: 'text' },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null, kind: 'text' },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null, kind: 'number' },
};

export function isStateful(element: Element): boolean {
  return element.type in STATEFUL;
}

function initialState(element: Element): ElementState {
  const shape = STATEFUL[element.type];
  if (shape === undefined) return { type: element.type };
  return { type: element.type, [shape.field]: element[shape.initial] ?? shape.empty };
}

/** The state of all elements: what was filled in where the same ids are still there, else what the app preset. */
export function keepState(blocks: readonly Block[], before: StateValues): StateValues {
  const values: StateValues = {};
  for (const { block, element } of listElements(blocks)) {
    if (!isStateful(element) || block.block_id === undefined || element.action_id === undefined) continue;
    const kept = before[block.block_id]?.[element.action_id];
    values[block.block_id] ??= {};
    (values[block.block_id] as Record<string, ElementState>)[element.action_id] =
      kept?.type === element.type ? kept : initialState(element);
  }
  return values;
}

export function setState(values: StateValues, found: FoundElement, state: ElementState): StateValues {
  const blockId = found.block.block_id ?? '';
  return { ...values, [blockId]: { ...values[blockId], [found.element.action_id ?? '']: state } };
}

type Option = { text: unknown; value: string };

export function listOptions(element: Element): Option[] {
  const groups = Array.isArray(element['option_groups']) ? (element['option_groups'] as { options: Option[] }[]) : [];
  return [...(Array.isArray(element['options']) ? (element['options'] as Option[]) : []), ...groups.flatMap((group) => group.options)];
}

/** A plain value from the page as Slack's state of that element; a sentence when it does not fit, such as an option that is not offered. */
export function toElementState(element: Element, value: InputValue): ElementState | { problem: string } {
  const shape = STATEFUL[element.type];
  if (shape === undefined) return { problem: `A ${element.type} has no value.` };
  const stored = readValue(element, shape.kind, value);
  if (typeof stored === 'object' && stored !== null && 'problem' in stored) return stored as { problem: string };
  return { type: element.type, [shape.field]: stored ?? shape.empty };
}

function readValue(element: Element, kind: string, value: InputValue): unknown {
  const many = value === null ? [] : Array.isArray(value) ? value : [value];
  const first = many[0];
  if (kind === 'ids') return many;
  if (kind === 'one' || kind === 'many') {
    const options = listOptions(element);
    const chosen = many.map((wanted) => options.find((option) => option.value === wanted));
    const missing = chosen.indexOf(undefined);
    if (missing >= 0) return { problem: `"${many[missing]}" is not one of the options.` };
    return kind === 'one' ? chosen[0] : chosen;
  }
  if (first === undefined || first === '') return undefined;
  return kind === 'number' ? Number(first) : first;
}

/** Slack's own words under an input that cannot be submitted like this; undefined when it can. */
export function checkInput(found: FoundElement, state: ElementState | undefined): string | undefined {
  const { block, element } = found;
  const shape = STATEFUL[element.type];
  if (shape === undefined) return undefined;
  const value = state?.[shape.field];
  const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return block.type === 'input' && block['optional'] !== true ? 'Please complete this required field.' : undefined;
  if (typeof value !== 'string') return undefined;
  const minimum = typeof element['min_length'] === 'number' ? element['min_length'] : 0;
  const maximum = typeof element['max_length'] === 'number' ? element['max_length'] : 3_000;
  if (element.type === 'plain_text_input' && value.length < minimum) return `Must be at least ${minimum} characters.`;
  if (element.type === 'plain_text_input' && value.length > maximum) return `Must be no more than ${maximum} characters.`;
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(value)) return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+$/.test(value)) return 'Please enter a valid URL.';
  if (element.type === 'number_input') return checkNumber(element, value);
  return undefined;
}

function checkNumber(element: Element, value: string): string | undefined {
  const pattern = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return 'Please enter a valid number.';
  if (element['min_value'] !== undefined && Number(value) < Number(element['min_value']))
    return `Must be ${String(element['min_value'])} or more.`;
  if (element['max_value'] !== undefined && Number(value) > Number(element['max_value']))
    return `Must be ${String(element['max_value'])} or less.`;
  return undefined;
}
