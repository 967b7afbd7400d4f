import type { StoredMessage, WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { noteKey } from '../../workshop/fact-words.ts';
import { phrase } from '../../workshop/phrase.ts';

/** More is no fact but a document. */
export const maxFactChars = 500;

const asksToRemember =
  /^(?:please |pls |ok,? |hey,? )*(?:(?:can|could|will|would) you (?:please )?)?(?:remember|keep in mind|note|don[’']?t forget)(?:\s+that\s+|\s*:\s*)(\S[\s\S]*)$/i;

/** `remember that …`: what is to be remembered; undefined when nothing is. “We remember that …” is talk. */
export function readRemember(said: string): string | undefined {
  const text = asksToRemember.exec(said.trim())?.[1]?.trim();
  return text && text.length <= maxFactChars ? text : undefined;
}

/** Keeps what a person's message says as a fact of the workshop, or of its thread. Throws a RuleBreach when it can't be kept. */
export async function rememberWords(
  tx: WorkshopTx,
  message: Pick<StoredMessage, 'id' | 'contextId'>,
  text: string,
  scope: 'thread' | 'workshop',
  at: Date,
): Promise<void> {
  const id = await tx.storeContext({
    scope,
    scopeId: scope === 'thread' ? message.contextId : tx.workshop.id,
    type: 'project',
    key: noteKey(message.id),
    value: text,
    confidence: 1,
    sourceMessageId: message.id,
    at,
  });
  if (!id) throw new RuleBreach('not-kept', phrase`I could not keep that. Say it in one or two plain sentences, please.`);
}
