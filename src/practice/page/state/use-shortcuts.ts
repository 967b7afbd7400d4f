import { useEffect } from 'react';
import type { Person, UserId } from '../../protocol.ts';

const regions = ['region-sidebar', 'region-main', 'region-side'];

/** Keys that work everywhere: Alt and a number to be somebody else, F6 from region to region. */
export function useShortcuts(people: Person[], onSwitch: (id: UserId) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const person = digit && event.altKey && !event.ctrlKey && !event.metaKey ? people[Number(digit) - 1] : undefined;
      if (person) {
        event.preventDefault();
        onSwitch(person.id);
      }
      if (event.key === 'F6' && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        moveToRegion(event.shiftKey ? -1 : 1);
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [people, onSwitch]);
}

/** To the text field of the next region, or to the region itself where there is none. */
function moveToRegion(by: number): void {
  const present = regions.map((id) => document.getElementById(id)).filter((region) => region !== null && region.offsetParent !== null);
  const at = present.findIndex((region) => region?.contains(document.activeElement));
  const next = present[(at + by + present.length) % present.length];
  (next?.querySelector<HTMLElement>('.composer textarea, [aria-current=page]') ?? next)?.focus();
}
