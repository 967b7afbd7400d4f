import { useMemo, useRef } from 'react';
import type { UserId } from '../../protocol.ts';
import type { Actions } from './actions-context.ts';
import type { ActAnswer, ActArgs, ActName, ControlClient } from './control-client.ts';
import type { DraftStore } from './create-draft-store.ts';
import { explainError } from './explain-error.ts';
import type { Place } from './place.ts';

/** The page's actions bound to one person. The same object until the person changes. */
export function useActionsFor(a: {
  me: UserId;
  client: ControlClient;
  drafts: DraftStore;
  refresh(): void;
  place: Place;
  go(place: Place): void;
  notify(sentence: string): void;
}): Actions {
  const { me, client, drafts, refresh, go, notify } = a;
  const place = useRef(a.place);
  place.current = a.place;
  return useMemo((): Actions => {
    const act = async <K extends ActName>(name: K, args: ActArgs<K>): Promise<ActAnswer<K>> => {
      const answer = await client.act(me, name, args);
      refresh();
      return answer;
    };
    return {
      act,
      async attempt(name, args) {
        const answer = await act(name, args);
        if (!answer.ok) notify(explainError(answer.error));
        return answer.ok;
      },
      notify,
      go,
      openSide(side) {
        const current = place.current;
        if (current.kind !== 'channel') return;
        const { side: _, ...bare } = current;
        go(side ? { ...bare, side } : bare);
      },
      drafts,
    };
  }, [me, client, drafts, refresh, go, notify]);
}
