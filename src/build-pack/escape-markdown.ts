import { plainLine } from './plain-line.ts';

/** What markdown readers turn into links by themselves: addresses and mail addresses. */
const linkLike = /((?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:|xmpp:)[^\s`|<>[\]]*|[-.\w+]+@[-\w]*(?:\.[-\w]*)+)/iu;

/**
 * Somebody's words on one line of markdown, looking as they were written and meaning nothing to a renderer: no links, images,
 * mentions, tags, tables, headings or lists come out of them. Addresses stay readable, as code. A person they mention is named by `nameOf`.
 */
export function escapeMarkdown(text: string, nameOf: (userId: string) => string): string {
  const escaped = plainLine(text, nameOf)
    .split(linkLike)
    .map((part, index) => (index % 2 === 1 ? asCode(part) : escapeWords(part)))
    .join('');
  return escaped.replace(/^([-+#=>:])/, '\\$1').replace(/^(\d+)([.)])/, '$1\\$2');
}

function escapeWords(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Without the punctuation that ends the sentence around it. */
function asCode(address: string): string {
  const bare = address.replace(/[.,;:!?)'"*_~]+$/, '');
  return bare ? `\`${bare}\`${escapeWords(address.slice(bare.length))}` : escapeWords(address);
}

/** An address of ours inside `[…](…)`; undefined unless it is a web address. */
export function linkTarget(address: string | undefined): string | undefined {
  if (!address || !/^https?:\/\//i.test(address)) return undefined;
  return address.replace(/[\s()<>[\]\\`|"]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
