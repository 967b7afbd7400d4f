/**
 * A short name of a text: the same text has the same, another one has another, for all that people write by accident or on purpose in a
 * workshop. No protection against whoever computes collisions; nothing secret hangs on it.
 */
export function checksum(text: string): string {
  return [1, 2, 3].map((seed) => hash53(text, seed).toString(16).padStart(14, '0')).join('');
}

/** Two lanes of 32 bits, mixed into 53 that a number holds exactly. */
function hash53(text: string, seed: number): number {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x9e3779b1);
    two = Math.imul(two ^ unit, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return 4_294_967_296 * (two & 0x1f_ffff) + (one >>> 0);
}
