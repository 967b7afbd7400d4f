import type { BuildPack } from '../build-pack/pack.ts';
import { messageIdsIn, recountPack } from '../build-pack/recount-pack.ts';
import type { LinkOptions } from '../build-pack/source-links.ts';
import type { StoredPlace, TeamStore } from '../ports/store.ts';
import type { MessageId } from '../workshop/ids.ts';
import type { Step, Workshop } from '../workshop/workshop.ts';

/** Where a message stands in the chat; whoever hands out the pack knows how to make an address of it. */
export interface MessagePlace {
  channelId: string;
  slackTs: string;
  threadTs: string | null;
}

/** What the lines of a pack lead to, as it stands now: the pack counted by it, and the address of each message, form and thread. */
export async function linkPack(
  store: TeamStore,
  { workshop, steps }: { workshop: Workshop; steps: readonly Step[] },
  pack: BuildPack,
  addressOf: (place: MessagePlace) => string | undefined,
): Promise<{ pack: BuildPack; links: Required<LinkOptions> }> {
  const places = await store.messagePlaces(workshop.id, [...messageIdsIn(pack)]);
  const threads = new Map(steps.map((step) => [step.stepId, step.threadTs]));
  // What a fork has from before it parted was decided in the threads of what it was forked from.
  const inherited = workshop.parentId ? await store.inheritedThreads(workshop.id) : [];
  for (const [stepId, threadTs] of inherited) if (!threads.get(stepId)) threads.set(stepId, threadTs);
  const { channelId } = workshop;
  const threadAddress = (threadTs: string | null | undefined) =>
    threadTs ? addressOf({ channelId, slackTs: threadTs, threadTs: null }) : undefined;
  const known = new Map(places.map((place) => [place.id, place]));
  return {
    pack: recountPack(pack, isGoneFrom(places)),
    links: {
      link(messageId) {
        const place = known.get(messageId);
        if (!place || place.isDeleted) return { isDeleted: true };
        const { slackTs, threadTs } = place;
        const address = slackTs ? addressOf({ channelId, slackTs, threadTs }) : threadAddress(threadTs);
        return address ? { address, ...(slackTs ? {} : { isForm: true }) } : undefined;
      },
      thread: (stepId) => threadAddress(threads.get(stepId)),
    },
  };
}

/** Deleted, or erased since. */
export function isGoneFrom(places: readonly StoredPlace[]): (messageId: MessageId) => boolean {
  const standing = new Set(places.filter((place) => !place.isDeleted).map((place) => place.id));
  return (messageId) => !standing.has(messageId);
}
