/** Marks where a text goes on. */
const mark = ' …';
/** Hardly any text has more per token; more would only be counted in vain. */
const maxCharsPerToken = 8;
const maxAttempts = 12;

export type CountTokens = (text: string) => number;
export interface CutText {
  text: string;
  tokens: number;
  isCut: boolean;
}

/**
 * The text, or its beginning with a mark, in at most `maxTokens`. `tokens`: how many the whole text has, if that is known.
 * Ends between words where it can, never inside a character. Counts a bounded length, however long the text is. Empty when nothing fits.
 */
export function cutText(text: string, maxTokens: number, countTokens: CountTokens, tokens?: number): CutText {
  if (tokens !== undefined && tokens <= maxTokens) return { text, tokens, isCut: false };
  if (tokens === undefined && text.length <= maxTokens * maxCharsPerToken) {
    const counted = countTokens(text);
    if (counted <= maxTokens) return { text, tokens: counted, isCut: false };
  }
  const likely = tokens === undefined ? maxTokens * maxCharsPerToken : (text.length * (maxTokens - 1)) / tokens;
  let chars = Math.min(text.length, Math.max(0, Math.floor(likely)));
  for (let attempt = 0; attempt < maxAttempts && chars > 0; attempt++) {
    const candidate = `${beginning(text, chars)}${mark}`;
    const counted = countTokens(candidate);
    if (counted <= maxTokens) return { text: candidate, tokens: counted, isCut: true };
    chars = Math.floor(Math.min(chars - 1, (candidate.length * maxTokens) / counted) * 0.97);
  }
  return { text: '', tokens: 0, isCut: text !== '' };
}

function beginning(text: string, chars: number): string {
  const hard = text.slice(0, chars).replace(/[\uD800-\uDBFF]$/, '');
  if (hard.length === text.length) return hard.trimEnd();
  const lastBreak = Math.max(hard.lastIndexOf('\n'), hard.lastIndexOf(' '));
  return (lastBreak > chars * 0.8 ? hard.slice(0, lastBreak) : hard).trimEnd();
}
