import { print } from '../press/press.ts';
import type { Drawable } from './draw-png.ts';

/**
 * A picture as PNG, `scale` pixels for each of its own, fewer where a side would have more than 4,000. It is drawn beside the program.
 * Rejects when it can't be drawn.
 */
export function renderPng({ svg, width, height }: Drawable, scale = 2): Promise<Uint8Array> {
  return print({ kind: 'picture', picture: { svg, width, height }, scale });
}
