import { createActs } from './acts.ts';
import type { ApiCall } from './call-log.ts';
import { type HttpTransport, signRequest } from './delivery/http-transport.ts';
import { emitUninstalled } from './events.ts';
import type { Fault } from './faults.ts';
import { toPageView } from './interactivity/view-store.ts';
import type { Acts, Canvas, Channel, ChannelId, Ephemeral, Message, Person, Snapshot, StoredFile, Ts, UserId, View } from './protocol.ts';
import { takeSnapshot, toPageCanvas, toPageMessage } from './snapshot.ts';
import { closeStreams } from './stream-state.ts';
import { grantOf, type Workspace } from './workspace.ts';

/** What tests and rehearsals hold in their hands: everything that people do, see, and can break. */
export interface Control extends Acts {
  snapshot(as: UserId): Snapshot;
  /** All messages of a channel, those in threads included, oldest first. */
  messages(channel: ChannelId): Message[];
  /** The root and its replies, oldest first. */
  thread(channel: ChannelId, ts: Ts): Message[];
  ephemeralsOf(user: UserId): Ephemeral[];
  /** Open modals, bottom first. */
  viewsOf(user: UserId): View[];
  homeOf(user: UserId): View | undefined;
  canvases(): Canvas[];
  files(): StoredFile[];
  /** The bytes of a file as text. */
  fileText(id: string): string | undefined;
  /** A person by handle or id. @throws when there is none */
  person(name: string): Person;
  /** A channel by name or id. @throws when there is none */
  channel(name: string): Channel;
  bot(): Person;
  /** The bot's calls of the Web API, oldest first; the latest ten thousand. */
  calls(method?: string): readonly ApiCall[];
  onChange(listener: () => void): () => void;
  /**
   * Resolves with the first truthy answer of `predicate`, asked now and after every change.
   * @throws after `timeoutMs` (default 5000) with `why` and what happened last
   */
  waitFor<T>(predicate: () => T | undefined | null | false, options: { timeoutMs?: number; why: string }): Promise<T>;
  /** Resolves when the bot has acknowledged every event. */
  whenDelivered(options?: { timeoutMs?: number }): Promise<void>;
  pendingEvents(): number;
  /** Events given up after the last retry. */
  lostEvents(): number;
  botConnections(): number;

  /** A trigger id as an interaction of this person would carry it. */
  issueTrigger(user: UserId): string;
  failNext(method: string, fault: Fault): void;
  /** Socket Mode: `refresh` asks the bot to reconnect, `cut` just ends the connections. */
  disconnect(how?: 'refresh' | 'cut'): void;
  pauseDelivery(): void;
  resumeDelivery(): void;
  /** The next event arrives `times` more times. */
  duplicateDelivery(times: number, options?: { newEventIds?: boolean }): void;
  /** These methods answer `unknown_method` until `clearFaults()`. */
  disableMethods(methods: string[]): void;
  /** Slack ends all streams that are open, as it does after some minutes. */
  closeStreams(): void;
  /** The bot's token loses a scope until `clearFaults()`. */
  withoutScope(scope: string): void;
  /** An administrator removes the app: `app_uninstalled` and `tokens_revoked` are sent, and the bot token is dead until `clearFaults()`. */
  uninstallApp(): void;
  clearFaults(): void;
  /** Delivers an event body exactly as given: forged, repeated, malformed. In HTTP delivery a string is sent byte for byte. */
  sendRaw(
    body: unknown,
    options?: { kind?: 'events_api' | 'slash_commands' | 'interactive'; headers?: Record<string, string> },
  ): Promise<RawAnswer>;
}

export interface RawAnswer {
  acknowledged: boolean;
  /** HTTP delivery only. */
  status?: number;
  text?: string;
}

export interface ControlOptions {
  workspace: Workspace;
  /** The HTTP delivery that is in use, if it is. */
  http(): HttpTransport | undefined;
  signingSecret(): string;
  ackTimeoutMs: number;
  reset(): void;
}

export function createControl(options: ControlOptions): Control {
  const { workspace } = options;
  return {
    ...createActs(workspace, options.reset),
    ...reads(workspace),
    ...waits(workspace),
    ...faults(workspace),
    sendRaw: (body, how) => sendRaw(options, body, how ?? {}),
  };
}

type Reads = Pick<
  Control,
  | 'snapshot'
  | 'messages'
  | 'thread'
  | 'ephemeralsOf'
  | 'viewsOf'
  | 'homeOf'
  | 'canvases'
  | 'files'
  | 'fileText'
  | 'person'
  | 'channel'
  | 'bot'
  | 'calls'
  | 'pendingEvents'
  | 'lostEvents'
  | 'botConnections'
>;

function reads(workspace: Workspace): Reads {
  const { world, views } = workspace;
  return {
    snapshot: (as) => takeSnapshot(workspace, as),
    messages: (channel) => [...world.log(channel).byTs.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1)).map(toPageMessage),
    thread: (channel, ts) => world.thread(channel, ts).map(toPageMessage),
    ephemeralsOf: (user) => world.ephemerals.filter((ephemeral) => ephemeral.to === user),
    viewsOf: (user) => views.stack(user).map(toPageView),
    homeOf(user) {
      const home = views.home(user);
      return home === undefined ? undefined : toPageView(home);
    },
    canvases: () => [...world.canvases.values()].map(toPageCanvas),
    files: () => [...world.files.values()],
    fileText: (id) => workspace.blobs.get(id)?.toString('utf8'),
    person(name) {
      const found = world.people.get(name) ?? [...world.people.values()].find((person) => person.name === name);
      if (found === undefined) throw new Error(`The practice workspace has nobody called ${name}.`);
      return found;
    },
    channel(name) {
      const found = world.channels.get(name) ?? [...world.channels.values()].find((channel) => channel.name === name);
      if (found === undefined) throw new Error(`The practice workspace has no channel ${name}.`);
      return found;
    },
    bot: () => world.botUser,
    calls: (method) => (method === undefined ? workspace.calls.all() : workspace.calls.of(method)),
    pendingEvents: () => workspace.delivery.pendingCount,
    lostEvents: () => workspace.delivery.lostEvents,
    botConnections: () => workspace.socket.connectionCount,
  };
}

function waits(workspace: Workspace): Pick<Control, 'onChange' | 'waitFor' | 'whenDelivered'> {
  const { world } = workspace;
  const waitFor: Control['waitFor'] = (predicate, { timeoutMs = 5_000, why }) => {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const stop = world.onChange(look);
      function finish(act: () => void): void {
        clearTimeout(timer);
        stop();
        act();
      }
      function look(): void {
        try {
          const found = predicate();
          if (found) finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(error));
        }
      }
      timer = setTimeout(
        () => finish(() => reject(new Error(`Waited ${timeoutMs} ms for ${why}.\n${describeLately(workspace)}`))),
        timeoutMs,
      );
      look();
    });
  };
  return {
    waitFor,
    onChange: (listener) => world.onChange(listener),
    async whenDelivered(options = {}) {
      await waitFor(() => workspace.delivery.pendingCount === 0, { why: 'the bot to acknowledge all events', ...options });
    },
  };
}

/** The last messages and calls, for whoever reads why a wait failed. */
function describeLately(workspace: Workspace): string {
  const { world } = workspace;
  const messages = [...world.logs.values()]
    .flatMap((log) => [...log.byTs.values()].slice(-8))
    .sort((a, b) => (a.ts < b.ts ? -1 : 1))
    .slice(-8)
    .map((message) => `  ${world.people.get(message.user)?.name ?? message.user}: ${message.text.slice(0, 120)}`);
  const calls = workspace.calls
    .all()
    .slice(-8)
    .map((call) => `  ${call.method} → ${call.answer?.['ok'] === true ? 'ok' : String(call.answer?.['error'] ?? 'no answer')}`);
  const connection = workspace.delivery.isConnected ? 'connected' : 'not connected';
  return [
    `The bot is ${connection}, ${workspace.delivery.pendingCount} events wait.`,
    'Last messages:',
    ...messages,
    'Last calls:',
    ...calls,
  ].join('\n');
}

type FaultControls = Pick<
  Control,
  | 'issueTrigger'
  | 'failNext'
  | 'disconnect'
  | 'pauseDelivery'
  | 'resumeDelivery'
  | 'duplicateDelivery'
  | 'disableMethods'
  | 'closeStreams'
  | 'withoutScope'
  | 'uninstallApp'
  | 'clearFaults'
>;

function faults(workspace: Workspace): FaultControls {
  return {
    issueTrigger: (user) => workspace.triggers.issue(user),
    failNext: (method, fault) => workspace.faults.failNext(method, fault),
    disconnect: (how = 'refresh') => workspace.socket.disconnect(how),
    pauseDelivery: () => workspace.delivery.pause(),
    resumeDelivery: () => workspace.delivery.resume(),
    duplicateDelivery: (times, options = {}) => workspace.delivery.duplicateNext(times, options.newEventIds === true),
    disableMethods(methods) {
      for (const method of methods) workspace.faults.disabledMethods.add(method);
    },
    closeStreams: () => closeStreams(workspace),
    withoutScope: (scope) => void workspace.faults.withheldScopes.add(scope),
    uninstallApp() {
      emitUninstalled(workspace);
      // What was there from the beginning comes back with clearFaults; what was installed has to be installed anew.
      if (grantOf(workspace)?.isGiven === true) workspace.faults.isUninstalled = true;
      else workspace.grants.uninstall(grantOf(workspace)?.place.id ?? '');
    },
    clearFaults: () => workspace.faults.clear(),
  };
}

async function sendRaw(
  options: ControlOptions,
  body: unknown,
  how: { kind?: 'events_api' | 'slash_commands' | 'interactive'; headers?: Record<string, string> },
): Promise<RawAnswer> {
  const http = options.http();
  if (http !== undefined && typeof body === 'string') {
    const signed = { ...signRequest(options.signingSecret(), body), 'content-type': 'application/json', ...how.headers };
    const { ack, status, text } = await http.post(body, signed, options.ackTimeoutMs);
    return { acknowledged: ack.ok, ...(status === undefined ? {} : { status }), ...(text === undefined ? {} : { text }) };
  }
  const ack = await options.workspace.delivery.sendOnce(how.kind ?? 'events_api', body as Record<string, unknown>);
  return { acknowledged: ack.ok };
}
