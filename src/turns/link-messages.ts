import type { Overview } from '../build-pack/overview.ts';
import type { TeamStore } from '../ports/store.ts';
import type { MessageId } from '../workshop/ids.ts';
import type { Step, Workshop } from '../workshop/workshop.ts';

/** Where a message stands in the chat; whoever hands out the pack knows how to make an address of it. */
export interface MessagePlace {
  channelId: string;
  slackTs: string;
  threadTs: string | null;
}

/** The address of every message that the pack rests on and that still stands. */
export async function linkMessages(
  store: TeamStore,
  { workshop, steps }: { workshop: Workshop; steps: readonly Step[] },
  pack: Overview,
  addressOf: (place: MessagePlace) => string | undefined,
): Promise<(messageId: MessageId) => string | undefined> {
  const threads = new Map(steps.map((step) => [step.contextId, step.threadTs]));
  // What a fork rests on was said in the threads of what it was forked from.
  for (const ancestor of workshop.parentId ? await store.ancestorsOf(workshop.id) : [])
    for (const step of (await store.loadWorkshop(ancestor)).steps) threads.set(step.contextId, step.threadTs);
  const addresses = new Map<MessageId, string | undefined>();
  for (const message of await store.messagesById(workshop.id, [...messageIdsIn(pack)])) {
    if (!message.slackTs || message.deletedAt) continue;
    const place = { channelId: workshop.channelId, slackTs: message.slackTs, threadTs: threads.get(message.contextId) ?? null };
    addresses.set(message.id, addressOf(place));
  }
  return (messageId) => addresses.get(messageId);
}

/** Every `messageIds` in the pack, wherever it stands. */
function messageIdsIn(value: unknown, found = new Set<MessageId>()): Set<MessageId> {
  if (Array.isArray(value)) for (const one of value) messageIdsIn(one, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'messageIds' && Array.isArray(one)) for (const id of one) found.add(String(id));
      else messageIdsIn(one, found);
    }
  }
  return found;
}
