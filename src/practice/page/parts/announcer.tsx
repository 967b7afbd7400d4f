import { useEffect, useRef, useState } from 'react';
import type { Snapshot } from '../../protocol.ts';
import { findPerson, useDirectory } from '../state/directory-context.ts';
import { pickNews } from '../state/pick-news.ts';
import { describeInline, parseInline } from '../text/parse-mrkdwn.ts';

/** As much of a message as is worth hearing before one looks. */
const spokenCharacters = 300;

/** Reads new messages of the spots on screen to those who cannot see them. */
export function Announcer({ snapshot, spots }: { snapshot: Snapshot; spots: ReadonlySet<string> }) {
  const directory = useDirectory();
  const seen = useRef<ReadonlySet<string>>(undefined);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const picked = pickNews(seen.current, snapshot, spots);
    seen.current = picked.seen;
    if (picked.news.length === 0) return;
    const nameOf = (id: string) => directory.people.get(id)?.realName ?? directory.channels.get(id)?.name ?? id;
    const sentences = picked.news.map(({ user, text }) => {
      const who = user === undefined ? 'Only visible to you' : findPerson(directory, user).realName;
      return `${who}: ${describeInline(parseInline(text.replaceAll('\n', ' ')), nameOf).slice(0, spokenCharacters)}`;
    });
    setSaid(sentences.join('\n'));
  }, [snapshot, spots, directory]);
  return (
    <div className="visually-hidden" aria-live="polite" role="status">
      {said}
    </div>
  );
}
