import { hasBullets } from '../facilitator/guided/split-text.ts';
import type { PlainOutcome } from '../ports/plain-message.ts';
import type { Place, ThreadPlace, WorkshopTx } from '../ports/store.ts';
import type { UserId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import { moment, phrase } from '../workshop/phrase.ts';
import { roleOf } from '../workshop/roles.ts';
import type { TextFile } from './attach-text.ts';
import { noteSeen } from './people/note-seen.ts';
import { lullsOf } from './talkativeness.ts';
import type { Deps } from './use-case.ts';

/** The reaction by which somebody puts a message into the step. */
export const pin = 'pushpin';

export interface IncomingMessage extends Place {
  slackTs: string;
  threadTs: string;
  userId: UserId;
  text: string;
  isOutsider: boolean;
  /** It begins with, or contains, the bot's name. */
  addressed: boolean;
  sentAt: Date;
  /** The thread's root is a post of the bot. */
  isReplyToBot: boolean;
  /** Names of attached files, for the log. */
  files?: string[];
  /** Those of them that hold plain text. */
  textFiles?: TextFile[];
}

/** The thread is not known yet although it may be one of ours: the sender should deliver the event again. */
export class ThreadNotReady extends Error {
  constructor(threadTs: string) {
    super(`thread ${threadTs} may be a step's, but its card is still on its way`);
    this.name = 'ThreadNotReady';
  }
}

/** Stores a person's message in its step's log together with the turn that will look at it. Messages elsewhere are none of our business. */
export async function receiveMessage(deps: Deps, message: IncomingMessage): Promise<'stored' | 'repeated' | 'elsewhere' | 'refused'> {
  const ceiling = deps.ceiling?.reached();
  if (ceiling) return refuse(deps, message, ceiling);
  const outcome = await storeMessage(deps, message);
  if (outcome === 'stored') await deps.ceiling?.note();
  return outcome;
}

/** As many as the operator wants of a team in a day are stored: whoever writes is told, once in each thread, and nothing of it is taken. */
async function refuse(
  deps: Deps,
  message: IncomingMessage,
  { most, until }: { most: number; until: Date },
): Promise<'refused' | 'elsewhere'> {
  const place = await deps.store.findThread(message);
  if (!place) return 'elsewhere';
  const { userId, threadTs } = message;
  await deps.store.inWorkshop(place.workshopId, async (tx) => {
    if (!(await tx.takeReceipt(`ceiling:${until.getTime()}:${threadTs}:${userId}`))) return;
    const text = phrase`This Slack workspace has put about ${most} messages into workshops today, and that is as many as there may be in a day. From ${moment(until)} on I read along again. What you write stays here in Slack: say it again then, please.`;
    await tx.post({ kind: 'whisper', userId, stepId: place.stepId, text });
  });
  return 'refused';
}

/** Slack's own bound; whatever else sends more is read up to here. */
const maxMessageChars = 40_000;

async function storeMessage(deps: Deps, sent: IncomingMessage): Promise<'stored' | 'repeated' | 'elsewhere'> {
  const message = { ...sent, text: sent.text.slice(0, maxMessageChars) };
  const metadata = { addressed: message.addressed, ...(message.files?.length ? { files: message.files } : {}) };
  const stored: PlainOutcome = message.textFiles?.length ? { kind: 'unusual' } : await storePlain(deps, message, metadata);
  if (stored.kind === 'repeated') return 'repeated';
  if (stored.kind === 'stored') {
    if (!stored.isSeenLately) await noteSeen(deps, message);
    return 'stored';
  }
  const place = stored.kind === 'unusual' ? (stored.place ?? (await deps.store.findThread(message))) : undefined;
  if (place) return storeInFull(deps, message, place, metadata);
  if (message.isReplyToBot && (await deps.store.hasCardsUnderWay(message))) throw new ThreadNotReady(message.threadTs);
  return 'elsewhere';
}

function storePlain(deps: Deps, message: IncomingMessage, metadata: JsonObject): Promise<PlainOutcome> {
  const { orgId, channelId, threadTs, slackTs, userId, text, sentAt } = message;
  return deps.store.storePlainMessage({
    orgId,
    channelId,
    threadTs,
    slackTs,
    userId,
    content: text,
    metadata,
    sentAt,
    dueAt: new Date(deps.clock.now().getTime() + deps.pace.debounceMs),
    ...(isTalk(message) ? { lullMs: lullsOf(deps.pace.lullMs) } : {}),
  });
}

/**
 * People who talk to each other: nothing is written down of it and nobody is answered, so that its turn has time until they are silent.
 * Then the facilitator looks whether it has something to ask or to offer.
 */
function isTalk({ addressed, text, files }: IncomingMessage): boolean {
  return !addressed && !files?.length && !hasBullets(text);
}

/** With everything that seldom follows from a message: a new member, a session that begins, files to be read. */
async function storeInFull(
  deps: Deps,
  message: IncomingMessage,
  place: ThreadPlace,
  metadata: JsonObject,
): Promise<'stored' | 'repeated' | 'elsewhere'> {
  const now = deps.clock.now();
  const outcome = await deps.store.inWorkshop(place.workshopId, async (tx) => {
    const stored = await tx.appendMessage({
      contextId: place.contextId,
      role: 'user',
      content: message.text,
      userId: message.userId,
      slackTs: message.slackTs,
      createdAt: message.sentAt,
      metadata,
    });
    if (!stored) return 'repeated' as const;
    await tx.noteActivity(now);
    const members = await tx.members();
    if (!members.some((member) => member.userId === message.userId))
      await tx.setMember(message.userId, roleOf(members, message.userId, message.isOutsider));
    for (const file of message.textFiles ?? []) await tx.post({ kind: 'read-file', slackTs: message.slackTs, ...file });
    await wantTurn(deps, tx, place.contextId, now);
    return 'stored' as const;
  });
  if (outcome === 'stored') await noteSeen(deps, message);
  return outcome;
}

async function wantTurn(deps: Deps, tx: WorkshopTx, contextId: string, now: Date): Promise<void> {
  await tx.scheduleTurn(contextId, new Date(now.getTime() + deps.pace.debounceMs));
}

export interface MessageChange extends Place {
  slackTs: string;
  threadTs: string | undefined;
  key: string;
}

/** An edit keeps the old text as a revision; what rests on the message is looked at again. */
export async function reviseMessage(deps: Deps, change: MessageChange & { text: string; addressed: boolean; at: Date }): Promise<void> {
  const { addressed, at } = change;
  const text = change.text.slice(0, maxMessageChars);
  await changeMessage(deps, change, async (tx, message) => {
    if (!(await tx.reviseMessage(message.id, text, at))) return false;
    await tx.setMessageMetadata(message.id, { ...message.metadata, addressed });
    return true;
  });
}

/** A deletion hides the message and takes back what rests on it alone. */
export async function deleteMessage(deps: Deps, change: MessageChange & { at: Date }): Promise<void> {
  await changeMessage(deps, change, async (tx, message) => {
    if (message.deletedAt) return false;
    await tx.markMessageDeleted(message.id, change.at);
    return true;
  });
}

/** Reactions are recorded; a 📌 asks to capture the message, taking the last 📌 away takes the capture back. */
export async function changeReaction(
  deps: Deps,
  change: MessageChange & { userId: UserId; name: string; added: boolean; isOutsider: boolean; at: Date },
): Promise<void> {
  if (change.added && change.name === pin && (await mayStillCome(deps, change))) throw new ThreadNotReady(change.slackTs);
  await changeMessage(deps, change, async (tx, message) => {
    const done = change.added
      ? await tx.addReaction(message.id, change.userId, change.name, change.at)
      : await tx.removeReaction(message.id, change.userId, change.name, change.at);
    if (!done || change.name !== pin || message.role !== 'user') return false;
    const role = roleOf(await tx.members(), change.userId, change.isOutsider);
    if (role === 'viewer') {
      await tx.setMember(change.userId, role);
      return false;
    }
    if (await isOfOpenLog(tx, message)) return true;
    if (change.added) await tx.post({ kind: 'whisper', userId: change.userId, stepId: null, text: sayFromBefore });
    return false;
  });
}

/** A step that is started over has a new log: what was said before can't get into it any more (F-21). */
export async function isOfOpenLog(tx: WorkshopTx, message: { contextId: string }): Promise<boolean> {
  return (await tx.steps()).some((step) => step.contextId === message.contextId);
}

export const sayFromBefore = phrase`That is from before this step was started over, so I don't write it down by itself. Say it again, starting with my name, and it counts.`;

/** How long a message may be on its way while what people did with it is here already. */
const overtakenMs = 60_000;

/** A reaction does not say in which thread it is: a fresh message that nobody knows, where a workshop is under way, may be one of ours. */
async function mayStillCome(deps: Deps, change: MessageChange): Promise<boolean> {
  const ageMs = deps.clock.now().getTime() - Number(change.slackTs) * 1_000;
  if (ageMs > overtakenMs || (await deps.store.findMessage(change))) return false;
  return (await deps.store.listWorkshops(change, ['active', 'paused'])).length > 0;
}

async function changeMessage(
  deps: Deps,
  change: MessageChange,
  apply: (tx: WorkshopTx, message: NonNullable<Awaited<ReturnType<WorkshopTx['messageByTs']>>>) => Promise<boolean>,
): Promise<void> {
  const place = await deps.store.findMessage(change);
  if (!place) {
    // After a crash an edit can come before the message it edits, which Slack is still going to deliver again.
    if (change.threadTs && (await deps.store.findThread({ ...change, threadTs: change.threadTs })))
      throw new ThreadNotReady(change.threadTs);
    return;
  }
  const now = deps.clock.now();
  await deps.store.inWorkshop(place.workshopId, async (tx) => {
    if (!(await tx.takeReceipt(change.key))) return;
    const message = await tx.messageByTs(change.slackTs);
    // Its author had it erased: an edit in Slack does not bring it back.
    if (!message || message.metadata.erased === true) return;
    if (!(await apply(tx, message))) return;
    await tx.flagForTurn(message.id);
    await wantTurn(deps, tx, message.contextId, now);
  });
}
