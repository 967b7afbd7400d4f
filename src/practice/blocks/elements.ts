import { LIMITS } from '../limits.ts';
import { anything, byType, type Check, flag, isObject, list, number, object, oneOf, text } from './schema.ts';

const E = LIMITS.element;
const type: Check = anything;

export function plainText(max: number, min = 1): Check {
  return byType({ plain_text: object({ type, text: text({ min, max }) }, { emoji: flag }) });
}

export function anyText(max: number): Check {
  return byType({
    plain_text: object({ type, text: text({ min: 1, max }) }, { emoji: flag }),
    mrkdwn: object({ type, text: text({ min: 1, max }) }, { verbatim: flag }),
  });
}

export function mrkdwn(max: number): Check {
  return byType({ mrkdwn: object({ type, text: text({ min: 1, max }) }, { verbatim: flag }) });
}

const url = text({ min: 1, max: LIMITS.block.urlChars, pattern: /^(https?:\/\/|mailto:|slack:\/\/)/ });
const actionId = text({ min: 1, max: LIMITS.block.actionIdChars });
const confirm = object(
  {
    title: plainText(E.confirmTitleChars),
    text: anyText(E.confirmTextChars),
    confirm: plainText(E.confirmButtonChars),
    deny: plainText(E.confirmButtonChars),
  },
  { style: oneOf('primary', 'danger') },
);

function option(textCheck: Check): Check {
  return object(
    { text: textCheck, value: text({ min: 1, max: E.optionValueChars }) },
    { description: anyText(E.optionDescriptionChars), url },
  );
}
const selectOption = option(plainText(E.optionTextChars));
const listedOption = option(anyText(E.optionTextChars));

const pressable = { action_id: actionId, confirm };
const selectable = { ...pressable, focus_on_load: flag, placeholder: plainText(E.placeholderChars) };
const many = { max_selected_items: number({ min: 1 }) };
const dispatch = object({}, { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1 }) });
const typed = { action_id: actionId, placeholder: plainText(E.placeholderChars), focus_on_load: flag, dispatch_action_config: dispatch };
const optionGroups = list(object({ label: plainText(E.optionTextChars), options: list(selectOption, { min: 1, max: E.selectOptions }) }), {
  min: 1,
  max: E.optionGroups,
});
const options = list(selectOption, { min: 1, max: E.selectOptions });

/** A static select needs options or groups of them, not both, and its preset must be one of them. */
const needsOptions: Check = (value, pointer, report) => {
  if (!isObject(value)) return;
  const has = [value['options'], value['option_groups']].filter((entry) => entry !== undefined).length;
  if (has === 0) report('missing required field: options', pointer);
  if (has === 2) report('only one of options and option_groups is allowed', pointer);
  presetsAreOffered(value, pointer, report);
};

const presetsAreOffered: Check = (value, pointer, report) => {
  if (!isObject(value)) return;
  const groups = Array.isArray(value['option_groups']) ? value['option_groups'].filter(isObject) : [];
  const offered = [value['options'], ...groups.map((group) => group['options'])].filter(Array.isArray).flat().filter(isObject);
  const values = offered.map((entry) => entry['value']);
  if (new Set(values).size !== values.length) report('option values must be unique', pointer);
  const presets = [value['initial_option'], ...(Array.isArray(value['initial_options']) ? value['initial_options'] : [])].filter(isObject);
  for (const preset of presets) {
    if (!offered.some((entry) => entry['value'] === preset['value'] && JSON.stringify(entry['text']) === JSON.stringify(preset['text']))) {
      report('initial option must exactly match one of the options', pointer);
    }
  }
};

const lengthsMakeSense: Check = (value, pointer, report) => {
  if (!isObject(value)) return;
  if (typeof value['min_length'] === 'number' && typeof value['max_length'] === 'number' && value['min_length'] > value['max_length']) {
    report('min_length must not be greater than max_length', pointer);
  }
};

const image: Check = object(
  { type, alt_text: text({ min: 1, max: LIMITS.block.altTextChars }) },
  { image_url: url, slack_file: anything },
  (value, pointer, report) => {
    if (isObject(value) && value['image_url'] === undefined && value['slack_file'] === undefined)
      report('missing required field: image_url', pointer);
  },
);
const feedback = object(
  { text: plainText(E.buttonTextChars), value: text({ min: 1, max: E.buttonValueChars }) },
  { accessibility_label: text({ max: 75 }) },
);

/** Every element of Block Kit that can be pressed, chosen from or typed into, and the image. */
const ELEMENTS = {
  button: object(
    { type, text: plainText(E.buttonTextChars) },
    {
      ...pressable,
      value: text({ max: E.buttonValueChars }),
      url,
      style: oneOf('primary', 'danger'),
      accessibility_label: text({ max: 75 }),
    },
  ),
  checkboxes: object(
    { type, options: list(listedOption, { min: 1, max: E.checkboxOptions }) },
    { ...pressable, initial_options: list(listedOption, { min: 1 }), focus_on_load: flag },
    presetsAreOffered,
  ),
  radio_buttons: object(
    { type, options: list(listedOption, { min: 1, max: E.checkboxOptions }) },
    { ...pressable, initial_option: listedOption, focus_on_load: flag },
    presetsAreOffered,
  ),
  overflow: object({ type, options: list(selectOption, { min: 1, max: E.overflowOptions }) }, pressable, presetsAreOffered),
  static_select: object({ type }, { ...selectable, options, option_groups: optionGroups, initial_option: selectOption }, needsOptions),
  multi_static_select: object(
    { type },
    { ...selectable, ...many, options, option_groups: optionGroups, initial_options: list(selectOption, { min: 1 }) },
    needsOptions,
  ),
  external_select: object({ type }, { ...selectable, initial_option: selectOption, min_query_length: number({ min: 0 }) }),
  multi_external_select: object(
    { type },
    { ...selectable, ...many, initial_options: list(selectOption), min_query_length: number({ min: 0 }) },
  ),
  users_select: object({ type }, { ...selectable, initial_user: text({ min: 1 }) }),
  multi_users_select: object({ type }, { ...selectable, ...many, initial_users: list(text({ min: 1 })) }),
  conversations_select: object(
    { type },
    { ...selectable, initial_conversation: text(), default_to_current_conversation: flag, response_url_enabled: flag, filter: anything },
  ),
  multi_conversations_select: object(
    { type },
    { ...selectable, ...many, initial_conversations: list(text()), default_to_current_conversation: flag, filter: anything },
  ),
  channels_select: object({ type }, { ...selectable, initial_channel: text(), response_url_enabled: flag }),
  multi_channels_select: object({ type }, { ...selectable, ...many, initial_channels: list(text()) }),
  datepicker: object({ type }, { ...selectable, initial_date: text({ pattern: /^\d{4}-\d{2}-\d{2}$/ }) }),
  timepicker: object({ type }, { ...selectable, initial_time: text({ pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }), timezone: text() }),
  datetimepicker: object(
    { type },
    { ...pressable, focus_on_load: flag, initial_date_time: number({ min: 1_000_000_000, max: 9_999_999_999 }) },
  ),
  plain_text_input: object(
    { type },
    {
      ...typed,
      initial_value: text({ max: E.inputMaxChars }),
      multiline: flag,
      min_length: number({ min: 0, max: E.inputMaxChars }),
      max_length: number({ min: 1, max: E.inputMaxChars }),
    },
    lengthsMakeSense,
  ),
  email_text_input: object({ type }, { ...typed, initial_value: text() }),
  url_text_input: object({ type }, { ...typed, initial_value: text() }),
  number_input: object({ type, is_decimal_allowed: flag }, { ...typed, initial_value: text(), min_value: text(), max_value: text() }),
  rich_text_input: object({ type }, { ...typed, initial_value: anything }),
  file_input: object({ type }, { action_id: actionId, filetypes: list(text({ min: 1 })), max_files: number({ min: 1, max: 10 }) }),
  feedback_buttons: object({ type, positive_button: feedback, negative_button: feedback }, { action_id: actionId }),
  icon_button: object(
    { type, icon: oneOf('trash'), text: plainText(E.buttonTextChars) },
    { ...pressable, value: text({ max: E.buttonValueChars }), accessibility_label: text({ max: 75 }), visible_to_user_ids: list(text()) },
  ),
  workflow_button: object(
    { type, text: plainText(E.buttonTextChars), workflow: anything },
    { ...pressable, style: oneOf('primary', 'danger'), accessibility_label: text({ max: 75 }) },
  ),
  image,
} satisfies Record<string, Check>;

type ElementType = keyof typeof ELEMENTS;

function elements(...types: ElementType[]): Check {
  return byType(Object.fromEntries(types.map((name) => [name, ELEMENTS[name]])));
}

const SELECTS: ElementType[] = [
  'static_select',
  'multi_static_select',
  'external_select',
  'multi_external_select',
  'users_select',
  'multi_users_select',
  'conversations_select',
  'multi_conversations_select',
  'channels_select',
  'multi_channels_select',
];

export const ACTION_ELEMENTS = elements(
  'button',
  'checkboxes',
  'radio_buttons',
  'overflow',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'workflow_button',
  'rich_text_input',
  ...SELECTS,
);
export const ACCESSORIES = elements(
  'button',
  'checkboxes',
  'radio_buttons',
  'overflow',
  'datepicker',
  'timepicker',
  'workflow_button',
  'image',
  ...SELECTS,
);
const INPUTS: ElementType[] = [
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  ...SELECTS,
];
export const INPUT_ELEMENTS = elements(...INPUTS);
export const MODAL_INPUT_ELEMENTS = elements('file_input', ...INPUTS);
export const BUTTON = elements('button');
export const IMAGE = elements('image');
export const CONTEXT_ACTION_ELEMENTS = elements('feedback_buttons', 'icon_button');
export const CONTEXT_ELEMENTS = byType({ image, plain_text: plainText(2_000), mrkdwn: mrkdwn(2_000) });
