import { createHash } from 'node:crypto';
import type { Rendered } from './blocks.ts';

/** The same for the same words and buttons. */
export function digestOf(message: Rendered): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('base64url');
}
