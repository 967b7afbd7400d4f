import { createId, createSecret, createTsClock, type TsClock } from './ids.ts';
import type { Journal } from './journal.ts';
import type { Canvas, Channel, ChannelId, Ephemeral, Message, Person, StoredFile, Ts, UserId } from './protocol.ts';
import type { Seeds } from './seeds.ts';

/** A message with what the page does not need to know. */
export interface StoredMessage extends Message {
  clientMsgId?: string;
  /** Streams close by themselves; see LIMITS.stream. */
  streamStartedAtMs?: number;
  streamedAtMs?: number;
  /** A stream goes on with what it was begun with. */
  streamMode?: 'markdown_text' | 'chunks';
  streamStoppedBy?: UserId;
  attachments?: Record<string, unknown>[];
  username?: string;
  unfurls?: { links: boolean; media: boolean };
  inviter?: UserId;
}

export interface StoredCanvas extends Omit<Canvas, 'sharedWith'> {
  /** Seconds of the epoch; absent in workspaces of older versions. */
  createdAt?: number;
  sections: { id: string; markdown: string }[];
  access: { channels: Record<ChannelId, 'read' | 'write'>; users: Record<UserId, 'read' | 'write'> };
}

export interface Bookmark {
  id: string;
  channel: ChannelId;
  title: string;
  link: string;
}

export interface ChannelLog {
  byTs: Map<Ts, StoredMessage>;
  /** Messages seen in the channel itself, oldest first. */
  timeline: Ts[];
  /** Replies per root, oldest first. */
  threads: Map<Ts, Ts[]>;
}

export interface Secrets {
  botToken: string;
  appToken: string;
  signingSecret: string;
  pageToken: string;
}

const EPHEMERALS_KEPT = 2_000;

/**
 * Everything that Slack would remember. All changes of stored things go through `save…` and `remove…`, which keep the indexes, write the
 * journal and tell the listeners (once a turn of the event loop, however much changed).
 */
export class World {
  readonly seeds: Seeds;
  readonly ts: TsClock;
  readonly now: () => number;
  secrets: Secrets;
  people = new Map<UserId, Person>();
  channels = new Map<ChannelId, Channel>();
  logs = new Map<ChannelId, ChannelLog>();
  files = new Map<string, StoredFile>();
  canvases = new Map<string, StoredCanvas>();
  bookmarks = new Map<string, Bookmark>();
  /** Not stored: gone with the process, as they are gone when Slack's page reloads. */
  ephemerals: Ephemeral[] = [];
  /** Workspaces that may share channels with this one. */
  neighbours: readonly World[] = [];
  statuses = new Map<string, { channel: ChannelId; threadTs: Ts; text: string; setAtMs: number }>();
  revision = 1;

  private readonly journal: Journal | undefined;
  private readonly listeners = new Set<() => void>();
  private announced = false;

  constructor(seeds: Seeds, now: () => number, journal: Journal | undefined) {
    this.seeds = seeds;
    this.now = now;
    this.journal = journal;
    this.ts = createTsClock(now);
    this.secrets = {
      botToken: `xoxb-${createSecret(20)}`,
      appToken: `xapp-1-${seeds.appId}-${createSecret(20)}`,
      signingSecret: createSecret(16),
      pageToken: createSecret(16),
    };
    this.plant();
    this.restore();
  }

  private plant(): void {
    for (const person of this.seeds.people) this.people.set(person.id, person);
    for (const channel of this.seeds.channels) this.channels.set(channel.id, structuredClone(channel));
  }

  private restore(): void {
    if (this.journal === undefined) return;
    let hasSecrets = false;
    for (const [collection, key, value] of this.journal.load()) {
      if (collection === 'secrets') {
        this.secrets = value as Secrets;
        hasSecrets = true;
      } else if (collection === 'channel') this.channels.set(key, value as Channel);
      else if (collection === 'message') this.indexMessage(value as StoredMessage);
      else if (collection === 'file') this.files.set(key, value as StoredFile);
      else if (collection === 'canvas') this.canvases.set(key, value as StoredCanvas);
      else if (collection === 'bookmark') this.bookmarks.set(key, value as Bookmark);
    }
    if (!hasSecrets) this.record('secrets', 'all', this.secrets);
  }

  /** The stored records of a collection that somebody else keeps (deliveries, home views, response addresses). */
  storedRecords<T>(collection: string): T[] {
    return (this.journal?.load() ?? []).filter((record) => record[0] === collection).map((record) => record[2] as T);
  }

  record(collection: string, key: string, value: unknown): void {
    this.journal?.append([collection, key, value]);
  }

  /** After this returns, a kill loses nothing of what was saved before. */
  flush(): void {
    this.journal?.flush();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(): void {
    this.revision += 1;
    if (this.announced) return;
    this.announced = true;
    setImmediate(() => {
      this.announced = false;
      for (const listener of [...this.listeners]) listener();
    });
  }

  get botUser(): Person {
    const bot = this.people.get(this.seeds.botUserId);
    if (bot === undefined) throw new Error('The practice workspace has no bot user.');
    return bot;
  }

  log(channel: ChannelId): ChannelLog {
    let log = this.logs.get(channel);
    if (log === undefined) {
      log = { byTs: new Map(), timeline: [], threads: new Map() };
      this.logs.set(channel, log);
    }
    return log;
  }

  message(channel: ChannelId, ts: Ts): StoredMessage | undefined {
    return this.logs.get(channel)?.byTs.get(ts);
  }

  /** The root and its replies, oldest first; only the root's own replies when it is gone. */
  thread(channel: ChannelId, rootTs: Ts): StoredMessage[] {
    const log = this.log(channel);
    return [rootTs, ...(log.threads.get(rootTs) ?? [])].flatMap((ts) => log.byTs.get(ts) ?? []);
  }

  saveMessage(message: StoredMessage): void {
    this.keepMessage(message);
    for (const other of this.sharing(message.channel)) other.keepMessage(message);
  }

  private keepMessage(message: StoredMessage): void {
    this.indexMessage(message);
    this.record('message', `${message.channel}:${message.ts}`, message);
    this.changed();
  }

  /** Other companies' workspaces that see this channel too. */
  private sharing(channel: ChannelId): World[] {
    return this.neighbours.filter((other) => other.channels.has(channel) && this.channels.has(channel));
  }

  private indexMessage(message: StoredMessage): void {
    const log = this.log(message.channel);
    const isNew = !log.byTs.has(message.ts);
    log.byTs.set(message.ts, message);
    this.ts.seen(message.ts);
    if (!isNew) return;
    const isReply = message.threadTs !== undefined && message.threadTs !== message.ts;
    if (!isReply || message.isBroadcast === true) insertSorted(log.timeline, message.ts);
    if (isReply && message.threadTs !== undefined) {
      let replies = log.threads.get(message.threadTs);
      if (replies === undefined) {
        replies = [];
        log.threads.set(message.threadTs, replies);
      }
      insertSorted(replies, message.ts);
    }
  }

  removeMessage(message: StoredMessage): void {
    this.dropMessage(message);
    for (const other of this.sharing(message.channel)) other.dropMessage(message);
  }

  private dropMessage(message: StoredMessage): void {
    const log = this.log(message.channel);
    log.byTs.delete(message.ts);
    removeFrom(log.timeline, message.ts);
    const replies = message.threadTs === undefined ? undefined : log.threads.get(message.threadTs);
    if (replies !== undefined) removeFrom(replies, message.ts);
    this.record('message', `${message.channel}:${message.ts}`, null);
    this.changed();
  }

  saveChannel(channel: Channel): void {
    this.channels.set(channel.id, channel);
    this.record('channel', channel.id, channel);
    this.changed();
  }

  saveFile(file: StoredFile): void {
    this.files.set(file.id, file);
    this.record('file', file.id, file);
    this.changed();
  }

  removeFile(id: string): void {
    this.files.delete(id);
    this.record('file', id, null);
    this.changed();
  }

  saveCanvas(canvas: StoredCanvas): void {
    this.canvases.set(canvas.id, canvas);
    this.record('canvas', canvas.id, canvas);
    this.changed();
  }

  removeCanvas(id: string): void {
    this.canvases.delete(id);
    this.record('canvas', id, null);
    this.changed();
  }

  saveBookmark(bookmark: Bookmark): void {
    this.bookmarks.set(bookmark.id, bookmark);
    this.record('bookmark', bookmark.id, bookmark);
    this.changed();
  }

  addEphemeral(ephemeral: Ephemeral): void {
    this.ephemerals.push(ephemeral);
    if (this.ephemerals.length > EPHEMERALS_KEPT) this.ephemerals.shift();
    this.changed();
  }

  /** The direct conversation between the bot and a person, made when it is first needed. */
  directChannel(user: UserId): Channel {
    const bot = this.botUser.id;
    for (const channel of this.channels.values()) {
      if (channel.isDirect && channel.members.includes(user) && channel.members.includes(bot)) return channel;
    }
    const channel: Channel = {
      id: createId('D'),
      name: '',
      topic: '',
      isPrivate: true,
      isArchived: false,
      isDirect: true,
      members: [user, bot],
    };
    this.saveChannel(channel);
    return channel;
  }

  /** Back to the first day; the secrets stay, so that the bot stays connected. */
  reset(): void {
    for (const map of [this.people, this.channels, this.logs, this.files, this.canvases, this.bookmarks, this.statuses]) map.clear();
    this.ephemerals = [];
    this.journal?.clear();
    this.record('secrets', 'all', this.secrets);
    this.plant();
    this.changed();
  }
}

function insertSorted(list: Ts[], ts: Ts): void {
  const last = list.at(-1);
  if (last === undefined || last < ts) list.push(ts);
  else if (!list.includes(ts)) list.splice(lowerBound(list, ts), 0, ts);
}

function removeFrom(list: Ts[], ts: Ts): void {
  const at = lowerBound(list, ts);
  if (list[at] === ts) list.splice(at, 1);
}

/** The first place whose timestamp is not before `ts`. */
export function lowerBound(list: readonly Ts[], ts: Ts): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? '') < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}
