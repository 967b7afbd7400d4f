import type { Channel, Person, UserId } from './protocol.ts';

/** Slack's control sequences: a mention, a channel, a special mention or a link between angle brackets. */
const SEQUENCE = /<(@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|![a-z]+[^<>]*|(?:https?|mailto|tel):[^<>\s|]+)(\|[^<>]*)?>/;
const LINK = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"\]]/;

export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** What an app sends as `text` is mrkdwn already: known sequences stay, stray `& < >` are escaped. */
export function normaliseAppText(text: string): string {
  const parts = text.split(new RegExp(`(${SEQUENCE.source})`, 'g'));
  let out = '';
  // split() with three capture groups yields: plain, sequence, target, label, plain, …
  for (let index = 0; index < parts.length; index += 4) {
    out += (parts[index] ?? '')
      .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;');
    out += parts[index + 1] ?? '';
  }
  return out;
}

export interface Directory {
  people: Iterable<Person>;
  channels: Iterable<Channel>;
}

/**
 * What a person types becomes what Slack stores: `& < >` escaped, `@name` a mention, `#channel` a channel, bare addresses links.
 * With `labels` mentions carry the name as well, as in the text of a slash command.
 */
export function typeText(typed: string, directory: Directory, options: { labels?: boolean } = {}): string {
  const names = new Map<string, { id: UserId; name: string }>();
  for (const person of directory.people) {
    names.set(person.name.toLowerCase(), person);
    names.set(person.realName.toLowerCase(), { id: person.id, name: person.name });
  }
  const channels = new Map<string, { id: string; name: string }>();
  for (const channel of directory.channels) if (!channel.isDirect) channels.set(channel.name.toLowerCase(), channel);
  const alternatives = [...names.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(
    `(${LINK.source})|(?<![\\w@.])@(channel|here|everyone|${alternatives.join('|')})(?![\\p{L}\\p{N}_])|(?<![\\w#&])#([\\p{L}\\p{N}_-]+)`,
    'giu',
  );
  let out = '';
  let last = 0;
  for (const match of typed.matchAll(pattern)) {
    out += escapeText(typed.slice(last, match.index));
    last = match.index + match[0].length;
    const [whole, link, name, channelName] = match;
    if (link !== undefined) out += `<${escapeText(link)}>`;
    else if (name !== undefined) out += mention(name.toLowerCase(), names, options.labels === true);
    else {
      const channel = channels.get((channelName ?? '').toLowerCase());
      out += channel === undefined ? escapeText(whole) : `<#${channel.id}|${options.labels === true ? channel.name : ''}>`;
    }
  }
  return out + escapeText(typed.slice(last));
}

function mention(name: string, names: Map<string, { id: UserId; name: string }>, labels: boolean): string {
  if (name === 'channel' || name === 'here' || name === 'everyone') return `<!${name}>`;
  const person = names.get(name);
  return person === undefined ? `@${name}` : `<@${person.id}${labels ? `|${person.name}` : ''}>`;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export function mentionsUser(text: string, user: UserId): boolean {
  return new RegExp(`<@${user}(\\|[^>]*)?>`).test(text);
}

/** What Slack's composer makes of lines that begin with a dash or a star: list items, in plain text with a bullet. */
export function formatLists(typed: string): string {
  return typed.replace(/^([ \t]*)[-*] (?=\S)/gm, '$1• ');
}

type RichElement = Record<string, unknown>;

/** The `rich_text` block that Slack attaches to what people type: lists are lists, other marks stay in the text. */
export function toRichText(text: string, blockId: string): { type: 'rich_text'; block_id: string; elements: RichElement[] } {
  const elements: RichElement[] = [];
  let prose: string[] = [];
  let items: RichElement[] = [];
  const close = (): void => {
    if (prose.length > 0) elements.push(toSection(prose.join('\n')));
    if (items.length > 0) elements.push({ type: 'rich_text_list', style: 'bullet', indent: 0, elements: items });
    prose = [];
    items = [];
  };
  for (const line of text.split('\n')) {
    const item = /^\s*• (.*)$/.exec(line)?.[1];
    if ((item === undefined ? items : prose).length > 0) close();
    if (item === undefined) prose.push(line);
    else items.push(toSection(item));
  }
  close();
  return { type: 'rich_text', block_id: blockId, elements };
}

function toSection(text: string): RichElement {
  const elements: RichElement[] = [];
  const parts = text.split(new RegExp(`(${SEQUENCE.source})`, 'g'));
  for (let index = 0; index < parts.length; index += 4) {
    const plain = parts[index];
    if (plain !== undefined && plain !== '') elements.push({ type: 'text', text: unescapeText(plain) });
    const target = parts[index + 2];
    if (target === undefined) continue;
    if (target.startsWith('@')) elements.push({ type: 'user', user_id: target.slice(1) });
    else if (target.startsWith('#')) elements.push({ type: 'channel', channel_id: target.slice(1) });
    else if (target.startsWith('!')) elements.push({ type: 'broadcast', range: target.slice(1) });
    else elements.push({ type: 'link', url: unescapeText(target) });
  }
  return { type: 'rich_text_section', elements };
}

function unescapeText(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
