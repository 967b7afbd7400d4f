import type { Person, Snapshot } from '../../protocol.ts';

/** A list offered while typing: what it replaces (from `from` up to the caret) and with what. */
export interface Completions {
  kind: 'command' | 'person';
  from: number;
  items: { key: string; insert: string; title: string; detail: string; person?: Person }[];
}

/** How many are offered at once. */
const most = 6;

/** What could be meant by the text before the caret: a slash command at the very beginning, or a person after an @. */
export function findCompletions(
  text: string,
  caret: number,
  commands: Snapshot['commands'],
  people: readonly Person[],
): Completions | undefined {
  const before = text.slice(0, caret);
  if (/^\/\S*$/.test(before)) {
    const items = commands
      .filter((known) => known.command.startsWith(before))
      .map((known) => ({
        key: known.command,
        insert: `${known.command} `,
        title: known.command,
        detail: [known.usageHint, known.description].filter(Boolean).join(' — '),
      }));
    return items.length > 0 ? { kind: 'command', from: 0, items } : undefined;
  }
  const mention = /(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!mention) return undefined;
  const wanted = (mention[1] ?? '').toLowerCase();
  const isMatch = (person: Person) =>
    person.name.toLowerCase().startsWith(wanted) ||
    person.realName
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(wanted));
  // The bot first: it is the one that answers.
  const found = people
    .filter(isMatch)
    .sort((one, two) => Number(two.isBot) - Number(one.isBot))
    .slice(0, most);
  if (found.length === 0) return undefined;
  return {
    kind: 'person',
    from: caret - wanted.length - 1,
    items: found.map((person) => ({
      key: person.id,
      insert: `@${person.name} `,
      title: person.realName,
      detail: person.isBot ? 'app' : `@${person.name}`,
      person,
    })),
  };
}
