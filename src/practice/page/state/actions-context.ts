import { createContext, useContext } from 'react';
import type { ActAnswer, ActArgs, ActName } from './control-client.ts';
import type { DraftStore } from './create-draft-store.ts';
import type { Place, Side } from './place.ts';

/** What the page can do, as the person it acts as. Stable between snapshots. */
export interface Actions {
  act<K extends ActName>(name: K, args: ActArgs<K>): Promise<ActAnswer<K>>;
  /** Like `act`, but tells the person what went wrong; answers whether it worked. */
  attempt<K extends ActName>(name: K, args: ActArgs<K>): Promise<boolean>;
  /** One sentence at the bottom of the window. */
  notify(sentence: string): void;
  go(place: Place): void;
  /** Opens something beside the channel that is shown now; undefined closes it. */
  openSide(side: Side | undefined): void;
  drafts: DraftStore;
}

export const ActionsContext = createContext<Actions | undefined>(undefined);

export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('useActions outside of the workspace');
  return actions;
}
