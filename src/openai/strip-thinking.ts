const OPENING = '<think>';
const CLOSING = '</think>';

/** Local servers may put what a model thinks first into its answer; nobody is to read that. */
export function stripThinking(text: string): string {
  return createThinkingStripper()(text);
}

/** The same for text that comes in pieces: each call returns what of the text so far may be shown and was not yet. */
export function createThinkingStripper(): (piece: string) => string {
  let held = '';
  let state: 'start' | 'thinking' | 'thought' | 'answer' = 'start';
  return (piece) => {
    if (state === 'answer') return piece;
    held += piece;
    if (state === 'start') {
      const start = held.trimStart();
      if (start.length < OPENING.length && OPENING.startsWith(start)) return '';
      state = start.startsWith(OPENING) ? 'thinking' : 'answer';
    }
    if (state === 'thinking') {
      const end = held.indexOf(CLOSING);
      // Enough to know the closing tag by when it comes in two pieces.
      held = held.slice(end < 0 ? -CLOSING.length : end + CLOSING.length);
      if (end < 0) return '';
      state = 'thought';
    }
    if (state === 'thought') held = held.trimStart();
    if (held !== '') state = 'answer';
    return held;
  };
}
