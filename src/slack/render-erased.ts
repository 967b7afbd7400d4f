import type { CardRow } from '../ports/outbox.ts';
import { context, type Rendered, section } from './blocks.ts';

/** What stands where a post of an erased workshop stood. The hub says it whole, everything else in a word. */
export function renderErased(kind: CardRow['kind']): Rendered {
  if (kind !== 'hub') return { text: 'Erased.', blocks: [context('_Erased._')] };
  const text = ':wastebasket: This workshop was erased. I keep nothing of it.';
  return {
    text,
    blocks: [
      section(text),
      context('What people wrote in the threads, and files that were handed out, are in Slack and stay until somebody deletes them there.'),
    ],
  };
}
