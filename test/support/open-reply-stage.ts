import { randomUUID } from 'node:crypto';
import { WebClient } from '@slack/web-api';
import { vi } from 'vitest';
import { openChannel, openPractice } from '../../scripts/rehearsal/open-house.ts';
import { createGuidedFacilitator } from '../../src/facilitator/guided/take-turn.ts';
import { noMeters } from '../../src/ports/meters.ts';
import type { Button, OutboxRow } from '../../src/ports/outbox.ts';
import type { Store } from '../../src/ports/store.ts';
import { noTrace } from '../../src/ports/trace.ts';
import type { Control } from '../../src/practice/control.ts';
import type { Message } from '../../src/practice/protocol.ts';
import type { Practice } from '../../src/practice/start-practice.ts';
import { createBotMembership } from '../../src/slack/bot-membership.ts';
import { createChannelRosters } from '../../src/slack/channel-rosters.ts';
import { createDelivery, type Delivery } from '../../src/slack/deliver-outbox.ts';
import { changeDelivery, type DeliveryChanges } from '../../src/slack/delivery-settings.ts';
import { createHomes } from '../../src/slack/homes.ts';
import { createLiveReplies } from '../../src/slack/live-replies.ts';
import { createPeople } from '../../src/slack/people.ts';
import { clientOptions } from '../../src/slack/slack-client.ts';
import type { SlackContext } from '../../src/slack/slack-context.ts';
import type { Database } from '../../src/store/open-database.ts';
import { holdTemplates } from '../../src/templates/hold-templates.ts';
import type { ComposeReply } from '../../src/turns/reply-outcome.ts';
import { startWorkshop } from '../../src/turns/start-workshop.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import type { StepId, WorkshopId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { openTestDatabase } from './open-test-database.ts';
import { storeOn } from './open-test-store.ts';
import { someDeps } from './some-deps.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Quick enough for tests; Slack's own pace is somebody else's test. */
const quick: DeliveryChanges = {
  postIntervalMs: 0,
  editIntervalMs: 20,
  cards: { everyMs: 0, burst: 0 },
  lookEveryMs: 50,
  retryMs: 5,
  replies: {
    appendEveryMs: 1,
    appendsPerMinute: 1e9,
    editEveryMs: 1,
    editsPerMinute: 1e9,
    settleMs: 500,
    graceMs: 20,
  },
};

/** Where a process dies: instead of its call number `at`, or once that call has taken effect. Counted are the calls for replies. */
export interface Death {
  at: number;
  after: boolean;
}

/** A delivery in a process of its own. */
export interface Process {
  delivery: Delivery;
  slack: SlackContext;
  /** Resolves when it has died. */
  dead: Promise<void>;
  /** The methods that it called, lookups left out. */
  calls: string[];
}

export interface ReplyStage {
  practice: Practice;
  control: Control;
  deps: Deps;
  store: Store;
  database: Database;
  channel: string;
  /** The root of the open step's thread. */
  root: string;
  workshopId: WorkshopId;
  start(options?: { compose?: ComposeReply; death?: Death; changes?: DeliveryChanges }): Process;
  /** Leaves a reply to be written; its row's id. */
  ask(more?: { stepId?: StepId; fallback?: string; speak?: boolean; recipient?: string | null }): Promise<string>;
  /** Whatever the bot wrote into the thread since it was opened. */
  replies(): Message[];
  /** Another step's thread in the same channel; what the bot writes into it. */
  openThread(stepId: StepId): Promise<() => Message[]>;
  row(id: string): Promise<OutboxRow | undefined>;
  /** Resolves when the row is done or was given up. */
  done(id: string): Promise<void>;
  isDone(id: string): Promise<boolean>;
  /** What the step's log keeps of the bot's words since it was opened. */
  log(): Promise<{ content: string; slackTs: string | null }[]>;
  close(): Promise<void>;
}

/** A workshop with one open step in a practice workspace, on a store in memory, and nobody yet who delivers. */
export async function openReplyStage(): Promise<ReplyStage> {
  const { practice } = await openPractice('socket');
  const { control } = practice;
  const database = await openTestDatabase();
  const templates = holdTemplates([designThinking]);
  const { store } = await storeOn(database, { now: () => new Date(), advance: () => undefined }, templates);
  const deps = someDeps({
    store,
    templates,
    facilitator: createGuidedFacilitator(),
    takeTurn: async () => undefined,
    composeReply: async () => ({ kind: 'silent' }),
    people: { self: undefined, standingOf: async () => undefined, timeZoneOf: async () => undefined, namesOf: async () => new Map() },
    clock: { now: () => new Date() },
    log: silent,
    pace: { debounceMs: 0, lullMs: { live: 0, async: 0 } },
  });
  const stage = await openChannel(
    practice,
    'maya',
    ['maya', 'tomas', 'aiko'],
    { patienceMs: 10_000, note: () => undefined },
    `replies-${randomUUID().slice(0, 8)}`,
  );
  const channel = stage.channel;
  const maya = control.person('maya').id;
  const running = new Set<Delivery>();

  function start({ compose, death, changes }: Parameters<ReplyStage['start']>[0] = {}): Process {
    const calls: string[] = [];
    let isDead = false;
    let die: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => {
      die = () => {
        isDead = death !== undefined;
        resolve();
      };
    });
    const mortal = new Proxy(store, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => (isDead ? new Promise(() => undefined) : method.apply(target, args));
      },
    });
    const client = new WebClient(practice.botToken, {
      ...clientOptions(practice.apiUrl, silent),
      fetch: dyingFetch(calls, death, () => die()) as never,
    });
    const slack: SlackContext = {
      client,
      token: () => practice.botToken,
      deps: { ...deps, store: mortal, composeReply: compose ?? deps.composeReply },
      log: silent,
      identity: { teamId: 'TPRACTICE1', botUserId: control.bot().id, botId: 'B1', botName: 'pilot', teamUrl: '' },
      membership: createBotMembership(client, Date.now),
      rosters: createChannelRosters(client, silent, Date.now),
      people: createPeople(client, silent),
      homes: createHomes(),
      heard: {},
      liveReplies: createLiveReplies(),
    };
    const settings = changeDelivery({ ...quick, ...changes, replies: { ...quick.replies, ...changes?.replies } });
    const hears = { ofBody: async () => slack, takeRemoval: async () => false };
    const teams = { ...hears, start: async () => undefined, of: async () => slack, only: slack, stop: () => undefined };
    const delivery = createDelivery({
      teams,
      store: mortal,
      clock: deps.clock,
      log: silent,
      settings,
      owner: randomUUID(),
      trace: noTrace,
      meters: noMeters,
    });
    delivery.start();
    running.add(delivery);
    void dead.then(() => {
      running.delete(delivery);
      // It takes nothing more; what hangs in it hangs for ever.
      void delivery.stop();
    });
    return { delivery, slack, dead, calls };
  }

  const first = start();
  const asker = { orgId: 'TPRACTICE1', channelId: channel, userId: maya, isOutsider: false, key: randomUUID() };
  await startWorkshop(deps, asker, 'A better check-in', 'ask');
  const root = (await stage.waitForStep('challenge')).ts;
  await first.delivery.stop();
  running.delete(first.delivery);
  const thread = await store.findThread({ orgId: 'TPRACTICE1', channelId: channel, threadTs: root });
  if (!thread) throw new Error('the step has no thread');
  const { workshopId, contextId } = thread;
  const before = control.thread(channel, root).length;
  const isDone = async (id: string) => {
    const row = await database.prisma.outboxRow.findUnique({ where: { id }, select: { doneAt: true, failedAt: true } });
    return row !== null && (row.doneAt !== null || row.failedAt !== null);
  };
  return {
    practice,
    control,
    deps,
    store,
    database,
    channel,
    root,
    workshopId,
    start,
    isDone,
    ask: ({ stepId = 'challenge', fallback, speak = true, recipient = null } = {}) =>
      store.inWorkshop(workshopId, (tx) =>
        tx.post({
          kind: 'reply',
          stepId,
          contextId,
          epoch: 1,
          toVersion: 1,
          recipient,
          speak,
          ...(fallback ? { fallback: { text: [{ ours: fallback }] } } : {}),
        }),
      ),
    replies: () => control.thread(channel, root).slice(before),
    async openThread(stepId) {
      const cards = start();
      await store.inWorkshop(workshopId, (tx) => tx.wantCard('step', stepId));
      const threadTs = await poll(() => store.stepThread({ workshopId, stepId }), 'the thread');
      await cards.delivery.stop();
      running.delete(cards.delivery);
      return () => control.thread(channel, threadTs).slice(1);
    },
    row: (id) => store.outboxRow(id),
    async done(id) {
      await poll(() => isDone(id), 'the reply to come to its end');
    },
    async log() {
      const messages = await store.recentMessages(contextId, 50);
      return messages.filter((message) => message.role === 'assistant').map(({ content, slackTs }) => ({ content, slackTs }));
    },
    async close() {
      await Promise.all([...running].map((delivery) => delivery.stop()));
      await practice.close();
      await database.close();
    },
  };
}

/** Asks the store, which tells nobody of its changes. */
async function poll<T>(ask: () => Promise<T | null | undefined | false>, why: string): Promise<T> {
  return vi.waitFor(
    async () => {
      const answer = await ask();
      if (!answer) throw new Error(`waited for ${why}`);
      return answer;
    },
    { timeout: 15_000, interval: 5 },
  );
}

const lookUps = new Set(['users.info', 'conversations.replies', 'conversations.history']);

/** Fetch of a process that dies: from then on nothing leaves it, and no answer arrives. */
function dyingFetch(calls: string[], death: Death | undefined, onDeath: () => void): typeof fetch {
  let isDead = false;
  const never = () => new Promise<Response>(() => undefined);
  return async (input, init) => {
    const method = String(input).split('/').at(-1) ?? '';
    if (isDead) return never();
    if (!lookUps.has(method)) calls.push(method);
    const isLast = death !== undefined && !lookUps.has(method) && calls.length > death.at;
    if (!isLast) return fetch(input, init);
    isDead = true;
    if (death.after) await fetch(input, init);
    onDeath();
    return never();
  };
}

/** A model that says these pieces and ends like this. */
export function scripted(pieces: readonly string[], end: { tail?: string; buttons?: Button[] } = {}): ComposeReply {
  return async (_row, sink) => {
    for (const piece of pieces) {
      sink.push(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      kind: 'written',
      model: 'scripted',
      ...(end.tail ? { tail: [{ ours: end.tail }] } : {}),
      ...(end.buttons ? { buttons: end.buttons } : {}),
    };
  };
}

/** What a message's markdown says; `text` where it has none. */
export function wordsOf(message: Message): string {
  const markdown = (message.blocks ?? []).filter((block) => block.type === 'markdown').map((block) => String(block.text));
  return markdown.length > 0 ? markdown.join('') : message.text;
}
