import type { KeyboardEvent } from 'react';

/**
 * Arrow keys, Home and End among the elements of a container that match `selector`; letters jump to the item that starts so.
 * Answers true when the key was used.
 */
export function moveFocus(event: KeyboardEvent<HTMLElement>, selector: string): boolean {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  if (items.length === 0) return false;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = nextIndex(event.key, at, items);
  if (next === undefined) return false;
  event.preventDefault();
  event.stopPropagation();
  items[next]?.focus();
  return true;
}

function nextIndex(key: string, at: number, items: HTMLElement[]): number | undefined {
  if (key === 'ArrowDown' || key === 'ArrowRight') return (at + 1) % items.length;
  if (key === 'ArrowUp' || key === 'ArrowLeft') return at <= 0 ? items.length - 1 : at - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return items.length - 1;
  if (key.length !== 1 || key === ' ') return undefined;
  const letter = key.toLowerCase();
  const order = [...items.keys()].map((index) => (at + 1 + index) % items.length);
  return order.find((index) => items[index]?.textContent?.trim().toLowerCase().startsWith(letter));
}
