import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/practice/faults.ts';
import type { Message } from '../../src/practice/protocol.ts';
import type { ComposeReply } from '../../src/turns/reply-outcome.ts';
import { openReplyStage, type Process, type ReplyStage, scripted, wordsOf } from '../support/open-reply-stage.ts';
import { labelsOf } from '../support/room.ts';

let stage: ReplyStage;
let seen = 0;
const running: Process[] = [];
beforeAll(async () => {
  stage = await openReplyStage();
});
afterEach(async () => {
  stage.control.clearFaults();
  await Promise.all(running.splice(0).map(({ delivery }) => delivery.stop()));
  seen = stage.replies().length;
});
afterAll(() => stage.close());

const shown = (): Message[] => stage.replies().slice(seen);
const words = (): string[] => shown().map(wordsOf);
const until = <T>(predicate: () => T | undefined | null | false, why: string) =>
  stage.control.waitFor(predicate, { why, timeoutMs: 15_000 });

function start(...options: Parameters<ReplyStage['start']>): Process {
  const process = stage.start(...options);
  running.push(process);
  return process;
}

/** “One two three.” in three steps, each of them seen by people before the next; `between` breaks things after the first. */
function inSteps(between: () => unknown = () => undefined): ComposeReply {
  return async (_row, sink) => {
    sink.push('One ');
    await until(() => words().at(-1)?.trim() === 'One', 'the first word');
    between();
    sink.push('two ');
    await until(() => sink.signal.aborted || words().join('').includes('One two'), 'the second word');
    return { kind: 'written', model: 'scripted', tail: [{ ours: 'three.' }], buttons: [{ label: 'Next', action: 'next' }] };
  };
}

/** The thread shows this once, complete, with its button, and the row is done. */
async function standsOnce(id: string, text = 'One two three.'): Promise<void> {
  await stage.done(id);
  expect(words()).toEqual([text]);
  expect(shown().map(labelsOf)).toEqual([['Next']]);
  expect(shown()[0]).toMatchObject({ metadata: { event_payload: { key: id } } });
  expect(shown()[0]?.streaming).not.toBe(true);
  expect((await stage.log()).at(-1)).toEqual({ content: text, slackTs: shown()[0]?.ts });
}

const faults: [string, Fault][] = [
  ['a 500 before it took effect', { status: 500 }],
  ['a 500 after it took effect', { status: 500, effect: 'after' }],
  ['a lost call', { drop: true }],
  ['a lost answer', { drop: true, effect: 'after' }],
  ['an internal error after the fact', { error: 'internal_error', effect: 'after' }],
  ['a rate limit', { retryAfterSeconds: 1 }],
];
const streamed = ['assistant.threads.setStatus', 'chat.startStream', 'chat.appendStream', 'chat.stopStream'];
const edited = ['chat.postMessage', 'chat.update'];

describe.each([
  { isStreamed: true, methods: streamed },
  { isStreamed: false, methods: edited },
])('a reply (streamed: $isStreamed)', ({ isStreamed, methods }) => {
  describe.each(methods)('whose %s meets', (method) => {
    it.each(faults)('%s stands in the thread once', async (_name, fault) => {
      stage.control.failNext(method, fault);
      start({ compose: inSteps(), changes: { replies: { isStreamed } } });
      await standsOnce(await stage.ask());
    });

    it('several failures stands there once', async () => {
      stage.control.failNext(method, { status: 500, effect: 'after', times: 2 });
      stage.control.failNext(method, { status: 503 });
      start({ compose: inSteps(), changes: { replies: { isStreamed } } });
      await standsOnce(await stage.ask());
    });
  });
});

describe('a reply where Slack', () => {
  it.each<[string, () => void]>([
    ['knows no streams', () => stage.control.disableMethods(['chat.startStream', 'chat.appendStream', 'chat.stopStream'])],
    ['does not grant them', () => stage.control.failNext('chat.startStream', { error: 'missing_scope' })],
    ['does not allow them here', () => stage.control.failNext('chat.startStream', { error: 'channel_type_not_supported' })],
    ['has had enough of them', () => stage.control.failNext('chat.startStream', { retryAfterSeconds: 30 })],
  ])('%s is a message that grows by edits', async (_name, breakIt) => {
    breakIt();
    start({ compose: inSteps() });
    await standsOnce(await stage.ask());
  });

  it.each<[string, () => void]>([
    ['ends the stream', () => stage.control.closeStreams()],
    ['says that nothing can be added', () => stage.control.failNext('chat.appendStream', { error: 'message_not_in_streaming_state' })],
    ['refuses a piece', () => stage.control.failNext('chat.appendStream', { error: 'streaming_mode_mismatch' })],
  ])('%s goes on in the same message', async (_name, breakIt) => {
    start({ compose: inSteps(breakIt) });
    await standsOnce(await stage.ask());
  });

  it('ends the stream just before its last words, has them all the same', async () => {
    start({
      compose: async (row, sink) => {
        const outcome = await inSteps()(row, sink);
        stage.control.closeStreams();
        return outcome;
      },
    });
    await standsOnce(await stage.ask());
  });

  it('refuses its buttons is there without them', async () => {
    stage.control.failNext('chat.stopStream', { error: 'invalid_blocks' });
    start({ compose: inSteps() });
    const id = await stage.ask();
    await stage.done(id);
    expect([words(), shown().map(labelsOf)]).toEqual([['One two three.'], [[]]]);
  });

  it('lets nothing be deleted says so instead of leaving half a sentence', async () => {
    stage.control.failNext('chat.delete', { error: 'compliance_exports_prevent_deletion' });
    start({
      compose: async (_row, sink) => {
        sink.push('Well, ');
        await until(() => words()[0] === 'Well, ', 'the words');
        return { kind: 'silent' };
      },
    });
    await stage.done(await stage.ask());
    expect(words()).toEqual(['_Never mind, I have nothing to add._']);
  });

  it('has it deleted by somebody meanwhile does not say it again', async () => {
    const compose: ComposeReply = async (_row, sink) => {
      sink.push('One ');
      const message = await until(() => shown().find((one) => wordsOf(one) === 'One '), 'the first word');
      stage.control.closeStreams();
      await remove(message.ts);
      sink.push('two ');
      await until(() => sink.signal.aborted, 'the writer to be told');
      expect(sink.signal.reason).toBe('stopped');
      return { kind: 'written', model: 'scripted' };
    };
    start({ compose });
    await stage.done(await stage.ask());
    expect(words()).toEqual([]);
  });
});

async function remove(ts: string): Promise<void> {
  const headers = { authorization: `Bearer ${stage.practice.botToken}`, 'content-type': 'application/json; charset=utf-8' };
  const body = JSON.stringify({ channel: stage.channel, ts });
  await fetch(`${stage.practice.apiUrl}chat.delete`, { method: 'POST', headers, body });
}

/** Hangs until the process is told to end: what a model does that is cut off. */
const cutOff = (sink: Parameters<ComposeReply>[1]) =>
  new Promise<never>((_, reject) => sink.signal.addEventListener('abort', () => reject(new Error('cut off')), { once: true }));

describe('a process that dies', () => {
  const long = Array.from({ length: 700 }, (_, index) => `Line ${index} of many.`).join('\n');
  const flows: { name: string; isStreamed: boolean; compose: ComposeReply; says: string }[] = [
    { name: 'a streamed reply', isStreamed: true, compose: inSteps(), says: 'One two three.' },
    { name: 'an edited reply', isStreamed: false, compose: inSteps(), says: 'One two three.' },
    { name: 'a reply of two messages', isStreamed: true, compose: scripted([long]), says: long },
    {
      name: 'a reply that is replaced',
      isStreamed: true,
      says: 'Something else.',
      compose: async (_row, sink) => {
        sink.push('One ');
        await Promise.race([until(() => words().at(-1) === 'One ', 'the word'), cutOff(sink)]);
        return { kind: 'replaced', text: [{ ours: 'Something else.' }] };
      },
    },
    { name: 'a reply that is a post', isStreamed: true, compose: scripted([], { tail: 'Only this.' }), says: 'Only this.' },
  ];

  it.each(flows)(
    'anywhere in $name leaves one whole reply',
    async ({ isStreamed, compose, says }) => {
      const changes = { replies: { isStreamed } };
      const whole = start({ compose, changes });
      await stage.done(await stage.ask());
      await whole.delivery.stop();
      for (const at of whole.calls.keys())
        for (const after of [false, true]) {
          seen = stage.replies().length;
          const { dead } = stage.start({ compose, changes, death: { at, after } });
          const id = await stage.ask();
          await dead;
          await stage.store.releaseLeases();
          const next = start({ compose: scripted(['What is said ', 'by the next one.']), changes });
          await stage.done(id);
          await next.delivery.stop();
          const where = `${whole.calls[at]} (${at}), ${after ? 'after' : 'before'} it took effect`;
          const all = words().join('');
          expect(all === says || all === 'What is said by the next one.', `${where}: ${all.slice(0, 300)}`).toBe(true);
          expect(
            shown().filter((message) => message.streaming),
            where,
          ).toEqual([]);
          expect(
            shown().filter((message) => message.metadata?.event_payload.key === id),
            where,
          ).toHaveLength(1);
          expect((await stage.log()).at(-1)?.slackTs, where).toBe(shown()[0]?.ts);
        }
    },
    120_000,
  );

  it('twice, in the middle of two replies, leaves one', async () => {
    const { dead } = stage.start({ compose: inSteps(), death: { at: 2, after: true } });
    const id = await stage.ask();
    await dead;
    await stage.store.releaseLeases();
    for (const at of [0, 1]) {
      const next = stage.start({ compose: scripted(['Nearly all of it.']), death: { at, after: true } });
      await next.dead;
      await stage.store.releaseLeases();
    }
    start({ compose: scripted(['All of it.']) });
    await stage.done(id);
    // The second had come so far that it counts as finished.
    expect(words()).toEqual(['Nearly all of it.']);
  });
});
