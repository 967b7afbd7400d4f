import { isGrounded } from '../../src/workshop/grounding.ts';
import type { Said } from './stage.ts';

const linked = /(?<!!)\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;
const address = /\/p(\d{10})(\d{6})(?:\?|$)/;
const named = /!\[\]\(@([UW][A-Z0-9]+)\)/g;
/** Words of ours for what is put together from several lines: their sources are held against the lines themselves. */
const madeOfOthers = ['## What we decided', '# Decision log', '# Action items', '# User stories'];
const maxTold = 5;

/**
 * Holds the sources of a pack, as people see them on a canvas, against the chat: each link leads to a message that stands or to a thread,
 * whoever wrote it is named, and its words are those of the line. `roots`: what threads hang on.
 */
export function judgeLinks(markdown: string, said: readonly Said[], roots: ReadonlySet<string>): string[] {
  const standing = new Map(said.filter((one) => !one.deleted).map((one) => [one.ts, one]));
  const troubles: string[] = [];
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (/^##? /.test(line)) heading = line;
    const links = [...line.matchAll(linked)];
    const opened: Said[] = [];
    let isThread = false;
    for (const [, label = '', url = ''] of links) {
      const [, seconds = '', micros = ''] = address.exec(url) ?? [];
      const message = standing.get(`${seconds}.${micros}`);
      if (message) opened.push(message);
      else if (roots.has(`${seconds}.${micros}`) && label.startsWith('in ')) isThread = true;
      else troubles.push(`“${label}” leads to nothing that anybody said: ${line}`);
    }
    const people = [...line.matchAll(named)].map(([, userId]) => userId);
    const claim = /^- (.+?)(?: · .*)? — (?=!\[)/.exec(line)?.[1];
    if (claim && people.length > 0 && links.length === 0 && !line.includes('deleted since')) troubles.push(`nothing to open: ${line}`);
    const unnamed = opened.find((one) => !people.includes(one.user));
    if (unnamed) troubles.push(`${unnamed.user} said it and is not named: ${line}`);
    if (!claim || isThread || opened.length === 0 || madeOfOthers.includes(heading)) continue;
    const texts = opened.map((one) => one.text);
    if (!isGrounded(wordsOf(claim), texts)) troubles.push(`its links open other words: ${line}`);
  }
  return troubles.slice(0, maxTold);
}

/** Without what is ours: marks of markdown, and the day that a day in words was counted to. */
function wordsOf(claim: string): string {
  return claim.replace(/[*\\]/g, '').replace(/ \([^()]*\d{4}\)$/, '');
}
