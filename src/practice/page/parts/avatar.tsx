import type { Person } from '../../protocol.ts';

/** Initials on the person's colour; bots are square. Decoration: the name always stands beside it or in a label. */
export function Avatar({ person, size = 36 }: { person: Person; size?: 20 | 24 | 36 }) {
  return (
    <span
      className={person.isBot ? 'avatar is-bot' : 'avatar'}
      data-size={size}
      style={{ backgroundColor: person.colour }}
      aria-hidden="true"
    >
      {initials(person.realName || person.name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s_-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase()).join('');
}
