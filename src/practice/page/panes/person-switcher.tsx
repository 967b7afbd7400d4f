import type { Person, UserId } from '../../protocol.ts';
import { Avatar } from '../parts/avatar.tsx';
import { MenuButton } from '../parts/menu-button.tsx';
import { formatClock } from '../text/format-time.ts';

interface Props {
  people: Person[];
  me: UserId;
  nowMs: number;
  onSwitch(id: UserId): void;
}

/** Who one is in this workspace; all four in sight, one press away. */
export function PersonSwitcher({ people, me, nowMs, onSwitch }: Props) {
  return (
    <section className="switcher" aria-labelledby="switcher-title">
      <h2 id="switcher-title">You are</h2>
      <p>Be anyone: the bot hears each of them as a different person.</p>
      <ul>
        {people.map((person, index) => (
          <li key={person.id}>
            <button
              type="button"
              aria-pressed={person.id === me}
              aria-keyshortcuts={`Alt+${index + 1}`}
              onClick={() => onSwitch(person.id)}
            >
              <Avatar person={person} size={24} />
              <span className="switcher-name">{person.realName}</span>
              <small>
                {person.isOutsider && <span className="tag is-outsider">outside</span>}
                {describe(person, nowMs)}
              </small>
              <kbd>Alt {index + 1}</kbd>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same behind one button, for a narrow window. */
export function CompactSwitcher({ people, me, nowMs, onSwitch }: Props) {
  const current = people.find((person) => person.id === me);
  if (!current) return null;
  return (
    <MenuButton
      label={`You are ${current.realName}. Be somebody else`}
      className="compact-switcher"
      items={people.map((person) => ({
        key: person.id,
        label: (
          <span className="switcher-option">
            <Avatar person={person} size={24} /> {person.realName}
            {person.isOutsider && <span className="tag is-outsider">outside</span>}
          </span>
        ),
        detail: describe(person, nowMs),
        isChecked: person.id === me,
        onSelect: () => onSwitch(person.id),
      }))}
    >
      <Avatar person={current} size={24} />
      <span>{current.realName.split(' ')[0]}</span>
    </MenuButton>
  );
}

function describe(person: Person, nowMs: number): string {
  const city = person.timeZone.split('/').at(-1)?.replaceAll('_', ' ');
  return `${formatClock(nowMs, person.timeZone)} ${city}`;
}
