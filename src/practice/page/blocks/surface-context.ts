import { createContext, useContext } from 'react';
import type { InputValue } from '../../protocol.ts';
import type { Values } from './block-values.ts';

/** What blocks stand on: a message, a modal or the bot's home. */
export interface Surface {
  kind: 'message' | 'view';
  edited: Values;
  /** Messages under inputs: block id → sentence. */
  errors: Record<string, string>;
  change(blockId: string, actionId: string, value: InputValue): void;
  /** Tells the bot; resolves when it has acknowledged. */
  press(blockId: string, actionId: string, value?: InputValue): Promise<void>;
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('useSurface outside of a surface');
  return surface;
}
