import type { Place } from '../ports/store.ts';
import { cleanText } from '../workshop/clean-text.ts';
import type { Deps } from './use-case.ts';

/** A text file in a step's thread; Slack makes one of a long paste. */
export interface TextFile {
  name: string;
  address: string;
}

const maxAttachedChars = 100_000;

/** The words of a file join the message that brought it, and the facilitator looks at it again. */
export async function attachText(deps: Deps, place: Place & { slackTs: string }, file: { name: string; text: string }): Promise<void> {
  const found = await deps.store.findMessage(place);
  if (!found) return;
  const now = deps.clock.now();
  await deps.store.inWorkshop(found.workshopId, async (tx) => {
    const message = await tx.messageByTs(place.slackTs);
    if (!message || message.deletedAt) return;
    const texts = Array.isArray(message.metadata.texts) ? message.metadata.texts : [];
    await tx.setMessageMetadata(message.id, {
      ...message.metadata,
      texts: [...texts, { name: file.name, text: cleanText(file.text).slice(0, maxAttachedChars) }],
    });
    await tx.flagForTurn(message.id);
    await tx.scheduleTurn(message.contextId, new Date(now.getTime() + deps.pace.debounceMs));
  });
}
