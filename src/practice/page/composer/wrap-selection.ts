/** Puts the mark around what is selected, and says what should be selected then. */
export function wrapSelection(
  field: Pick<HTMLTextAreaElement, 'value' | 'selectionStart' | 'selectionEnd'>,
  mark: string,
): { text: string; start: number; end: number } {
  const { value, selectionStart: start, selectionEnd: end } = field;
  return {
    text: value.slice(0, start) + mark + value.slice(start, end) + mark + value.slice(end),
    start: start + mark.length,
    end: end + mark.length,
  };
}
