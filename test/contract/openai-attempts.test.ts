import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ModelSettings } from '../../src/openai/model-settings.ts';
import { failure, html, json, metered, openWire, reset, says, silence, streams, type Wire, type WireReply } from '../support/wire.ts';
import { failureOf, kindOf, readAll, SECRET_WORDS, watchModel } from '../support/wire-model.ts';

const wires: Wire[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const wire of wires.splice(0)) await wire.close();
});

async function open(replies: WireReply[], settings: Partial<ModelSettings> = {}) {
  const wire = await openWire(...replies);
  wires.push(wire);
  return { wire, ...watchModel(wire.baseUrl, settings) };
}

describe('one question to a server', () => {
  it('is asked in Chat Completions, with the key, the model of its purpose and a bound on the answer', async () => {
    const { wire, model, request, attempts } = await open([says(' A summary. ')]);
    expect(await model.text(request({ purpose: 'summary' }))).toBe('A summary.');
    expect(wire.requests).toHaveLength(1);
    expect(wire.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-test-0123456789abcdef' },
      body: {
        model: 'small',
        stream: false,
        max_completion_tokens: 500,
        messages: [{ role: 'system' }, { role: 'user', content: SECRET_WORDS }],
      },
    });
    expect(attempts).toEqual([{ ...metered, purpose: 'summary', model: 'small', outcome: 'ok', durationMs: expect.any(Number) }]);
  });

  it('costs nothing where the server does not say what it cost', async () => {
    const { model, request, attempts } = await open([says('Yes.', { usage: null })]);
    await model.text(request());
    expect(attempts[0]).toMatchObject({ outcome: 'ok', prompt: 0, completion: 0, cached: 0, reasoning: 0 });
  });

  it('does not fail because the meter does', async () => {
    const { model, request, lines } = await open([says('Yes.')]);
    const onAttempt = () => {
      throw new Error('no disk');
    };
    expect(await model.text(request({ onAttempt }))).toBe('Yes.');
    expect(lines).toMatchObject([{ level: 'error', text: 'The meter failed' }]);
  });
});

describe('a passing failure', () => {
  const passing: [string, WireReply][] = [
    ['429', failure(429, { message: 'slow down', code: 'rate_limit_exceeded' })],
    ['429 with a date gone by', failure(429, { message: 'slow down' }, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })],
    ['500', failure(500, { message: 'oops' })],
    ['502 as a page', html(502)],
    ['503 with an empty body', json(503, '')],
    ['408', failure(408, { message: 'too slow' })],
    ['a page instead of JSON', html(200)],
    ['JSON that ends too soon', json(200, '{"id":"x","choi')],
    ['an empty body', json(200, '')],
    ['no choices', json(200, { id: 'x', object: 'chat.completion', choices: [], usage: null })],
    ['choices that are null', json(200, { id: 'x', choices: null })],
    ['an answer without a finish', says('Half of', { finish: null })],
    ['a finish of “error”', says('', { finish: 'error' })],
    ['a socket that breaks before the headers', reset],
    [
      'a socket that breaks within the body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":', () => setImmediate(() => response.socket?.destroy()));
      },
    ],
  ];
  it.each(passing)('is tried again: %s', async (_, reply) => {
    const { wire, model, request, attempts } = await open([reply, says('Back.')]);
    expect(await model.text(request())).toBe('Back.');
    expect(wire.requests).toHaveLength(2);
    expect(attempts.map(({ outcome }) => outcome === 'ok')).toEqual([false, true]);
  });

  it('is tried three times in all, and then named', async () => {
    const { wire, model, request, attempts } = await open([failure(500, { message: SECRET_WORDS })]);
    expect(await kindOf(model.text(request()))).toBe('unavailable');
    expect(wire.requests).toHaveLength(3);
    expect(attempts).toHaveLength(3);
  });

  it('includes a kept connection that the server has closed meanwhile', async () => {
    const { wire, model, request } = await open([says('One.')]);
    await model.text(request());
    // The socket goes at the moment of the second request.
    wire.answer(reset, says('Two.'));
    expect(await model.text(request())).toBe('Two.');
  });

  it('includes a server that nobody listens at', async () => {
    const { wire, model, request } = await open([says('One.')]);
    await wire.close();
    wires.pop();
    const error = await failureOf(model.text(request()));
    expect(error).toMatchObject({ kind: 'unavailable', message: 'No connection to the server (ECONNREFUSED).' });
  });
});

describe('a server that says when to come back', () => {
  const gaps = [
    ['retry-after-ms', '60'],
    ['retry-after', '0.06'],
  ] as const;
  it.each(gaps)('is asked no sooner: %s', async (header, value) => {
    const { wire, model, request } = await open([failure(429, { message: 'slow' }, { [header]: value }), says('Now.')]);
    const answer = model.text(request());
    await wire.reached(1);
    const startMs = performance.now();
    expect(await answer).toBe('Now.');
    expect(performance.now() - startMs).toBeGreaterThan(50);
  });

  it('is not waited for when it asks for more than we wait', async () => {
    const { wire, model, request } = await open([failure(429, { message: 'slow' }, { 'retry-after': '21' })]);
    expect(await failureOf(model.text(request({ deadlineMs: 60_000 })))).toMatchObject({ kind: 'rate-limit', retryAfterMs: 21_000 });
    expect(wire.requests).toHaveLength(1);
  });

  it('is not waited for when the deadline comes first', async () => {
    const { wire, model, request } = await open([failure(503, { message: 'busy' }, { 'retry-after': '15' })]);
    expect(await failureOf(model.text(request({ deadlineMs: 10_000 })))).toMatchObject({ kind: 'unavailable', retryAfterMs: 15_000 });
    expect(wire.requests).toHaveLength(1);
  });
});

describe('a lasting failure', () => {
  const tooLong = 'This model’s maximum context length is 8192 tokens';
  const lasting: [string, WireReply, string][] = [
    ['no quota', failure(429, { message: 'pay', code: 'insufficient_quota', type: 'insufficient_quota' }), 'quota'],
    ['payment required', failure(402, { message: 'pay' }), 'quota'],
    ['a wrong key', failure(401, { message: 'Incorrect API key: sk-test****cdef', code: 'invalid_api_key' }), 'auth'],
    ['a forbidden model', failure(403, { message: 'no' }), 'auth'],
    ['a model that is gone', failure(404, { message: 'no model', code: 'model_not_found' }), 'bad-request'],
    ['a prompt that is too long', failure(400, { message: 'long', code: 'context_length_exceeded' }), 'context-length'],
    ['a prompt that is too long, in words', failure(400, { message: tooLong }), 'context-length'],
    ['a filtered prompt', failure(400, { message: SECRET_WORDS, code: 'content_filter' }), 'content-filter'],
    ['a refused request', failure(400, { message: `bad input: ${SECRET_WORDS}`, param: 'messages[1].content' }), 'bad-request'],
    ['a refusal', says(null, { refusal: 'I can’t help with that.' }), 'refusal'],
    ['a filtered answer', says('Half', { finish: 'content_filter' }), 'content-filter'],
    ['an answer without an end', says('And so on', { finish: 'length' }), 'length'],
    ['an answer that is null', says(null), 'invalid-output'],
    ['an answer that is blank', says(' \n'), 'invalid-output'],
  ];
  it.each(lasting)('is not tried again: %s', async (_, reply, kind) => {
    const { wire, model, request, attempts } = await open([reply]);
    expect(await kindOf(model.text(request()))).toBe(kind);
    expect(wire.requests).toHaveLength(1);
    expect(attempts).toMatchObject([{ outcome: kind }]);
  });

  it('costs what the server says it cost', async () => {
    const { model, request, attempts } = await open([says('And so on', { finish: 'length' })]);
    expect(await failureOf(model.text(request()))).toMatchObject({ usage: metered });
    expect(attempts).toMatchObject([{ ...metered, outcome: 'length' }]);
  });

  it('is one clear line until the model answers again, however many turns meet it', async () => {
    const gone = failure(404, { message: 'The model `big` does not exist', code: 'model_not_found' });
    const { wire, model, request, lines } = await open([gone]);
    for (let turns = 0; turns < 3; turns += 1) expect(await kindOf(model.text(request()))).toBe('bad-request');
    const warnings = () => lines.filter(({ level }) => level === 'warn');
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.text).toContain('The model cannot be used: The server knows no model “big”');
    wire.answer(says('Hello.'));
    await model.text(request());
    wire.answer(gone);
    await kindOf(model.text(request()));
    expect(warnings()).toHaveLength(2);
  });

  it('is logged without the words of a prompt and without the key, except what the server said at debug', async () => {
    const echo = failure(400, { message: `you sent ${SECRET_WORDS} with sk-test-0123456789abcdef` });
    const { model, request, lines } = await open([echo]);
    await kindOf(model.text(request()));
    const text = (wanted: (level: string) => boolean) => JSON.stringify(lines.filter(({ level }) => wanted(level)));
    expect(text((level) => level !== 'debug')).not.toContain(SECRET_WORDS);
    expect(text((level) => level === 'debug')).toContain(SECRET_WORDS);
    expect(text(() => true)).not.toContain('sk-test');
  });
});

describe('time', () => {
  it('ends an attempt that no answer comes to, and the next may succeed', async () => {
    const { wire, model, request, attempts } = await open([silence, says('Late.')], { timeoutMs: 400 });
    expect(await model.text(request())).toBe('Late.');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 'ok']);
    expect(wire.requests).toHaveLength(2);
  });

  it('ends an attempt whose body stands still', async () => {
    const stalled: WireReply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":');
    };
    const { model, request } = await open([stalled], { timeoutMs: 40, policy: { attempts: 1 } });
    expect(await failureOf(model.text(request()))).toMatchObject({ kind: 'timeout', message: 'No answer within 0.04 s.' });
  });

  it('ends the call at its deadline, whatever attempts are left, and lets go of the socket', async () => {
    const { wire, model, request, attempts } = await open([silence]);
    const error = await failureOf(model.text(request({ deadlineMs: 50 })));
    expect(error).toMatchObject({ kind: 'timeout', message: 'The deadline passed before there was an answer.' });
    expect(attempts).toMatchObject([{ outcome: 'timeout' }]);
    await wire.released();
  });
});

describe('a call that is called off', () => {
  it('before it begins sends nothing', async () => {
    const { wire, model, request, attempts } = await open([says('Hello.')]);
    expect(await kindOf(model.text(request({ signal: AbortSignal.abort() })))).toBe('aborted');
    expect(wire.requests).toHaveLength(0);
    expect(attempts).toEqual([]);
  });

  it('while it waits for the answer ends at once and lets go of the socket', async () => {
    const { wire, model, request, attempts } = await open([silence]);
    const stop = new AbortController();
    const answer = kindOf(model.text(request({ signal: stop.signal })));
    await wire.reached(1);
    stop.abort();
    expect(await answer).toBe('aborted');
    expect(attempts).toMatchObject([{ outcome: 'aborted' }]);
    await wire.released();
  });

  it('while it waits for its next attempt ends at once', async () => {
    const { wire, model, request } = await open([failure(429, { message: 'slow' }, { 'retry-after': '15' })]);
    const stop = new AbortController();
    const answer = kindOf(model.text(request({ signal: stop.signal, onAttempt: () => setImmediate(() => stop.abort()) })));
    expect(await answer).toBe('aborted');
    expect(wire.requests).toHaveLength(1);
  });
});

describe('places', () => {
  it('are limited; some more calls wait, and those beyond are refused without a request', async () => {
    const { wire, model, request } = await open([silence], { parallel: 1, policy: { queue: 1 } });
    const stop = new AbortController();
    const calls = [1, 2].map(() => kindOf(model.text(request({ signal: stop.signal }))));
    await wire.reached(1);
    expect(await kindOf(model.text(request()))).toBe('busy');
    expect(wire.requests).toHaveLength(1);
    stop.abort();
    expect(await Promise.all(calls)).toEqual(['aborted', 'aborted']);
  });

  it('go to the next in line when one is left, also past those who have gone', async () => {
    const { wire, model, request } = await open([silence], { parallel: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = kindOf(model.text(request({ signal: first.signal })));
    await wire.reached(1);
    const two = kindOf(model.text(request({ signal: second.signal })));
    const three = model.text(request());
    second.abort();
    expect(await two).toBe('aborted');
    wire.answer(says('Three.'));
    first.abort();
    expect(await one).toBe('aborted');
    expect(await three).toBe('Three.');
    expect(wire.requests).toHaveLength(2);
  });

  it('are given back after a stream that its reader left', async () => {
    const { wire, model, request } = await open([streams(['data: {"choices":[{"delta":{"content":"a"}}]}\n\n'], 'stall')], { parallel: 1 });
    for await (const text of model.stream(request())) {
      expect(text).toBe('a');
      break;
    }
    await wire.released();
    wire.answer(says('Free.'));
    expect(await model.text(request())).toBe('Free.');
  });
});

describe('nothing is left behind', () => {
  it('whatever comes of a call: no clock, and no ear on the caller’s signal', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    const piece = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';
    const { wire, model, request } = await open([says('Yes.')], { policy: { attempts: 1, breakAfter: 99 } });
    const { signal } = new AbortController();
    await model.text(request({ signal }));
    for (const reply of [failure(500, {}), reset, says(null), failure(401, {})]) {
      wire.answer(reply);
      await failureOf(model.text(request({ signal })));
      await failureOf(readAll(model.stream(request({ signal }))));
    }
    wire.answer(streams([piece], 'stall'));
    for await (const _ of model.stream(request({ signal }))) break;
    await failureOf(readAll(model.stream(request({ signal, deadlineMs: 100 }))));
    await wire.released();
    const long = set.mock.calls.flatMap(([, ms], index) => ((ms ?? 0) >= 5_000 ? [set.mock.results[index]?.value] : []));
    expect(long.length).toBeGreaterThan(20);
    const ended = new Set<unknown>(cleared.mock.calls.map(([timer]) => timer));
    expect(long.filter((timer) => !ended.has(timer))).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('the breaker', () => {
  const down = failure(503, { message: 'down' });
  /** A model whose server has just failed five times in a row. */
  async function openBroken(settings: Partial<ModelSettings> = {}) {
    vi.useFakeTimers({ toFake: ['Date'] });
    const opened = await open([down], { ...settings, policy: { attempts: 1, halfOpenAfterMs: 15_000 } });
    for (let calls = 0; calls < 5; calls += 1) expect(await kindOf(opened.model.text(opened.request()))).toBe('unavailable');
    return opened;
  }
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it('opens after five failures in a row: nothing more is sent', async () => {
    const { wire, model, request, attempts, lines } = await openBroken();
    expect(await kindOf(model.text(request()))).toBe('breaker-open');
    expect(wire.requests).toHaveLength(5);
    expect(attempts).toHaveLength(5);
    expect(lines.filter(({ level }) => level === 'warn').map(({ text }) => text)).toEqual([
      'The model does not answer: nobody asks it for a while',
    ]);
  });

  it('lets one call find out later, and the model is back by itself', async () => {
    const { wire, model, request, lines } = await openBroken({ parallel: 1 });
    pass(14_000);
    expect(await kindOf(model.text(request()))).toBe('breaker-open');
    pass(1_000);
    wire.answer(says('Back.'));
    expect(await model.text(request())).toBe('Back.');
    expect(await Promise.all([1, 2, 3].map(() => model.text(request())))).toEqual(['Back.', 'Back.', 'Back.']);
    expect(lines.at(-1)).toMatchObject({ level: 'info', text: 'The model answers again' });
  });

  it('refuses the others while that one finds out, and stays open when it fails', async () => {
    const { wire, model, request } = await openBroken();
    pass(15_000);
    const late: (() => void)[] = [];
    wire.answer((response, asked) => late.push(() => down(response, asked)));
    const scout = kindOf(model.text(request()));
    await wire.reached(6);
    expect(await kindOf(model.text(request()))).toBe('breaker-open');
    late[0]?.();
    expect(await scout).toBe('unavailable');
    wire.answer(says('Back.'));
    expect(await kindOf(model.text(request()))).toBe('breaker-open');
    pass(15_000);
    expect(await model.text(request())).toBe('Back.');
  });

  it('learns the same from streams', async () => {
    const { wire, model, request } = await openBroken();
    pass(15_000);
    wire.answer(streams([], 'end'));
    expect(await kindOf(readAll(model.stream(request())))).toBe('truncated');
    expect(await kindOf(readAll(model.stream(request())))).toBe('breaker-open');
    expect(wire.requests).toHaveLength(6);
  });

  it('counts no failure that a server which is up may give, and none across a success', async () => {
    const replies: WireReply[] = [];
    for (let rounds = 0; rounds < 3; rounds += 1) replies.push(down, down, down, failure(400, { message: 'no' }));
    for (let rounds = 0; rounds < 3; rounds += 1) replies.push(failure(401, { message: 'no' }), failure(400, { message: 'no' }));
    const { wire, model, request } = await open([...replies, says('Up.')], { policy: { attempts: 1 } });
    for (let calls = 0; calls < replies.length; calls += 1) await failureOf(model.text(request()));
    expect(await model.text(request())).toBe('Up.');
    expect(wire.requests).toHaveLength(19);
  });

  it('that opens in the middle of a call leaves it the reason', async () => {
    const { wire, model, request } = await open([down], { policy: { attempts: 3, breakAfter: 2 } });
    expect(await kindOf(model.text(request()))).toBe('unavailable');
    expect(wire.requests).toHaveLength(2);
  });
});
