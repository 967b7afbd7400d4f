/**
 * Slack's mrkdwn as a tree. Nothing here makes markup: the page draws the tree with React, so text can never become HTML.
 *
 * Reads text as Slack stores it: `&lt; &gt; &amp;` escaped, and everything between a bare `<` and `>` is an entity.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; label: string }
  | { type: 'user' | 'channel'; id: string; label?: string }
  | { type: 'broadcast'; name: string }
  | { type: 'date'; seconds: number; format: string; url?: string; fallback: string }
  | { type: 'emoji'; name: string };

export type MrkdwnBlock =
  | { type: 'paragraph'; lines: Inline[][] }
  | { type: 'quote'; lines: Inline[][] }
  | { type: 'code'; text: string }
  | { type: 'list'; ordered: boolean; start: number; items: Inline[][] };

/** Deeper nesting than this is shown as text; a person never types it. */
const maxDepth = 4;

export function parseMrkdwn(text: string): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  const parts = text.replaceAll('\r\n', '\n').split('```');
  parts.forEach((part, index) => {
    const isClosed = index < parts.length - 1 || index % 2 === 0;
    if (index % 2 === 1 && isClosed) {
      const code = part.replace(/^\n/, '').replace(/\n$/, '');
      if (code !== '') blocks.push({ type: 'code', text: plainText(code) });
      return;
    }
    const source = index % 2 === 1 ? `\`\`\`${part}` : part;
    // The line break beside a fence belongs to the fence.
    const before = index > 0 && index % 2 === 0 ? source.replace(/^\n/, '') : source;
    const trimmed = index < parts.length - 1 ? before.replace(/\n$/, '') : before;
    if (trimmed !== '') blocks.push(...parseLines(trimmed.split('\n')));
  });
  return blocks;
}

const bulletLine = /^\s*(?:[-•◦▪]|\*(?=\s))\s+(.*)$/;
const numberLine = /^\s*(\d{1,4})[.)]\s+(.*)$/;
const quoteLine = /^(?:&gt;|>)\s?(.*)$/;

function parseLines(lines: string[]): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const last = blocks.at(-1);
    if (/^(?:&gt;&gt;&gt;|>>>)/.test(line)) {
      const rest = [line.replace(/^(?:&gt;&gt;&gt;|>>>)\s?/, ''), ...lines.slice(i + 1)];
      blocks.push({ type: 'quote', lines: rest.map((each) => parseInline(each)) });
      return blocks;
    }
    const quote = quoteLine.exec(line);
    const bullet = bulletLine.exec(line);
    const number = numberLine.exec(line);
    if (quote) {
      const content = parseInline(quote[1] ?? '');
      if (last?.type === 'quote') last.lines.push(content);
      else blocks.push({ type: 'quote', lines: [content] });
    } else if (bullet) {
      const content = parseInline(bullet[1] ?? '');
      if (last?.type === 'list' && !last.ordered) last.items.push(content);
      else blocks.push({ type: 'list', ordered: false, start: 1, items: [content] });
    } else if (number) {
      const content = parseInline(number[2] ?? '');
      if (last?.type === 'list' && last.ordered) last.items.push(content);
      else blocks.push({ type: 'list', ordered: true, start: Number(number[1]), items: [content] });
    } else if (last?.type === 'paragraph') last.lines.push(parseInline(line));
    else blocks.push({ type: 'paragraph', lines: [parseInline(line)] });
  }
  return blocks.map(trimParagraph).filter((block) => block.type !== 'paragraph' || block.lines.length > 0);
}

/** Blank lines at a paragraph's ends only separated it from a list or quote, which has its own margin. */
function trimParagraph(block: MrkdwnBlock): MrkdwnBlock {
  if (block.type !== 'paragraph') return block;
  const lines = [...block.lines];
  while (lines.length > 0 && lines[0]?.length === 0) lines.shift();
  while (lines.length > 0 && lines.at(-1)?.length === 0) lines.pop();
  return { type: 'paragraph', lines };
}

/** Undoes Slack's three escapes, once. */
export function plainText(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));
}

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
const wordCharacter = /[\p{L}\p{N}]/u;
const bareUrl = /^https?:\/\/[^\s<>|]+/;
const shortcode = /^:([a-z0-9_+'-]{1,64}):/;

/** One line of mrkdwn. Linear in its length: a delimiter without an end is looked for only once. */
export function parseInline(line: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  const unclosed = new Set<string>();
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain !== '') nodes.push({ type: 'text', text: plainText(plain) });
    plain = '';
  };
  const push = (node: Inline, length: number) => {
    flush();
    nodes.push(node);
    at += length;
  };
  while (at < line.length) {
    const char = line[at] ?? '';
    const found = readAt(line, at, char, depth, unclosed);
    if (found) push(found.node, found.length);
    else {
      plain += char;
      at += 1;
    }
  }
  flush();
  return nodes;
}

function readAt(
  line: string,
  at: number,
  char: string,
  depth: number,
  unclosed: Set<string>,
): { node: Inline; length: number } | undefined {
  if (char === '`' && !unclosed.has(char)) {
    const end = line.indexOf('`', at + 1);
    if (end < 0) unclosed.add(char);
    else if (end > at + 1) return { node: { type: 'code', text: plainText(line.slice(at + 1, end)) }, length: end + 1 - at };
    return undefined;
  }
  if (char === '<' && !unclosed.has(char)) {
    const end = line.indexOf('>', at + 1);
    if (end < 0) unclosed.add(char);
    const node = end > at + 1 ? parseEntity(line.slice(at + 1, end)) : undefined;
    return node ? { node, length: end + 1 - at } : undefined;
  }
  if (char === ':') {
    const code = shortcode.exec(line.slice(at, at + 68));
    return code?.[1] && !wordCharacter.test(line[at - 1] ?? '')
      ? { node: { type: 'emoji', name: code[1] }, length: code[0].length }
      : undefined;
  }
  if (char === 'h' && !wordCharacter.test(line[at - 1] ?? '')) {
    const url = bareUrl.exec(line.slice(at, at + 2000))?.[0].replace(/[.,;:!?)'"\]*_~]+$/, '');
    return url ? { node: { type: 'link', url: plainText(url), label: plainText(url) }, length: url.length } : undefined;
  }
  if ((char === '*' || char === '_' || char === '~') && depth < maxDepth && !unclosed.has(char)) {
    if (wordCharacter.test(line[at - 1] ?? '') || /^\s?$/.test(line[at + 1] ?? '')) return undefined;
    const end = closingIndex(line, char, at + 1);
    if (end < 0) unclosed.add(char);
    else return { node: { type: styles[char], children: parseInline(line.slice(at + 1, end), depth + 1) }, length: end + 1 - at };
  }
  return undefined;
}

/** The end of a styled run: the delimiter after something visible and before the end of a word. */
function closingIndex(line: string, char: string, from: number): number {
  for (let end = line.indexOf(char, from + 1); end > 0; end = line.indexOf(char, end + 1)) {
    if (!/\s/.test(line[end - 1] ?? ' ') && !wordCharacter.test(line[end + 1] ?? '')) return end;
  }
  return -1;
}

/** What stands between `<` and `>`; undefined when it is nothing that Slack knows, so that it is shown as text. */
function parseEntity(content: string): Inline | undefined {
  const [target = '', ...rest] = content.split('|');
  const label = plainText(rest.join('|'));
  const withLabel = label === '' ? {} : { label };
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return { type: 'user', id: target.slice(1), ...withLabel };
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return { type: 'channel', id: target.slice(1), ...withLabel };
  const broadcast = /^!(channel|here|everyone)$/.exec(target)?.[1];
  if (broadcast) return { type: 'broadcast', name: broadcast };
  const date = /^!date\^(\d{1,12})\^([^^]+)(?:\^(.+))?$/.exec(target);
  if (date) {
    const url = date[3] ? safeUrl(plainText(date[3])) : undefined;
    return { type: 'date', seconds: Number(date[1]), format: date[2] ?? '', fallback: label, ...(url ? { url } : {}) };
  }
  const url = safeUrl(plainText(target));
  return url ? { type: 'link', url, label: label || url.replace(/^mailto:/, '') } : undefined;
}

/** The address when it is one that a page may open, else undefined: `javascript:` and the like stay text. */
export function safeUrl(url: string): string | undefined {
  return /^(https?:\/\/|mailto:)\S+$/i.test(url) ? url : undefined;
}

/** The words alone, for notices read aloud and for one-line previews. */
export function describeInline(nodes: Inline[], nameOf: (id: string) => string): string {
  return nodes
    .map((node) => {
      if (node.type === 'text' || node.type === 'code') return node.text;
      if (node.type === 'link') return node.label;
      if ('id' in node) return nameOf(node.id);
      if (node.type === 'broadcast') return `@${node.name}`;
      if (node.type === 'date') return node.fallback;
      if (node.type === 'emoji') return `:${node.name}:`;
      return describeInline('children' in node ? node.children : [], nameOf);
    })
    .join('');
}
