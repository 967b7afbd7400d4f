import type { InputBlock, ModalView, PlainTextElement, PlainTextOption } from '@slack/types';
import type { FormInput, FormOption } from '../turns/form-inputs.ts';
import type { FormValues, FormView } from '../turns/forms.ts';
import type { CaptureOf } from '../turns/save-form.ts';
import type { FormRequest } from '../turns/use-case.ts';
import { isStepIdShape } from '../workshop/ids.ts';
import { section } from './blocks.ts';
import { cutText, limits } from './limits.ts';
import { text, tree } from './read-json.ts';
import { escapeText } from './render-phrase.ts';

/** What a modal remembers of where it was opened. Slack keeps it and nobody else can change it; all of it is checked again on submission. */
export interface FormMemory {
  request: FormRequest;
  channelId: string;
  captureOf?: CaptureOf;
  /** What its sender has seen besides what the inputs were filled with. */
  seen?: FormValues;
}

export const formCallbackId = 'form';
/** Each input block holds one element. */
const elementId = 'value';

export function renderForm(form: FormView, memory: Omit<FormMemory, 'request'>): ModalView {
  const kept = writeMemory(form, memory);
  if (kept.length > limits.view.privateMetadata) throw new Error(`a form's memory has ${kept.length} characters`);
  const intro = form.intro ? [section(escapeText(form.intro))] : [];
  return {
    type: 'modal',
    callback_id: formCallbackId,
    private_metadata: kept,
    title: plain(form.title, limits.view.title),
    submit: plain(form.submitLabel, limits.view.button),
    close: plain('Cancel', limits.view.button),
    blocks: [...intro, ...form.inputs.slice(0, limits.view.blocks - intro.length).map(renderInput)],
  };
}

function writeMemory({ request, seen }: FormView, memory: Omit<FormMemory, 'request'>): string {
  const all = { ...seen, ...memory.seen };
  return JSON.stringify({ ...memory, ...(Object.keys(all).length > 0 ? { seen: all } : {}), request } satisfies FormMemory);
}

/** Whether Slack keeps so much with a modal. */
export function canRemember(form: FormView, memory: Omit<FormMemory, 'request'>): boolean {
  return writeMemory(form, memory).length <= limits.view.privateMetadata;
}

function readSeen(seen: unknown): FormValues {
  return Object.fromEntries(
    Object.entries(tree(seen)).flatMap(([key, value]): [string, FormValues[string]][] => {
      if (typeof value === 'string' || value === null) return [[key, value]];
      return Array.isArray(value) ? [[key, value.filter((one) => typeof one === 'string')]] : [];
    }),
  );
}

/** Undefined when it is not ours. */
export function readFormMemory(privateMetadata: string): FormMemory | undefined {
  try {
    const memory = tree(JSON.parse(privateMetadata));
    const { workshopId, stepId, epoch, formId, itemId } = tree(memory.request);
    const channelId = text(memory.channelId);
    const slackTs = text(tree(memory.captureOf).slackTs);
    if (
      !channelId ||
      typeof workshopId !== 'string' ||
      !isStepIdShape(text(stepId)) ||
      typeof epoch !== 'number' ||
      typeof formId !== 'string'
    )
      return undefined;
    const request = {
      workshopId,
      stepId: stepId as FormRequest['stepId'],
      epoch,
      formId,
      ...(typeof itemId === 'string' ? { itemId } : {}),
    };
    const seen = readSeen(memory.seen);
    return {
      request,
      channelId,
      ...(slackTs ? { captureOf: { slackTs } } : {}),
      ...(Object.keys(seen).length > 0 ? { seen } : {}),
    };
  } catch {
    return undefined;
  }
}

/** An empty text is no text object to Slack. */
function plain(words: string, maxChars: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(words.trim() || '…', maxChars), emoji: true };
}

function renderInput(input: FormInput): InputBlock {
  return {
    type: 'input',
    block_id: input.key.slice(0, limits.input.id),
    label: plain(input.label, limits.input.label),
    optional: input.optional,
    element: renderElement(input),
    ...(input.hint ? { hint: plain(input.hint, limits.input.hint) } : {}),
  };
}

function renderElement(input: FormInput): InputBlock['element'] {
  switch (input.kind) {
    case 'text': {
      const maxChars = Math.min(input.maxChars, limits.input.text);
      return {
        type: 'plain_text_input',
        action_id: elementId,
        multiline: input.long,
        max_length: maxChars,
        ...(input.initial ? { initial_value: cutText(input.initial, maxChars) } : {}),
      };
    }
    case 'choice': {
      const options = input.options.map(renderOption);
      const initial = options.find((option) => option.value === input.initial);
      return { type: 'static_select', action_id: elementId, ...groupOptions(options), ...(initial ? { initial_option: initial } : {}) };
    }
    case 'picks': {
      const options = input.options.map(renderOption);
      const initial = options.filter((option) => input.initial.includes(option.value ?? '')).slice(0, input.max);
      return {
        type: 'multi_static_select',
        action_id: elementId,
        max_selected_items: input.max,
        ...groupOptions(options),
        ...(initial.length > 0 ? { initial_options: initial } : {}),
      };
    }
    case 'people':
      return {
        type: 'multi_users_select',
        action_id: elementId,
        ...(input.max ? { max_selected_items: input.max } : {}),
        ...(input.initial.length > 0 ? { initial_users: input.initial } : {}),
      };
    case 'ticks': {
      const options = input.options.map(renderOption);
      const initial = options.filter((option) => input.initial.includes(option.value ?? ''));
      return { type: 'checkboxes', action_id: elementId, options, ...(initial.length > 0 ? { initial_options: initial } : {}) };
    }
    case 'channel':
      return {
        type: 'conversations_select',
        action_id: elementId,
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(input.initial ? { initial_conversation: input.initial } : {}),
      };
  }
}

function renderOption(option: FormOption): PlainTextOption {
  if (option.value.length > limits.option.value) throw new Error(`an option's value has ${option.value.length} characters`);
  return { text: plain(option.label, limits.option.text), value: option.value };
}

/** A select shows a hundred options; more come in groups of a hundred. */
function groupOptions(
  options: PlainTextOption[],
): { options: PlainTextOption[] } | { option_groups: { label: PlainTextElement; options: PlainTextOption[] }[] } {
  const { perList, groups } = limits.option;
  if (options.length <= perList) return { options };
  return {
    option_groups: Array.from({ length: Math.min(groups, Math.ceil(options.length / perList)) }, (_, index) => ({
      label: plain(`${index * perList + 1} to ${Math.min((index + 1) * perList, options.length)}`, limits.option.text),
      options: options.slice(index * perList, (index + 1) * perList),
    })),
  };
}
