import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { escapeMarkdown } from '../../src/slack/escape-markdown.ts';
import type { ComposeReply, ReplySink } from '../../src/turns/reply-outcome.ts';
import { openReplyStage, type Process, type ReplyStage, scripted, wordsOf } from '../support/open-reply-stage.ts';
import { labelsOf } from '../support/room.ts';

let stage: ReplyStage;
let process: Process | undefined;
let seen = 0;
beforeAll(async () => {
  stage = await openReplyStage();
});
afterEach(async () => {
  stage.control.clearFaults();
  await process?.delivery.stop();
  process = undefined;
  seen = stage.replies().length;
});
afterAll(() => stage.close());

/** What this test's replies left in the thread. */
const shown = (): Message[] => stage.replies().slice(seen);
const words = (): string[] => shown().map(wordsOf);
const keys = (): unknown[] => shown().map((message) => message.metadata?.event_payload.key);
const streaming = () => shown().some((message) => message.streaming);
const status = () => stage.control.snapshot(stage.control.person('maya').id).statuses.find((one) => one.threadTs === stage.root)?.text;
const until = <T>(predicate: () => T | undefined | null | false, why: string) =>
  stage.control.waitFor(predicate, { why, timeoutMs: 15_000 });
const calls = (method: string) => stage.control.calls(method).filter((call) => call.args['channel'] === stage.channel);

/** A process that writes with this, and one reply of it from its row to its end. */
async function write(
  compose: ComposeReply,
  more: Parameters<ReplyStage['ask']>[0] & { changes?: Parameters<ReplyStage['start']>[0] } = {},
) {
  process = stage.start({ ...more.changes, compose });
  const id = await stage.ask(more);
  await stage.done(id);
  return id;
}

/** A model that does as the test says. */
function conducted(): { compose: ComposeReply; sink: Promise<ReplySink>; end: (outcome: Awaited<ReturnType<ComposeReply>>) => void } {
  let started: (sink: ReplySink) => void = () => undefined;
  let end: (outcome: Awaited<ReturnType<ComposeReply>>) => void = () => undefined;
  const sink = new Promise<ReplySink>((resolve) => {
    started = resolve;
  });
  const outcome = new Promise<Awaited<ReturnType<ComposeReply>>>((resolve) => {
    end = resolve;
  });
  const compose: ComposeReply = async (_row, given) => {
    started(given);
    return outcome;
  };
  return { compose, sink, end: (what) => end(what) };
}

const written = { kind: 'written', model: 'scripted' } as const;

describe('a reply', () => {
  it('shows at once that somebody thinks, then its first words, then all of it with its buttons', async () => {
    const model = conducted();
    process = stage.start({ compose: model.compose });
    const id = await stage.ask();
    await until(() => status() === 'is thinking…', 'the status');
    const sink = await model.sink;
    sink.push('First words');
    await until(() => streaming() && words()[0] === 'First words', 'the first words');
    expect(status()).toBeUndefined();
    sink.push(', then *more* & <@UMAYA00001>');
    await until(() => words()[0]?.includes('more'), 'the next words');
    model.end({ ...written, tail: [{ ours: ' *Bold* and ' }, { said: 'a < b' }], buttons: [{ label: 'Go on', action: 'next' }] });
    await stage.done(id);
    expect(words()).toEqual(['First words, then *more* &amp; <@UMAYA00001> **Bold** and a &lt; b']);
    expect(shown().map(labelsOf)).toEqual([['Go on']]);
    expect(keys()).toEqual([id]);
    expect(streaming()).toBe(false);
    expect((await stage.log()).at(-1)).toEqual({
      content: 'First words, then *more* & <@UMAYA00001> **Bold** and a < b',
      slackTs: shown()[0]?.ts,
    });
  });

  it('that only looks for something to write down shows nothing', async () => {
    const before = stage.control.calls('assistant.threads.setStatus').length;
    await write(async () => ({ kind: 'silent' }), { speak: false });
    expect(shown()).toEqual([]);
    expect(stage.control.calls('assistant.threads.setStatus')).toHaveLength(before);
  });

  it('is streamed to whom it answers, else to the host, and nothing in it is previewed', async () => {
    const tomas = stage.control.person('tomas').id;
    await write(scripted(['One']), { recipient: tomas });
    await process?.delivery.stop();
    await write(scripted(['Two']));
    const [one, two] = calls('chat.startStream').slice(-2);
    expect(one?.args).toMatchObject({ recipient_user_id: tomas, recipient_team_id: 'TPRACTICE1', unfurl_links: 'false' });
    expect(two?.args).toMatchObject({ recipient_user_id: stage.control.person('maya').id, unfurl_media: 'false' });
  });

  it('that has nothing to say leaves nothing, not even the status', async () => {
    await write(async () => ({ kind: 'silent' }));
    expect([shown(), status()]).toEqual([[], undefined]);
  });

  it('that has nothing to say after all takes back what was shown', async () => {
    const log = await stage.log();
    await write(async (_row, sink) => {
      sink.push('Well, ');
      await until(streaming, 'the stream');
      return { kind: 'silent' };
    });
    expect([shown(), status(), await stage.log()]).toEqual([[], undefined, log]);
  });

  it('that is replaced shows the other words alone', async () => {
    const id = await write(async (_row, sink) => {
      sink.push('Nonsense');
      await until(streaming, 'the stream');
      return { kind: 'replaced', text: [{ ours: '*Honestly*: I do not know.' }], buttons: [{ label: 'Ask again', action: 'next' }] };
    });
    expect(shown()).toHaveLength(1);
    expect(JSON.stringify(shown()[0]?.blocks)).not.toContain('Nonsense');
    expect([shown()[0]?.text, labelsOf(shown()[0]!), keys()]).toEqual(['*Honestly*: I do not know.', ['Ask again'], [id]]);
    expect((await stage.log()).at(-1)?.content).toBe('*Honestly*: I do not know.');
  });

  it('that is replaced before anything was shown is a post', async () => {
    const id = await write(async () => ({ kind: 'replaced', text: [{ ours: 'Let me put it simply.' }] }));
    expect([words(), keys()]).toEqual([['Let me put it simply.'], [id]]);
  });

  it('that comes in one go with its end is a post with its buttons', async () => {
    const id = await write(async () => ({ ...written, tail: [{ ours: 'Ready.' }], buttons: [{ label: 'Next', action: 'next' }] }));
    expect([words(), keys(), shown().map(labelsOf)]).toEqual([['Ready.'], [id], [['Next']]]);
  });

  it('mentions people of the workshop and nobody else', async () => {
    await write(scripted(['<@UMA', 'YA00001>, <@UNOBODY01>, <!chan', 'nel> and [a label', '](https://example.org)']));
    expect(words()).toEqual(['<@UMAYA00001>, somebody, &lt;!channel&gt; and [a label] (https://example.org)']);
  });

  it('longer than a message goes on in the next one, in both ways', async () => {
    for (const isStreamed of [true, false]) {
      seen = stage.replies().length;
      const text = Array.from({ length: 300 }, (_, index) => `Line ${index} says a little more than the one before it did.`).join('\n');
      const id = await write(scripted(text.match(/[\s\S]{1,997}/g) ?? [], { buttons: [{ label: 'Next', action: 'next' }] }), {
        changes: { changes: { replies: { isStreamed } } },
      });
      await process?.delivery.stop();
      expect(words().join('')).toBe(text);
      expect(shown().length).toBe(2);
      expect(shown().map(labelsOf)).toEqual([[], ['Next']]);
      expect(keys()).toEqual([`${id}#0`, id]);
      expect((await stage.log()).at(-1)).toEqual({ content: text, slackTs: shown()[0]?.ts });
    }
  });

  it('that takes long goes on in a message of its own before Slack ends the stream', async () => {
    const model = conducted();
    process = stage.start({ compose: model.compose, changes: { replies: { openMs: 0 } } });
    const id = await stage.ask();
    const sink = await model.sink;
    sink.push('One ');
    await until(() => words().length === 1, 'the first');
    sink.push('two.');
    await until(() => words().length === 2, 'the second');
    model.end(written);
    await stage.done(id);
    expect([words(), keys(), streaming()]).toEqual([['One ', 'two.'], [`${id}#0`, id], false]);
  });
});

describe('any text, in whatever pieces it comes', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '<@UMAYA00001>',
          '<@UNOBODY01>',
          '<!here>',
          '&',
          '<',
          '>',
          '🧭',
          '👩‍🔬',
          '](',
          ']',
          '**b**',
          '\n\n',
          ' ',
          'word',
          '<@U',
          '\ud83e',
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
    fc.nat({ max: 20 }).map((seed) => Array.from({ length: 20_000 / 20 }, (_, index) => `${index * seed} <b> & 🧭 words `).join('')),
  );
  const cuts = fc.array(fc.nat({ max: 20_000 }), { maxLength: 8 });

  it('stands in the thread exactly, over as many messages as it takes', async () => {
    const maya = stage.control.person('maya').id;
    await fc.assert(
      fc.asyncProperty(texts, cuts, fc.boolean(), async (text, at, isStreamed) => {
        seen = stage.replies().length;
        const places = [...new Set([0, ...at.map((one) => one % (text.length + 1)), text.length])].sort((a, b) => a - b);
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
        await write(scripted(pieces), { changes: { changes: { replies: { isStreamed } } } });
        await process?.delivery.stop();
        const expected = escapeMarkdown(text, (userId) => userId === maya).trimStart();
        // Blanks alone are no message.
        expect(words().join('')).toBe(expected.trim() === '' ? '' : expected);
        expect(words().join('').replaceAll('<@UMAYA00001>', '')).not.toMatch(/[<>]/);
        for (const message of words()) expect(message.length).toBeLessThanOrEqual(11_000);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
