/** Where typed text waits: one draft per person and spot. Survives a reload of the tab, as long as the browser lets it. */
export interface DraftStore {
  read(key: string): string;
  write(key: string, text: string): void;
  /** Puts text that could not be sent back before whatever was typed since. */
  giveBack(key: string, text: string): void;
  subscribe(listener: () => void): () => void;
}

const storageKey = 'practice-drafts';

export function createDraftStore(storage: Pick<Storage, 'getItem' | 'setItem'>): DraftStore {
  const drafts = load(storage);
  const listeners = new Set<() => void>();
  const write = (key: string, text: string) => {
    if (text === '') drafts.delete(key);
    else drafts.set(key, text);
    try {
      storage.setItem(storageKey, JSON.stringify([...drafts]));
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
    for (const listener of listeners) listener();
  };
  return {
    read: (key) => drafts.get(key) ?? '',
    write,
    giveBack(key, text) {
      const typedSince = drafts.get(key) ?? '';
      write(key, typedSince === '' ? text : `${text}\n${typedSince}`);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function load(storage: Pick<Storage, 'getItem'>): Map<string, string> {
  try {
    return new Map(JSON.parse(storage.getItem(storageKey) ?? '[]') as [string, string][]);
  } catch {
    return new Map();
  }
}
