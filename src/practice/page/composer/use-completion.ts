import type { KeyboardEvent, RefObject } from 'react';
import { useState } from 'react';
import { useDirectory } from '../state/directory-context.ts';
import type { Completions } from './find-completions.ts';
import { findCompletions } from './find-completions.ts';

/** What is offered while one types in `area`, and the keys that choose from it. */
export function useCompletion(text: string, area: RefObject<HTMLTextAreaElement | null>, replace: (text: string, caret: number) => void) {
  const { commands, people } = useDirectory();
  const [state, setState] = useState<{ offered: Completions | undefined; marked: number; closedFor?: string }>({
    offered: undefined,
    marked: 0,
  });
  const look = () => {
    const field = area.current;
    if (!field || document.activeElement !== field || field.selectionStart !== field.selectionEnd) return;
    const offered = findCompletions(field.value, field.selectionStart, commands, [...people.values()]);
    setState((old) => {
      if (old.closedFor === field.value) return old;
      const isSame = JSON.stringify(old.offered?.items.map((item) => item.key)) === JSON.stringify(offered?.items.map((item) => item.key));
      return { offered, marked: isSame ? old.marked : 0 };
    });
  };
  const close = () => setState({ offered: undefined, marked: 0, closedFor: area.current?.value ?? '' });
  const pick = (index: number) => {
    const item = state.offered?.items[index];
    if (!item || !state.offered) return;
    const caret = area.current?.selectionStart ?? text.length;
    setState({ offered: undefined, marked: 0 });
    replace(text.slice(0, state.offered.from) + item.insert + text.slice(caret), state.offered.from + item.insert.length);
  };
  const move = (by: number) =>
    setState((old) => ({ ...old, marked: (old.marked + by + (old.offered?.items.length ?? 1)) % (old.offered?.items.length ?? 1) }));
  /** True when the key was for the list. Enter sends when the marked name is already written out. */
  const takeKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!state.offered) return false;
    const written = text.slice(state.offered.from, area.current?.selectionStart ?? text.length);
    const isComplete = state.offered.items[state.marked]?.insert.trim() === written;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) pick(state.marked);
    else if (event.key === 'Enter' && !event.shiftKey && !isComplete) pick(state.marked);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { offered: state.offered, marked: state.marked, look, close, pick, takeKey };
}
