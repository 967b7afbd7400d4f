import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ControlClient } from './state/control-client.ts';
import type { DraftStore } from './state/create-draft-store.ts';
import { createSnapshotStore } from './state/create-snapshot-store.ts';
import { WorkspaceView } from './workspace-view.tsx';

const personKey = 'practice-person';

/** Waits for the first snapshot, then shows the workspace. */
export function App({ client, drafts }: { client: ControlClient; drafts: DraftStore }) {
  const [store] = useState(() => createSnapshotStore(client));
  useEffect(() => {
    store.setPerson(sessionStorage.getItem(personKey) ?? undefined);
    return () => store.stop();
  }, [store]);
  const { snapshot, connection } = useSyncExternalStore(store.subscribe, store.getState);
  const switchPerson = useMemo(
    () => (id: string) => {
      sessionStorage.setItem(personKey, id);
      store.setPerson(id);
    },
    [store],
  );
  if (connection === 'forbidden') {
    return (
      <div className="splash">
        <h1>This address is not complete</h1>
        <p>
          Please open the whole address that <code>npm run dev</code> printed: the part after <code>token=</code> keeps other pages out.
        </p>
      </div>
    );
  }
  if (!snapshot)
    return (
      <div className="splash">
        {connection === 'lost' ? <p>The practice workspace does not answer yet. Trying again…</p> : <p>Opening the workspace…</p>}
      </div>
    );
  return (
    <WorkspaceView
      snapshot={snapshot}
      isLost={connection === 'lost'}
      client={client}
      drafts={drafts}
      refresh={store.refresh}
      onSwitch={switchPerson}
    />
  );
}
