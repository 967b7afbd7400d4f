/** Makes a text area as tall as its text; CSS sets the bounds. `text` is named so that callers re-run it when it changes. */
export function growToText(area: HTMLTextAreaElement | null, _text: string): void {
  if (!area) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 2}px`;
}
