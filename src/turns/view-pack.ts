import { summariseFinale } from '../build-pack/finale.ts';
import type { Overview } from '../build-pack/overview.ts';
import type { BuildPack } from '../build-pack/pack.ts';
import { renderMarkdown } from '../build-pack/render-markdown.ts';
import type { BuildPackRow, Store } from '../ports/store.ts';
import type { MessageId, StepId, WorkshopId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';

/** Where a message stands in the chat; whoever hands out the pack knows how to make an address of it. */
export interface MessagePlace {
  channelId: string;
  slackTs: string;
  threadTs: string | null;
}

export interface PackView {
  workshop: Workshop;
  title: string;
  /** As it was stored, without links. */
  json: string;
  /** With a link to each message that a line rests on. */
  markdown: string;
  /** The same for a canvas. */
  canvasMarkdown: string;
  /** The canvas that an earlier making of this pack went to. */
  canvasId: string | null;
  /** Where files and posts go: the thread of the newest step that has one. */
  newestStep: { stepId: StepId; threadTs: string } | undefined;
}

/** A stored pack, ready to be handed out. Undefined when it is gone. */
export async function viewPack(
  store: Store,
  workshopId: WorkshopId,
  buildPackId: string,
  addressOf: (place: MessagePlace) => string,
): Promise<PackView | undefined> {
  const packs = await store.buildPacks(workshopId);
  const row = packs.find((one) => one.id === buildPackId);
  const source = row && packs.find((one) => one.formatType === 'json' && one.createdAt.getTime() === row.createdAt.getTime());
  if (!row || !source) return undefined;
  const { workshop, steps } = await store.loadWorkshop(workshopId);
  const pack = readPack(source.content);
  const threads = new Map(steps.map((step) => [step.contextId, step.threadTs]));
  // What a fork rests on was said in the threads of what it was forked from.
  for (const ancestor of workshop.parentId ? await store.ancestorsOf(workshopId) : [])
    for (const step of (await store.loadWorkshop(ancestor)).steps) threads.set(step.contextId, step.threadTs);
  const addresses = new Map<MessageId, string>();
  for (const message of await store.messagesById(workshopId, [...messageIdsIn(pack)])) {
    if (!message.slackTs || message.deletedAt) continue;
    const place = { channelId: workshop.channelId, slackTs: message.slackTs, threadTs: threads.get(message.contextId) ?? null };
    addresses.set(message.id, addressOf(place));
  }
  const link = (messageId: MessageId) => addresses.get(messageId);
  const newest = steps.findLast((step) => step.threadTs !== null);
  return {
    workshop,
    title: row.title,
    json: source.content,
    markdown: renderMarkdown(pack, { link }),
    canvasMarkdown: renderMarkdown(pack, { link, forCanvas: true }),
    canvasId: canvasOf(packs).canvasId,
    newestStep: newest?.threadTs ? { stepId: newest.stepId, threadTs: newest.threadTs } : undefined,
  };
}

/** What the last card says. Undefined while there is no pack. */
export async function viewFinale(store: Store, workshopId: WorkshopId) {
  const packs = await store.buildPacks(workshopId);
  const source = packs.find((one) => one.formatType === 'json');
  if (!source) return undefined;
  const { workshop, members } = await store.loadWorkshop(workshopId);
  const pack = readPack(source.content);
  const carriable = workshop.status === 'completed' ? await store.countCarriable(workshopId) : 0;
  return { workshop, members, carriable, lines: pack.lines, ...summariseFinale(pack), ...canvasOf(packs) };
}

/** Where the pack went last: a canvas, or the status that says what took its place. */
function canvasOf(packs: readonly BuildPackRow[]): { canvasId: string | null; canvasStatus: string | null } {
  return {
    canvasId: packs.find((one) => one.canvasId)?.canvasId ?? null,
    canvasStatus: packs.find((one) => one.canvasStatus)?.canvasStatus ?? null,
  };
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

/** A pack from before it had documents has none. */
function readPack(content: string): BuildPack {
  return { schema: 1, documents: [], votes: [], voices: [], ...(JSON.parse(content) as Overview & Partial<BuildPack>) };
}
