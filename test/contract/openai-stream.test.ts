import { afterEach, describe, expect, it } from 'vitest';
import type { ModelSettings } from '../../src/openai/model-settings.ts';
import {
  done,
  event,
  failure,
  finish,
  html,
  metered,
  openWire,
  piece,
  reset,
  silence,
  streams,
  tells,
  usageEvent,
  type Wire,
  type WireReply,
} from '../support/wire.ts';
import { failureOf, kindOf, readAll, watchModel } from '../support/wire-model.ts';

const wires: Wire[] = [];
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close();
});

async function open(replies: WireReply[], settings: Partial<ModelSettings> = {}) {
  const wire = await openWire(...replies);
  wires.push(wire);
  return { wire, ...watchModel(wire.baseUrl, settings) };
}

/** What a reader got before the stream failed, and how it failed. */
async function readUntilFailure(stream: AsyncIterable<string>) {
  const texts: string[] = [];
  const read = async () => {
    for await (const text of stream) texts.push(text);
  };
  const error = await failureOf(read());
  return { text: texts.join(''), kind: error.kind, error };
}

describe('a reply as it is written', () => {
  it('comes in pieces, and its cost at the end', async () => {
    const { wire, model, request, attempts } = await open([tells('Who ', 'is ', 'it for?')]);
    expect(await readAll(model.stream(request()))).toEqual(['Who ', 'is ', 'it for?']);
    expect(wire.requests[0]?.body).toMatchObject({ model: 'big', stream: true, stream_options: { include_usage: true } });
    expect(attempts).toEqual([{ ...metered, purpose: 'reply', model: 'big', outcome: 'ok', durationMs: expect.any(Number) }]);
  });

  it('sends nothing before its first piece is asked for', async () => {
    const { wire, model, request } = await open([tells('a')]);
    model.stream(request());
    expect(await readAll(model.stream(request()))).toEqual(['a']);
    expect(wire.requests).toHaveLength(1);
  });

  it('is complete once it has a finish, however the connection ends', async () => {
    for (const end of ['end', 'stall', 'reset'] as const) {
      const { model, request, attempts } = await open([streams([piece('Yes.'), finish('stop')], end)], { idleMs: 40 });
      expect(await readAll(model.stream(request()))).toEqual(['Yes.']);
      expect(attempts).toMatchObject([{ outcome: 'ok', prompt: 0 }]);
    }
  });

  it('is read past comments, empty events and chunks that say nothing', async () => {
    const odd = [
      ': still here\n\n',
      event({}),
      event('null'),
      event({ choices: null }),
      event({ choices: [{ delta: { content: null } }] }),
    ];
    const { model, request } = await open([streams([...odd, piece('Yes.'), event({ choices: [{ delta: null }] }), finish('stop'), done])]);
    expect(await readAll(model.stream(request()))).toEqual(['Yes.']);
  });

  it('leaves out what a local model thinks first', async () => {
    const { model, request } = await open([tells('<thi', 'nk>They want', ' ideas</th', 'ink>\n\n', 'Who is', ' it for?')]);
    expect(await readAll(model.stream(request()))).toEqual(['Who is', ' it for?']);
  });

  it('waits for a slow reader without taking its slowness for the server’s', async () => {
    const { model, request } = await open([tells('a', 'b')], { idleMs: 50 });
    const texts: string[] = [];
    for await (const text of model.stream(request())) {
      texts.push(text);
      // Longer than the silence that is allowed, and on this side.
      const startMs = performance.now();
      while (performance.now() - startMs < 80);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(texts).toEqual(['a', 'b']);
  });
});

describe('a reply that breaks off', () => {
  const broken: [string, WireReply, string][] = [
    ['without a finish', streams([piece('Who '), piece('is')]), 'truncated'],
    ['without a finish, yet “done”', streams([piece('Who '), piece('is'), done]), 'truncated'],
    ['in the middle of an event', streams([piece('Who '), piece('is'), 'data: {"id":"x","cho']), 'unavailable'],
    ['with a line that is no JSON', streams([piece('Who '), piece('is'), 'data: {oops}\n\n', finish('stop')]), 'unavailable'],
    ['with its socket', streams([piece('Who '), piece('is')], 'reset'), 'unavailable'],
    ['with an error of the server', streams([piece('Who '), piece('is'), event({ error: { message: 'x' } })]), 'unavailable'],
    ['with a limit of the server', streams([piece('Who '), piece('is'), event({ error: { message: 'x', code: 429 } })]), 'rate-limit'],
    ['at its longest', streams([piece('Who '), piece('is'), finish('length'), usageEvent, done]), 'length'],
    ['at a filter', streams([piece('Who '), piece('is'), finish('content_filter'), done]), 'content-filter'],
  ];
  it.each(broken)('is a failure after what was given, and not begun again: %s', async (_, reply, kind) => {
    const { wire, model, request, attempts } = await open([reply, tells('again')]);
    expect(await readUntilFailure(model.stream(request()))).toMatchObject({ text: 'Who is', kind });
    expect(wire.requests).toHaveLength(1);
    expect(attempts).toMatchObject([{ outcome: kind }]);
  });

  it('costs what the server says it cost', async () => {
    const { model, request, attempts } = await open([streams([piece('Who'), finish('length'), usageEvent, done])]);
    expect((await readUntilFailure(model.stream(request()))).error.usage).toEqual(metered);
    expect(attempts).toMatchObject([metered]);
  });

  it('by standing still is given up after the silence that is allowed', async () => {
    const { wire, model, request } = await open([streams([piece('Who')], 'stall')], { idleMs: 40 });
    const { text, error } = await readUntilFailure(model.stream(request()));
    expect({ text, message: error.message, kind: error.kind }).toEqual({
      text: 'Who',
      message: 'The answer stood still for 0.04 s.',
      kind: 'timeout',
    });
    await wire.released();
  });

  it('by a deadline in its middle is a timeout', async () => {
    const { wire, model, request } = await open([streams([piece('Who')], 'stall')]);
    expect(await readUntilFailure(model.stream(request({ deadlineMs: 300 })))).toMatchObject({ text: 'Who', kind: 'timeout' });
    await wire.released();
  });
});

describe('a stream that gave nothing', () => {
  const passing: [string, WireReply][] = [
    ['a server that fails', failure(500, { message: 'oops' })],
    ['a page', html(200)],
    ['a socket that breaks', reset],
    ['an end without a word', streams([])],
    ['an error before the first word', streams([event({ error: { message: 'overloaded' } })])],
    ['a break before the first word', streams([event({ choices: [{ delta: { role: 'assistant' } }] })], 'reset')],
  ];
  it.each(passing)('is begun again: %s', async (_, reply) => {
    const { wire, model, request, attempts } = await open([reply, tells('Who?')]);
    expect(await readAll(model.stream(request()))).toEqual(['Who?']);
    expect(wire.requests).toHaveLength(2);
    expect(attempts.map(({ outcome }) => outcome === 'ok')).toEqual([false, true]);
  });

  it('is begun again when it stands still before its first word', async () => {
    const { model, request, attempts } = await open([silence, streams([], 'stall'), tells('Who?')], { timeoutMs: 300 });
    expect(await readAll(model.stream(request()))).toEqual(['Who?']);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout', 'ok']);
  });

  const refusal = event({ choices: [{ delta: { refusal: 'I can’t.' } }] });
  const lasting: [string, WireReply, string][] = [
    ['a refusal', streams([refusal, finish('stop'), usageEvent, done]), 'refusal'],
    ['a filter', streams([finish('content_filter'), done]), 'content-filter'],
    ['a finish without a word', streams([finish('stop'), done]), 'invalid-output'],
    ['thoughts without an end', streams([piece('<think>Hm'), finish('length'), done]), 'length'],
    ['no quota', streams([event({ error: { message: 'pay', code: 'insufficient_quota' } })]), 'quota'],
    ['a wrong key', failure(401, { message: 'no' }), 'auth'],
    ['a long prompt', failure(400, { message: 'long', code: 'context_length_exceeded' }), 'context-length'],
  ];
  it.each(lasting)('is not begun again: %s', async (_, reply, kind) => {
    const { wire, model, request, attempts } = await open([reply]);
    expect(await readUntilFailure(model.stream(request()))).toMatchObject({ text: '', kind });
    expect(wire.requests).toHaveLength(1);
    expect(attempts).toMatchObject([{ outcome: kind }]);
  });
});

describe('a reader who has enough', () => {
  it('calls it off in the middle: it ends at once as aborted', async () => {
    const { wire, model, request, attempts } = await open([streams([piece('Who')], 'stall')]);
    const stop = new AbortController();
    const read = async () => {
      for await (const text of model.stream(request({ signal: stop.signal }))) {
        expect(text).toBe('Who');
        setImmediate(() => stop.abort(new Error('the host has left')));
      }
    };
    expect(await kindOf(read())).toBe('aborted');
    expect(attempts).toMatchObject([{ outcome: 'aborted' }]);
    await wire.released();
  });

  it('calls it off while a piece is in hand: no other comes', async () => {
    const { model, request } = await open([tells('Who ', 'is it?')]);
    const stop = new AbortController();
    const texts: string[] = [];
    const read = async () => {
      for await (const text of model.stream(request({ signal: stop.signal }))) {
        texts.push(text);
        stop.abort();
      }
    };
    expect(await kindOf(read())).toBe('aborted');
    expect(texts).toEqual(['Who ']);
  });

  it('before the first word sends nothing', async () => {
    const { wire, model, request } = await open([tells('Who?')]);
    expect(await kindOf(readAll(model.stream(request({ signal: AbortSignal.abort() }))))).toBe('aborted');
    expect(wire.requests).toHaveLength(0);
  });

  it('leaves the loop: the socket is let go, and the meter knows', async () => {
    const { wire, model, request, attempts } = await open([streams([piece('Who')], 'stall')]);
    for await (const text of model.stream(request())) {
      expect(text).toBe('Who');
      break;
    }
    expect(attempts).toMatchObject([{ outcome: 'aborted' }]);
    await wire.released();
  });
});
