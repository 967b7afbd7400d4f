import type { Channel, Person } from '../../protocol.ts';

/** Stored text as its author would type it, for editing: mentions by name, addresses bare, the three escapes undone. */
export function decodeStored(text: string, people: ReadonlyMap<string, Person>, channels: ReadonlyMap<string, Channel>): string {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id: string) => (people.has(id) ? `@${people.get(id)?.name}` : whole))
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id: string) => (channels.has(id) ? `#${channels.get(id)?.name}` : whole))
    .replace(/<!(channel|here|everyone)>/g, (_, name: string) => `@${name}`)
    .replace(/<((?:https?:\/\/|mailto:)[^|>]+)(?:\|[^>]*)?>/g, (_, url: string) => url)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
