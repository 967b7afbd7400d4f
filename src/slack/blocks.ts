import type {
  ActionsBlock,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  MarkdownBlock,
  SectionBlock,
  Button as SlackButton,
} from '@slack/types';
import type { Button } from '../ports/outbox.ts';
import { cutText, limits, splitText } from './limits.ts';

export type MessageBlock = ActionsBlock | ContextBlock | DividerBlock | HeaderBlock | MarkdownBlock | SectionBlock;

/** A message in blocks, and in words for notifications, screen readers and clients without blocks. */
export interface Rendered {
  text: string;
  blocks?: MessageBlock[];
}

/** Slack takes no empty text. */
function fill(text: string, maxChars: number): string {
  return cutText(text.trim() ? text : '…', maxChars);
}

/** `text` is plain: no formatting, nothing to escape. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: fill(text, limits.header), emoji: true } };
}

/** `verbatim`: Slack turns no `@here` and no address into something to click. */
export function section(mrkdwn: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: fill(mrkdwn, limits.section), verbatim: true } };
}

/** A whole message in markdown, as a stream shows it. Never empty, at most what one message holds. */
export function markdownBlock(markdown: string): MarkdownBlock {
  return { type: 'markdown', text: fill(markdown, limits.message.markdown) };
}

/** As many sections as a long text needs. */
export function sections(mrkdwn: string): SectionBlock[] {
  return splitText(mrkdwn, limits.section)
    .filter((part) => part.trim())
    .map(section);
}

export function context(...lines: string[]): ContextBlock {
  return {
    type: 'context',
    elements: lines
      .slice(0, limits.contextElements)
      .map((line) => ({ type: 'mrkdwn', text: fill(line, limits.contextText), verbatim: true })),
  };
}

export const divider: DividerBlock = { type: 'divider' };

/** Action ids must differ within a message: `next`, `verb`, `verb#1`. */
export function actions(buttons: readonly Button[]): ActionsBlock {
  const seen = new Map<string, number>();
  const elements = buttons.slice(0, limits.actionsElements).map((button): SlackButton => {
    const count = seen.get(button.action) ?? 0;
    seen.set(button.action, count + 1);
    return {
      type: 'button',
      action_id: count === 0 ? button.action : `${button.action}#${count}`,
      text: { type: 'plain_text', text: fill(button.label, limits.button.text), emoji: true },
      ...(button.value ? { value: button.value.slice(0, limits.button.value) } : {}),
      ...(button.style ? { style: button.style } : {}),
    };
  });
  return { type: 'actions', elements };
}

export function actionOf(actionId: string): string {
  return actionId.replace(/#\d+$/, '');
}

function charsOf(block: MessageBlock): number {
  switch (block.type) {
    case 'section':
    case 'header':
      return block.text?.text.length ?? 0;
    case 'markdown':
      return block.text.length;
    case 'context':
    case 'actions':
      return block.elements.reduce(
        (sum, element) =>
          sum +
          ('text' in element && element.text ? (typeof element.text === 'string' ? element.text.length : element.text.text.length) : 0),
        0,
      );
    default:
      return 0;
  }
}

/**
 * Keeps a message within Slack's bounds. Headers, context and buttons stay; of too many sections the last ones go,
 * and one line says so.
 */
export function fitMessage({ text, blocks }: Rendered): Rendered {
  const fitted = { text: fill(text, limits.message.text) };
  if (!blocks) return fitted;
  const cutNote = section('_… and more. “/workshop show STEP” has all of it._');
  let kept = [...blocks];
  const isTooMuch = () =>
    kept.length > limits.message.blocks || kept.reduce((sum, block) => sum + charsOf(block), 0) > limits.message.allBlocks;
  let isCut = false;
  while (isTooMuch() && kept.some((block) => block.type === 'section' && block !== cutNote)) {
    const at = kept.findLastIndex((block) => block.type === 'section' && block !== cutNote);
    kept.splice(at, 1, ...(isCut ? [] : [cutNote]));
    isCut = true;
  }
  if (kept.length > limits.message.blocks) kept = kept.slice(0, limits.message.blocks);
  return { ...fitted, blocks: kept };
}
