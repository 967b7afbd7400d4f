import { describe, expect, it } from 'vitest';
import { createDraftStore } from '../../../../../src/practice/page/state/create-draft-store.ts';

describe('drafts', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  };

  it('are kept by person and spot, and survive a reload', () => {
    const own = storage();
    const drafts = createDraftStore(own);
    drafts.write('U1 C1', 'one');
    drafts.write('U2 C1', 'two');
    expect(createDraftStore(own).read('U1 C1')).toBe('one');
    expect(createDraftStore(own).read('U1 C2')).toBe('');
  });

  it('take back what could not be sent without losing what was typed since', () => {
    const drafts = createDraftStore(storage());
    drafts.write('k', 'typed since');
    drafts.giveBack('k', 'not sent');
    expect(drafts.read('k')).toBe('not sent\ntyped since');
  });

  it('work where nothing can be stored', () => {
    const full = {
      getItem: () => 'not json',
      setItem: () => {
        throw new Error('full');
      },
    };
    const drafts = createDraftStore(full);
    drafts.write('k', 'text');
    expect(drafts.read('k')).toBe('text');
  });
});
