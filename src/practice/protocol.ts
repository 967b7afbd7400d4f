/**
 * What the practice workspace says to its web page and to whoever drives it (tests, rehearsals): plain JSON both ways.
 *
 * Every act is available twice with the same name and the same arguments: in-process as a method of `Control`,
 * and over HTTP as `POST /control/<act>` with a JSON body and the header `x-practice-token`.
 * The page reads `GET /control/snapshot?as=U…` and listens to `GET /control/changes` (server-sent events).
 */

export type UserId = string;
export type ChannelId = string;
/** A Slack message timestamp, `1700000000.000100`: unique per channel, sorts as text. */
export type Ts = string;

/** Block Kit as Slack receives it. The practice workspace checks it against Slack's limits and otherwise keeps it as it came. */
export type Block = { type: string; block_id?: string; [key: string]: unknown };

export interface Person {
  id: UserId;
  /** The handle people type after an @, without the @. */
  name: string;
  realName: string;
  /** IANA name, e.g. `Europe/Berlin`. */
  timeZone: string;
  /** A CSS colour for the avatar; initials are drawn on it. */
  colour: string;
  isBot: boolean;
  /** Somebody of another company in a shared channel (Slack Connect). */
  isOutsider: boolean;
}

export interface Reaction {
  name: string;
  users: UserId[];
}

export interface Message {
  channel: ChannelId;
  ts: Ts;
  threadTs?: Ts;
  user: UserId;
  text: string;
  blocks?: Block[];
  edited?: { user: UserId; ts: Ts };
  reactions: Reaction[];
  fileIds: string[];
  /** Counts of a thread root; absent when nobody has replied. */
  thread?: { replies: number; users: UserId[]; lastTs: Ts };
  /** True while a stream is being written into this message. */
  streaming?: boolean;
  /** A thread reply that is shown in the channel as well. */
  isBroadcast?: boolean;
  isPinned?: boolean;
  /** Joins, leaves and the like are drawn small and grey. */
  subtype?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

/** Seen by one person only; gone when the page reloads, as in Slack. */
export interface Ephemeral {
  id: string;
  channel: ChannelId;
  threadTs?: Ts;
  /** Whom it is shown to. */
  to: UserId;
  text: string;
  blocks?: Block[];
  at: Ts;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  title: string;
  submit?: string;
  close?: string;
  callbackId: string;
  privateMetadata: string;
  blocks: Block[];
  /** Messages under inputs after a refused submission: block id → sentence. */
  errors: Record<string, string>;
}

export interface Canvas {
  id: string;
  title: string;
  markdown: string;
  /** Set when it is the channel's own canvas tab. */
  channel?: ChannelId;
  /** Channels whose members can read it, its own among them. Its address is `/docs/TEAM/ID`, that of a message `/archives/CHANNEL/pTS`. */
  sharedWith: ChannelId[];
  createdBy: UserId;
  updatedAt: Ts;
}

export interface StoredFile {
  /** Seconds of the epoch; absent in workspaces of older versions. */
  createdAt?: number;
  id: string;
  name: string;
  /** Its name where nobody gave it one. */
  title?: string;
  /** What a picture shows, for those who can't see it. */
  altText?: string;
  mimeType: string;
  sizeBytes: number;
  user: UserId;
  channels: ChannelId[];
  /** The text of a text file, cut at 100,000 characters, for the page to show. */
  preview?: string;
}

export interface Channel {
  id: ChannelId;
  name: string;
  topic: string;
  isPrivate: boolean;
  isArchived: boolean;
  isDirect: boolean;
  members: UserId[];
}

/** What the page draws for the person it acts as. The last 400 messages of each channel; threads hold their last 400. */
export interface Snapshot {
  team: { id: string; name: string };
  me: UserId;
  people: Person[];
  channels: Channel[];
  messages: Message[];
  ephemerals: Ephemeral[];
  /** Open modals of this person, bottom first; the last one is on top. */
  views: View[];
  home?: View;
  canvases: Canvas[];
  files: StoredFile[];
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: { type: 'message' | 'global'; name: string; callbackId: string; description: string }[];
  /** False while no bot is connected: the page says so. */
  botConnected: boolean;
  /** Text shown by an assistant status, per thread: `is thinking…`. */
  statuses: { channel: ChannelId; threadTs: Ts; text: string }[];
  /** Whether the bot listens to a press on stop; without it there is no such button. */
  canStopBot: boolean;
  /** Grows with every change; two equal revisions mean nothing changed. */
  revision: number;
}

/** `GET /control/changes?as=U…` sends one of these whenever something that this person can see changed. The page then reads the snapshot again. */
export interface Change {
  revision: number;
}

/** The state of an input, as Slack puts it into `view.state.values[block_id][action_id]`; what a page or test fills in is just the value. */
export type InputValue = string | string[] | null;

/** Every act answers `{ ok: true, … }` or `{ ok: false, error }`, where `error` is a sentence for people or Slack's own code. */
export interface Acts {
  /**
   * `formatted`: typed into Slack's usual composer, which turns lines that begin with `- ` or `* ` into a list whose text arrives with `• `.
   * Without it the person has "format messages with markup" turned on, and the marks arrive as typed.
   */
  postMessage(a: {
    formatted?: boolean;
    as: UserId;
    channel: ChannelId;
    text: string;
    threadTs?: Ts;
    clientMsgId?: string;
  }): Promise<Answer<{ ts: Ts }>>;
  editMessage(a: { as: UserId; channel: ChannelId; ts: Ts; text: string }): Promise<Answer>;
  deleteMessage(a: { as: UserId; channel: ChannelId; ts: Ts }): Promise<Answer>;
  addReaction(a: { as: UserId; channel: ChannelId; ts: Ts; name: string }): Promise<Answer>;
  removeReaction(a: { as: UserId; channel: ChannelId; ts: Ts; name: string }): Promise<Answer>;
  /** `text` is all that follows the command's name. Refused inside a thread, as in Slack. */
  runCommand(a: { as: UserId; channel: ChannelId; command: string; text: string; threadTs?: Ts }): Promise<Answer>;
  /** A press on a button, or a choice in a select or checkboxes, of a message, an ephemeral (`ts` = its id) or a view. */
  act(a: {
    as: UserId;
    source: { channel: ChannelId; ts: Ts } | { viewId: string };
    blockId: string;
    actionId: string;
    /** For selects and checkboxes: what is chosen now. */
    value?: InputValue;
  }): Promise<Answer>;
  /** The button that Slack shows beside what the bot is doing in a thread. */
  stopBot(a: { as: UserId; channel: ChannelId; threadTs: Ts }): Promise<Answer>;
  runShortcut(a: { as: UserId; callbackId: string; channel?: ChannelId; ts?: Ts }): Promise<Answer>;
  /** `values[blockId][actionId]`. Answers the errors that the bot sent, if it refused. */
  submitView(a: {
    as: UserId;
    viewId: string;
    values: Record<string, Record<string, InputValue>>;
  }): Promise<Answer<{ errors?: Record<string, string> }>>;
  closeView(a: { as: UserId; viewId: string }): Promise<Answer>;
  openHome(a: { as: UserId }): Promise<Answer>;
  dismissEphemeral(a: { as: UserId; id: string }): Promise<Answer>;
  joinChannel(a: { as: UserId; channel: ChannelId; user?: UserId }): Promise<Answer>;
  leaveChannel(a: { as: UserId; channel: ChannelId; user?: UserId }): Promise<Answer>;
  createChannel(a: { as: UserId; name: string; isPrivate?: boolean }): Promise<Answer<{ channel: ChannelId }>>;
  archiveChannel(a: { as: UserId; channel: ChannelId }): Promise<Answer>;
  uploadFile(a: {
    as: UserId;
    channel: ChannelId;
    threadTs?: Ts;
    name: string;
    text: string;
    comment?: string;
  }): Promise<Answer<{ fileId: string; ts: Ts }>>;
  /** Brings the practice workspace back to its first state; the bot is not told. */
  reset(a: Record<string, never>): Promise<Answer>;
}

export type Answer<T = unknown> = ({ ok: true } & T) | { ok: false; error: string };
