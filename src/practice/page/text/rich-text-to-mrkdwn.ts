import { asList, asObject, asText } from '../blocks/block-values.ts';
import type { Inline, MrkdwnBlock } from './parse-mrkdwn.ts';
import { safeUrl } from './parse-mrkdwn.ts';

/**
 * A `rich_text` block as the same tree that mrkdwn becomes. Elements that are not known show their text, or their type.
 * Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function richTextToMrkdwn(block: Record<string, unknown>): MrkdwnBlock[] {
  return asList(block.elements).map((part): MrkdwnBlock => {
    const elements = asList(part.elements);
    switch (part.type) {
      case 'rich_text_list':
        return {
          type: 'list',
          ordered: part.style === 'ordered',
          start: Number(part.offset ?? 0) + 1,
          items: elements.map((item) => asList(item.elements).flatMap(toInline)),
        };
      case 'rich_text_preformatted':
        return { type: 'code', text: elements.map((element) => asText(element.text) || asText(element.url)).join('') };
      case 'rich_text_quote':
        return { type: 'quote', lines: splitLines(elements.flatMap(toInline)) };
      default:
        return { type: 'paragraph', lines: splitLines(elements.flatMap(toInline)) };
    }
  });
}

function toInline(element: Record<string, unknown>): Inline[] {
  const node = toNode(element);
  const style = asObject(element.style) ?? {};
  let result: Inline = node.type === 'text' && style.code === true ? { type: 'code', text: node.text } : node;
  if (style.strike === true) result = { type: 'strike', children: [result] };
  if (style.italic === true) result = { type: 'italic', children: [result] };
  if (style.bold === true) result = { type: 'bold', children: [result] };
  return [result];
}

function toNode(element: Record<string, unknown>): Inline {
  switch (element.type) {
    case 'user':
      return { type: 'user', id: asText(element.user_id) };
    case 'channel':
      return { type: 'channel', id: asText(element.channel_id) };
    case 'broadcast':
      return { type: 'broadcast', name: asText(element.range) };
    case 'emoji':
      return { type: 'emoji', name: asText(element.name) };
    case 'date':
      return { type: 'date', seconds: Number(element.timestamp), format: asText(element.format), fallback: asText(element.fallback) };
    case 'link': {
      const url = safeUrl(asText(element.url));
      const label = asText(element.text) || asText(element.url);
      return url ? { type: 'link', url, label } : { type: 'text', text: label };
    }
    default:
      return { type: 'text', text: asText(element.text) || (element.type === 'text' ? '' : `[${asText(element.type)}]`) };
  }
}

/** Line breaks inside text elements become lines; runs that span lines keep their style. */
function splitLines(nodes: Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const node of nodes) {
    if (node.type !== 'text' || !node.text.includes('\n')) {
      lines.at(-1)?.push(node);
      continue;
    }
    node.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ type: 'text', text });
    });
  }
  return lines;
}
