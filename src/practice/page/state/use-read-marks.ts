import { useCallback, useState } from 'react';
import type { Snapshot, UserId } from '../../protocol.ts';
import type { ReadMarks } from './read-marks.ts';
import { markRead } from './read-marks.ts';

const storageKey = 'practice-read-marks';

/** What each person has read in this tab. What was there when the tab first opened counts as read. */
export function useReadMarks(snapshot: Snapshot): [ReadMarks, (person: UserId, spot: string, ts: string) => void] {
  const [marks, setMarks] = useState<ReadMarks>(
    () => load() ?? { since: snapshot.messages.reduce((last, message) => (message.ts > last ? message.ts : last), '0'), marks: {} },
  );
  const mark = useCallback(
    (person: UserId, spot: string, ts: string) =>
      setMarks((old) => {
        const next = markRead(old, person, spot, ts);
        if (next !== old) save(next);
        return next;
      }),
    [],
  );
  return [marks, mark];
}

function load(): ReadMarks | undefined {
  try {
    const text = sessionStorage.getItem(storageKey);
    return text === null ? undefined : (JSON.parse(text) as ReadMarks);
  } catch {
    return undefined;
  }
}

function save(marks: ReadMarks): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(marks));
  } catch {
    // Without storage the marks last as long as the page.
  }
}
