import { readMessageBlocks, withIds } from '../blocks/check-blocks.ts';
import { isObject } from '../blocks/schema.ts';
import { LIMITS } from '../limits.ts';
import type { Block } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { normaliseAppText } from '../text.ts';

/** What an app wants a message to say. */
export interface Content {
  text?: string;
  blocks?: Block[];
  attachments?: Record<string, unknown>[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

/**
 * Reads and checks `text`, `markdown_text`, `blocks`, `attachments` and `metadata`.
 * @throws SlackError no_text, markdown_text_conflict, invalid_blocks…, msg_blocks_too_long, too_many_attachments, metadata errors
 */
export function readContent(args: Record<string, unknown>, options: { mayBeEmpty?: boolean } = {}): Content {
  const content: Content = {};
  const markdown = args['markdown_text'];
  const hasText = typeof args['text'] === 'string' && args['text'] !== '';
  if (typeof markdown === 'string' && markdown !== '') {
    if (hasText || args['blocks'] !== undefined) throw new SlackError('markdown_text_conflict');
    if (markdown.length > LIMITS.message.markdownTextChars) throw new SlackError('msg_too_long');
    content.text = normaliseAppText(markdown);
    content.blocks = withIds([{ type: 'markdown', text: markdown }]);
  }
  if (typeof args['text'] === 'string' && content.text === undefined) content.text = normaliseAppText(args['text']);
  if (args['blocks'] !== undefined) content.blocks = readMessageBlocks(args['blocks']);
  if (args['attachments'] !== undefined) content.attachments = readAttachments(args['attachments']);
  const metadata = readMetadata(args['metadata']);
  if (metadata !== undefined) content.metadata = metadata;
  const says =
    hasText ||
    (content.text !== undefined && content.text !== '') ||
    (content.blocks?.length ?? 0) > 0 ||
    (content.attachments?.length ?? 0) > 0;
  if (!says && options.mayBeEmpty !== true) throw new SlackError('no_text');
  return content;
}

function readAttachments(raw: unknown): Record<string, unknown>[] {
  if (!Array.isArray(raw) || !raw.every(isObject)) throw new SlackError('invalid_attachments');
  if (raw.length > LIMITS.message.attachments) throw new SlackError('too_many_attachments');
  return raw;
}

export function readMetadata(raw: unknown): Content['metadata'] | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!isObject(raw)) throw new SlackError('invalid_metadata_format');
  const { event_type: eventType, event_payload: payload } = raw;
  if (typeof eventType !== 'string' || eventType === '' || !isObject(payload)) throw new SlackError('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(raw)) > LIMITS.message.metadataBytes) throw new SlackError('metadata_too_large');
  return { event_type: eventType, event_payload: payload };
}
