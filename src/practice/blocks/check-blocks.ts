import { createId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import type { Block } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import {
  ACCESSORIES,
  ACTION_ELEMENTS,
  anyText,
  BUTTON,
  CONTEXT_ACTION_ELEMENTS,
  CONTEXT_ELEMENTS,
  IMAGE,
  INPUT_ELEMENTS,
  MODAL_INPUT_ELEMENTS,
  mrkdwn,
  plainText,
} from './elements.ts';
import { anything, byType, type Check, flag, isObject, list, number, object, oneOf, problemsOf, text } from './schema.ts';

export type Surface = 'message' | 'modal' | 'home';

const B = LIMITS.block;
const id = { block_id: text({ max: B.idChars }) };
const type: Check = anything;
const url = text({ min: 1, max: B.urlChars, pattern: /^https?:\/\// });

const richTextElements = byType({
  rich_text_section: anything,
  rich_text_list: anything,
  rich_text_quote: anything,
  rich_text_preformatted: anything,
});
const richText = object({ type, elements: list(richTextElements, { min: 1 }) }, id);
const cell = byType({ raw_text: object({ type, text: text({ min: 1 }) }), raw_number: anything, rich_text: richText });
const card = object(
  { type },
  {
    ...id,
    hero_image: IMAGE,
    icon: IMAGE,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(BUTTON, { max: 5 }),
  },
);
const task = object(
  { type, task_id: text({ min: 1 }), title: text({ min: 1 }) },
  { ...id, status: oneOf('pending', 'in_progress', 'complete', 'error'), details: richText, output: richText, sources: list(anything) },
);

const needsImage: Check = (value, pointer, report) => {
  if (isObject(value) && value['image_url'] === undefined && value['slack_file'] === undefined)
    report('missing required field: image_url', pointer);
};

/** Blocks that every surface takes. */
const COMMON: Record<string, Check> = {
  actions: object({ type, elements: list(ACTION_ELEMENTS, { min: 1, max: B.actionsElements }) }, id),
  alert: object({ type, text: anyText(B.sectionTextChars) }, { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  context: object({ type, elements: list(CONTEXT_ELEMENTS, { min: 1, max: B.contextElements }) }, id),
  divider: object({ type }, id),
  header: object({ type, text: plainText(B.headerChars) }, id),
  image: object(
    { type, alt_text: text({ min: 1, max: B.altTextChars }) },
    { ...id, image_url: url, slack_file: anything, title: plainText(2_000) },
    needsImage,
  ),
  rich_text: richText,
  section: object(
    { type },
    {
      ...id,
      text: anyText(B.sectionTextChars),
      fields: list(anyText(B.sectionFieldChars), { min: 1, max: B.sectionFields }),
      accessory: ACCESSORIES,
      expand: flag,
    },
    (value, pointer, report) => {
      if (isObject(value) && value['text'] === undefined && value['fields'] === undefined) report('missing required field: text', pointer);
    },
  ),
  video: object(
    { type, video_url: url, thumbnail_url: url, alt_text: text({ min: 1 }), title: plainText(199) },
    { ...id, title_url: url, author_name: text({ max: 49 }), provider_name: text(), provider_icon_url: url, description: plainText(200) },
  ),
};

function input(elementCheck: Check): Check {
  return object(
    { type, label: plainText(B.labelChars), element: elementCheck },
    { ...id, hint: plainText(B.hintChars), optional: flag, dispatch_action: flag },
  );
}

const CHECKS: Record<Surface, Check> = {
  message: byType({
    ...COMMON,
    input: input(INPUT_ELEMENTS),
    markdown: object({ type, text: text({ min: 1, max: LIMITS.message.markdownTextChars }) }, id),
    table: object(
      { type, rows: list(list(cell, { max: B.tableColumns }), { min: 1, max: B.tableRows }) },
      { ...id, column_settings: list(anything, { max: B.tableColumns }) },
    ),
    data_table: object(
      { type, rows: list(list(cell)), caption: text({ min: 1 }) },
      { ...id, page_size: number({ min: 1, max: 100 }), row_header_column_index: number({ min: 0 }) },
    ),
    context_actions: object({ type, elements: list(CONTEXT_ACTION_ELEMENTS, { min: 1, max: B.contextActionsElements }) }, id),
    card,
    carousel: object({ type, elements: list(card, { min: 1, max: 10 }) }, id),
    container: object(
      { type, child_blocks: list(byType(COMMON), { min: 1, max: 10 }) },
      {
        ...id,
        title: plainText(150),
        rich_text_title: richText,
        subtitle: anyText(150),
        width: anything,
        icon: IMAGE,
        is_collapsible: flag,
        default_collapsed: flag,
        has_header_divider: flag,
      },
    ),
    plan: object({ type, title: text({ min: 1 }) }, { ...id, tasks: list(task) }),
    task_card: task,
  }),
  modal: byType({ ...COMMON, input: input(MODAL_INPUT_ELEMENTS) }),
  home: byType({ ...COMMON, input: input(INPUT_ELEMENTS) }),
};

/** Slack's complaints about the blocks, each with a JSON pointer; empty when they are fine. */
export function findBlockProblems(blocks: unknown, surface: Surface, pointer = '/blocks'): string[] {
  const max = surface === 'message' ? LIMITS.message.blocks : LIMITS.view.blocks;
  const problems = problemsOf(list(CHECKS[surface], { max }), blocks, pointer);
  if (!Array.isArray(blocks)) return problems;
  return [...problems, ...findDoubleIds(blocks.filter(isObject), pointer)];
}

function findDoubleIds(blocks: Record<string, unknown>[], pointer: string): string[] {
  const problems: string[] = [];
  const seen = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const blockId = block['block_id'];
    if (typeof blockId === 'string' && blockId !== '') {
      if (seen.has(blockId)) problems.push(`\`block_id\` "${blockId}" already exists [json-pointer:${pointer}/${index}/block_id]`);
      seen.add(blockId);
    }
    const elements = Array.isArray(block['elements']) ? block['elements'].filter(isObject) : [];
    const actionIds = elements.map((element) => element['action_id']).filter((actionId) => typeof actionId === 'string' && actionId !== '');
    if (new Set(actionIds).size !== actionIds.length)
      problems.push(`\`action_id\` already exists [json-pointer:${pointer}/${index}/elements]`);
  }
  return problems;
}

/**
 * Checks the blocks of a message and gives ids to those that have none.
 * @throws SlackError invalid_blocks_format, invalid_blocks, msg_blocks_too_long
 */
export function readMessageBlocks(raw: unknown): Block[] {
  if (!Array.isArray(raw)) throw new SlackError('invalid_blocks_format');
  const problems = findBlockProblems(raw, 'message');
  const tables = raw.filter((block) => isObject(block) && block['type'] === 'table');
  if (tables.length > LIMITS.message.tables) problems.push('only_one_table_allowed [json-pointer:/blocks]');
  if (countChars(tables) > B.tableChars) problems.push(`table must be less than ${B.tableChars + 1} characters [json-pointer:/blocks]`);
  if (problems.length > 0) throw SlackError.explained('invalid_blocks', problems);
  if (countChars(raw) > LIMITS.message.allBlocksChars) throw new SlackError('msg_blocks_too_long');
  return withIds(raw as Block[]);
}

/** All that a reader would read: the strings under `text` and the like, not ids, values or addresses. */
function countChars(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + countChars(entry), 0);
  if (!isObject(value)) return 0;
  let sum = 0;
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') sum += countChars(entry);
    else if (name === 'text' || name === 'title' || name === 'alt_text' || name === 'caption') sum += entry.length;
  }
  return sum;
}

/** Slack names every block and every interactive element that the app did not name. */
export function withIds(blocks: Block[]): Block[] {
  const interactive = new Set(['image', 'plain_text', 'mrkdwn']);
  const name = (entry: unknown): unknown =>
    isObject(entry) && typeof entry['type'] === 'string' && !interactive.has(entry['type']) && !entry['type'].startsWith('rich_text_')
      ? { ...entry, action_id: entry['action_id'] ?? createId('a', 5) }
      : entry;
  return blocks.map((block) => ({
    ...block,
    block_id: typeof block.block_id === 'string' && block.block_id !== '' ? block.block_id : createId('b', 5),
    ...(block['accessory'] === undefined ? {} : { accessory: name(block['accessory']) }),
    ...(block['element'] === undefined ? {} : { element: name(block['element']) }),
    ...(Array.isArray(block['elements']) && block.type !== 'rich_text' && block.type !== 'carousel'
      ? { elements: block['elements'].map(name) }
      : {}),
  }));
}
