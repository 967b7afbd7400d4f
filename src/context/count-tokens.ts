import { encode } from 'gpt-tokenizer/encoding/o200k_base';

/** Stored beside each count, so that a count by another tokenizer is never taken for this one (F-39). */
export const tokenizerName = 'o200k_base';

const window = 512;
const longRun = /[^\s]{257,}|\s{257,}/;

/**
 * How many tokens a text has. Byte-pair encoding is quadratic on unbroken runs, so such texts are counted in windows of 512 characters
 * and come out a little high (G-06); special tokens in the text count as text (G-07).
 */
export function countTokens(text: string): number {
  if (!longRun.test(text)) return encode(text, { disallowedSpecial: new Set() }).length;
  let total = 0;
  for (let at = 0; at < text.length; at += window) total += encode(text.slice(at, at + window), { disallowedSpecial: new Set() }).length;
  return total;
}
