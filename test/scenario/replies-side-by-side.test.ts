import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import type { ComposeReply, ReplyOutcome, ReplySink } from '../../src/turns/reply-outcome.ts';
import { openReplyStage, type Process, type ReplyStage, scripted, wordsOf } from '../support/open-reply-stage.ts';

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
const status = () => stage.control.snapshot(maya()).statuses.find((one) => one.threadTs === stage.root)?.text;
const maya = () => stage.control.person('maya').id;
const pressStop = () => stage.control.stopBot({ as: maya(), channel: stage.channel, threadTs: stage.root });

function start(...options: Parameters<ReplyStage['start']>): Process {
  const process = stage.start(...options);
  running.push(process);
  return process;
}

/** What the bot hears of a press on stop. */
const pressed = (process: Process) => process.slack.liveReplies.stop({ channelId: stage.channel, threadTs: stage.root });

/** Resolves when whoever writes is told to end. */
async function told(sink: ReplySink): Promise<void> {
  if (sink.signal.aborted) return;
  await new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Says the first words, waits until it is told to end, and ends like this. */
function untilTold(outcome: ReplyOutcome | Error, first = 'First words '): ComposeReply & { reasons: unknown[] } {
  const reasons: unknown[] = [];
  const compose = async (_row: unknown, sink: ReplySink): Promise<ReplyOutcome> => {
    if (first) sink.push(first);
    await told(sink);
    reasons.push(sink.signal.reason);
    sink.push('said too late');
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return Object.assign(compose, { reasons });
}

const written: ReplyOutcome = { kind: 'written', model: 'scripted', tail: [{ ours: 'the tail' }] };

describe('somebody who presses stop', () => {
  it.each<[string, ReplyOutcome | Error]>([
    ['that goes on', written],
    ['that ends in silence', { kind: 'silent' }],
    ['that breaks off', new Error('aborted')],
  ])('keeps what was shown of a reply %s', async (_name, outcome) => {
    const compose = untilTold(outcome);
    const process = start({ compose });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    expect(await pressStop()).toEqual({ ok: true });
    expect(pressed(process)).toBe(true);
    await stage.done(id);
    expect([words(), compose.reasons]).toEqual([['First words '], ['stopped']]);
    expect(shown()[0]).toMatchObject({ streaming: false, metadata: { event_payload: { key: id } } });
    expect((await stage.log()).at(-1)?.content).toBe('First words');
    expect(process.slack.liveReplies.stop({ channelId: stage.channel, threadTs: stage.root })).toBe(false);
  });

  it('is heard although another process got the event: Slack refuses the next piece', async () => {
    const reasons: unknown[] = [];
    start({
      compose: async (_row, sink) => {
        sink.push('First words ');
        await until(() => words()[0] === 'First words ', 'the first words');
        await pressStop();
        sink.push('and more ');
        await told(sink);
        reasons.push(sink.signal.reason);
        return written;
      },
    });
    await stage.done(await stage.ask());
    expect([words(), reasons]).toEqual([['First words '], ['stopped']]);
  });

  it('is heard by the process that writes it, whatever process got the event and however the reply is shown', async () => {
    const compose = untilTold(written);
    start({ compose, changes: { replies: { isStreamed: false } } });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    await stage.deps.store.stopReplies({ orgId: 'TPRACTICE1', channelId: stage.channel, threadTs: stage.root, at: new Date() });
    await stage.done(id);
    expect([words(), compose.reasons]).toEqual([['First words '], ['stopped']]);
  });

  it('is heard when its lease is renewed, should nobody have told', async () => {
    const compose = untilTold(written);
    start({ compose, changes: { leaseMs: 150 } });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    await stage.database.prisma.outboxRow.updateMany({ where: { id }, data: { stopWantedAt: new Date() } });
    await stage.done(id);
    expect(compose.reasons).toEqual(['stopped']);
  });

  it('before the first word sees nothing more', async () => {
    const process = start({ compose: untilTold(written, '') });
    const id = await stage.ask();
    await until(() => status(), 'the status');
    expect(await pressStop()).toEqual({ ok: true });
    pressed(process);
    await stage.done(id);
    expect([words(), status()]).toEqual([[], undefined]);
  });

  it('does not keep what must not stand there', async () => {
    const process = start({ compose: untilTold({ kind: 'replaced', text: [{ ours: 'Better so.' }] }) });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    pressed(process);
    await stage.done(id);
    expect(words()).toEqual(['Better so.']);
  });
});

describe('replies', () => {
  it('in two threads are written at once, while posts of the channel go on', async () => {
    const other = await stage.openThread('stakeholder-mapping');
    const ends: (() => void)[] = [];
    start({
      compose: async (row, sink) => {
        sink.push(`On ${row.content.stepId}. `);
        await new Promise<void>((resolve) => ends.push(resolve));
        return { kind: 'written', model: 'scripted' };
      },
    });
    const ids = [await stage.ask(), await stage.ask({ stepId: 'stakeholder-mapping' })];
    await until(() => shown()[0]?.streaming && other().some((message) => message.streaming), 'both streams');
    await stage.deps.store.inWorkshop(stage.workshopId, (tx) => tx.post({ kind: 'say', stepId: 'challenge', text: [{ ours: 'A post.' }] }));
    await until(() => words().includes('A post.'), 'the post');
    expect(shown()[0]?.streaming).toBe(true);
    for (const end of ends) end();
    await Promise.all(ids.map(stage.done));
    expect(words()).toEqual(['On challenge. ', 'A post.']);
    expect(other().map(wordsOf)).toEqual(['On stakeholder-mapping. ']);
  });

  it('in one thread come one after the other', async () => {
    let isWriting = 0;
    let most = 0;
    const said: string[] = [];
    start({
      compose: async (row, sink) => {
        isWriting += 1;
        most = Math.max(most, isWriting);
        said.push(row.id);
        sink.push(`Number ${said.length}. `);
        await until(() => words().at(-1) === `Number ${said.length}. `, 'it');
        // The next one is asked for while this one is written.
        if (said.length < 3) await stage.ask();
        isWriting -= 1;
        return { kind: 'written', model: 'scripted', tail: [{ ours: 'Done.' }] };
      },
    });
    await stage.ask();
    await until(() => words().at(-1) === 'Number 3. Done.', 'the third');
    expect([words(), most]).toEqual([['Number 1. Done.', 'Number 2. Done.', 'Number 3. Done.'], 1]);
  });

  it('of which more wait than are written at once all come', async () => {
    const other = await stage.openThread('stakeholder-mapping');
    const before = other().length;
    start({ compose: scripted(['Here it is.']), changes: { replies: { atOnce: 1 } } });
    const ids = [await stage.ask(), await stage.ask({ stepId: 'stakeholder-mapping' })];
    await Promise.all(ids.map(stage.done));
    expect([words(), other().slice(before).map(wordsOf)]).toEqual([['Here it is.'], ['Here it is.']]);
  });
});

describe('a process that stops', () => {
  it.each([
    ['soon', 5_000, undefined],
    ['before its deadline', 20, 20_000],
  ])('lets a reply come to its end if that is %s', async (_name, graceMs, deadlineMs) => {
    let end: () => void = () => undefined;
    const process = start({
      changes: { replies: { graceMs } },
      compose: async (_row, sink) => {
        sink.push('First words');
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        return { kind: 'written', model: 'scripted', tail: [{ ours: ', last words.' }] };
      },
    });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words', 'the first words');
    const stopped = process.delivery.stop(deadlineMs ? new Date(Date.now() + deadlineMs) : undefined);
    // Whoever is told to end is told within a moment; this one is not.
    await wait(deadlineMs ? 60 : 0);
    end();
    await stopped;
    expect([words(), await stage.isDone(id)]).toEqual([['First words, last words.'], true]);
  });

  it('tells a long one to end, and shows its end', async () => {
    const compose = untilTold({ kind: 'replaced', text: [{ ours: 'To be continued.' }] });
    const process = start({ compose });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    await process.delivery.stop();
    expect([words(), compose.reasons, await stage.isDone(id)]).toEqual([['To be continued.'], ['draining'], true]);
  });

  it.each<[string, ComposeReply]>([
    ['breaks off', untilTold(new Error('aborted'))],
    [
      'does not end at all',
      (_row, sink) => {
        sink.push('First words ');
        return new Promise(() => undefined);
      },
    ],
  ])('leaves one that %s to the next process', async (_name, compose) => {
    const process = start({ compose, changes: { replies: { settleMs: 50 } } });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    await process.delivery.stop();
    expect([await stage.isDone(id), (await stage.row(id))?.doubtful]).toEqual([false, true]);
    start({ compose: scripted(['All of it.']) });
    await stage.done(id);
    expect(words()).toEqual(['All of it.']);
  });
});

describe('a process that has lost its row', () => {
  it.each([
    ['as soon as it looks', 60],
    ['when it would have to set right what it wrote', 60_000],
  ])('learns of it %s, and does not touch what stands in the thread', async (_name, leaseMs) => {
    let more: () => void = () => undefined;
    let reason: unknown;
    const process = start({
      changes: { leaseMs, replies: { graceMs: 5_000 } },
      compose: async (_row, sink) => {
        sink.push('First words ');
        await new Promise<void>((resolve) => {
          more = resolve;
        });
        sink.push('and more ');
        await told(sink);
        reason = sink.signal.reason;
        return written;
      },
    });
    const id = await stage.ask();
    await until(() => words()[0] === 'First words ', 'the first words');
    await stage.store.releaseLeases();
    start({ compose: scripted(['All of it.']) });
    await stage.done(id);
    more();
    await process.delivery.stop();
    expect([words(), reason]).toEqual([['All of it.'], 'lost']);
  });
});

describe('a reply that nobody can think of', () => {
  const broken: ComposeReply = async (_row, sink) => {
    sink.push('Half a ');
    await until(() => sink.signal.aborted || words()[0]?.startsWith('Half a '), 'the words');
    throw new Error('a bug');
  };

  it('is tried three times; then the words that were left for this are said', async () => {
    let tries = 0;
    start({
      compose: async (row, sink) => {
        tries += 1;
        return broken(row, sink);
      },
    });
    const id = await stage.ask({ fallback: 'What goes wrong today?' });
    await stage.done(id);
    expect([words(), tries, status()]).toEqual([['What goes wrong today?'], 3, undefined]);
  });

  it('and without such words leaves nothing, and is kept for the operator', async () => {
    start({ compose: broken });
    const id = await stage.ask();
    await stage.done(id);
    expect([words(), status()]).toEqual([[], undefined]);
    expect((await stage.deps.store.countOutbox(stage.workshopId)).failed).toContainEqual({ kind: 'reply', error: 'no_reply' });
  });

  it('comes at the second try', async () => {
    let tries = 0;
    start({ compose: async (row, sink) => (tries++ === 0 ? broken(row, sink) : scripted(['All of it.'])(row, sink)) });
    await stage.done(await stage.ask());
    expect(words()).toEqual(['All of it.']);
  });

  it('in time is broken off', async () => {
    start({ compose: untilTold(written), changes: { replies: { maxMs: 100 } } });
    await stage.done(await stage.ask());
    expect(words()).toEqual(['First words the tail']);
  });
});

describe('a channel', () => {
  it('that is closed while a reply is written ends it, and the row', async () => {
    const reasons: unknown[] = [];
    start({
      compose: async (_row, sink) => {
        sink.push('First words ');
        await until(() => words()[0] === 'First words ', 'the first words');
        stage.control.failNext('*', { error: 'is_archived', times: 20 });
        sink.push('and more ');
        await told(sink);
        reasons.push(sink.signal.reason);
        return written;
      },
    });
    const id = await stage.ask();
    await stage.done(id);
    expect(reasons).toEqual(['gone']);
  });
});
