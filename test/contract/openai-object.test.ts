import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ModelSettings } from '../../src/openai/model-settings.ts';
import { failure, html, json, metered, openWire, says, type Wire, type WireReply, type WireRequest } from '../support/wire.ts';
import { failureOf, kindOf, SECRET_WORDS, watchModel } from '../support/wire-model.ts';

const schema = z.object({
  problem: z.string().min(3),
  audience: z.string().nullable(),
  kind: z.enum(['challenge', 'persona']),
});
const good = { problem: 'Check-in takes long', audience: null, kind: 'challenge' as const };
const goodJson = JSON.stringify(good);

const wires: Wire[] = [];
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close();
});

async function open(replies: WireReply[], settings: Partial<ModelSettings> = {}) {
  const wire = await openWire(...replies);
  wires.push(wire);
  const watched = watchModel(wire.baseUrl, settings);
  const ask = (deadlineMs = 20_000) =>
    watched.model.object({ ...watched.request({ purpose: 'extract', deadlineMs }), schema, name: 'step' });
  return { wire, ...watched, ask };
}

/** The whole prompt of a request. */
const promptOf = (request: WireRequest | undefined): string => JSON.stringify(request?.body.messages);
const hasSchemaInPrompt = (request: WireRequest | undefined) => promptOf(request).includes('JSON Schema');

describe('a value of a shape', () => {
  it('is asked for with a strict schema, and steadily', async () => {
    const { wire, ask, attempts } = await open([says(goodJson)]);
    expect(await ask()).toEqual(good);
    expect(wire.requests[0]?.body).toMatchObject({
      model: 'small',
      temperature: 0.2,
      response_format: { type: 'json_schema', json_schema: { name: 'step', strict: true, schema: { additionalProperties: false } } },
    });
    expect(hasSchemaInPrompt(wire.requests[0])).toBe(false);
    expect(attempts).toMatchObject([{ ...metered, purpose: 'extract', model: 'small', outcome: 'ok' }]);
  });

  const wrapped: [string, string][] = [
    ['a code fence', `\`\`\`json\n${goodJson}\n\`\`\``],
    ['a fence without a language', `Here you are:\n\`\`\`\n${goodJson}\n\`\`\`\nAnything else?`],
    ['prose around it', `Sure! ${goodJson} I hope that helps.`],
    ['thoughts before it', `<think>{not this}</think>${goodJson}`],
    ['more than was asked for', JSON.stringify({ ...good, mood: 'hopeful' })],
  ];
  it.each(wrapped)('is found in %s', async (_, text) => {
    const { wire, ask } = await open([says(text)]);
    expect(await ask()).toEqual(good);
    expect(wire.requests).toHaveLength(1);
  });
});

describe('an answer of the wrong shape', () => {
  it('goes back once with what is wrong with it', async () => {
    const { wire, ask, attempts } = await open([says('{"problem":"no","audience":null,"kind":"epic"}'), says(goodJson)]);
    expect(await ask()).toEqual(good);
    const { messages, response_format } = wire.requests[1]?.body ?? {};
    expect(messages.slice(0, 2)).toEqual(wire.requests[0]?.body.messages);
    expect(messages[2]).toEqual({ role: 'assistant', content: '{"problem":"no","audience":null,"kind":"epic"}' });
    expect(messages[3]).toMatchObject({ role: 'user', content: expect.stringMatching(/expected string to have >=3[\s\S]*at problem/) });
    expect(response_format).toBeDefined();
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['invalid-output', 'ok']);
    expect(attempts[0]).toMatchObject(metered);
  });

  it('twice is given up; the error says where, not what', async () => {
    const { wire, ask } = await open([says(JSON.stringify({ problem: SECRET_WORDS, kind: SECRET_WORDS }))]);
    const error = await failureOf(ask());
    expect(error).toMatchObject({ kind: 'invalid-output', message: expect.stringContaining('kind invalid_value'), usage: metered });
    expect(wire.requests).toHaveLength(2);
  });

  it('that is nothing at all is asked for again', async () => {
    const { wire, ask } = await open([says(null), says(goodJson)]);
    expect(await ask()).toEqual(good);
    expect(wire.requests[1]?.body.messages.at(-2)).toEqual({ role: 'assistant', content: '(nothing)' });
    expect(wire.requests[1]?.body.response_format).toBeDefined();
  });

  it('is repeated to the model in part only when it is very long', async () => {
    const { wire, ask } = await open([says(`{"problem":"${'x'.repeat(50_000)}"`), says(goodJson)]);
    await ask();
    expect(promptOf(wire.requests[1]).length).toBeLessThan(8_000);
  });

  it('that shows a server which ignores schemas makes the next prompts carry them', async () => {
    const { wire, ask } = await open([says('The problem is that check-in takes long.'), says(goodJson)]);
    expect(await ask()).toEqual(good);
    expect(await ask()).toEqual(good);
    expect(wire.requests.map(hasSchemaInPrompt)).toEqual([false, true, true]);
    expect(wire.requests[2]?.body.response_format).toBeUndefined();
  });
});

describe('a server that does not know schemas', () => {
  const refusals: [string, WireReply][] = [
    ['in words', failure(400, { message: "'response_format.type' must be 'json_object' or 'text'" })],
    ['by the parameter', failure(400, { message: 'Unsupported', param: 'response_format', code: 'unsupported_value' })],
    ['as not processable', failure(422, { message: 'extra fields not permitted: response_format' })],
    ['by objecting to this schema', failure(400, { message: 'Invalid schema for step: minLength is not permitted' })],
    ['in the way of FastAPI', json(422, { detail: [{ loc: ['body', 'response_format'], msg: 'extra' }] })],
    ['without a word', json(400, '')],
  ];
  it.each(refusals)('gets them in the prompt, and is not asked again: %s', async (_, refusal) => {
    const { wire, ask, lines, attempts } = await open([refusal, says(goodJson)]);
    expect(await ask()).toEqual(good);
    expect(await ask()).toEqual(good);
    expect(wire.requests.map((request) => request.body.response_format !== undefined)).toEqual([true, false, false]);
    expect(wire.requests.map(hasSchemaInPrompt)).toEqual([false, true, true]);
    expect(wire.requests[1]?.body.messages).toMatchObject([{ role: 'system', content: /^You lead a workshop\./ }, { role: 'user' }]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['bad-request', 'ok', 'ok']);
    expect(lines.filter(({ level }) => level === 'info')).toMatchObject([{ details: { model: 'small', flag: 'no-json-schema' } }]);
  });

  it('does not use up the attempts of the call', async () => {
    const { ask } = await open([failure(400, { message: 'response_format' }), html(502), failure(500, {}), says(goodJson)]);
    expect(await ask()).toEqual(good);
  });

  it('is spared the refusal when it was set', async () => {
    const { wire, ask } = await open([says(goodJson)], { flags: ['no-json-schema'] });
    expect(await ask()).toEqual(good);
    expect(wire.requests.map(hasSchemaInPrompt)).toEqual([true]);
  });

  it('may need its answers put right as well', async () => {
    const { wire, ask } = await open([says('{"problem":1}'), says(goodJson)], { flags: ['no-json-schema'] });
    expect(await ask()).toEqual(good);
    expect(wire.requests.map(hasSchemaInPrompt)).toEqual([true, true]);
  });
});

describe('a server that does not know a parameter', () => {
  const unknown: [string, WireReply, string, unknown][] = [
    ['temperature', failure(400, { message: "Unsupported value: 'temperature'", param: 'temperature' }), 'temperature', undefined],
    ['max_completion_tokens', failure(422, { message: 'extra: max_completion_tokens' }), 'max_tokens', 500],
  ];
  it.each(unknown)('is asked without it from then on: %s', async (_, refusal, name, value) => {
    const { wire, ask } = await open([refusal, says(goodJson)]);
    expect(await ask()).toEqual(good);
    expect(await ask()).toEqual(good);
    expect(wire.requests.slice(1).map(({ body }) => body[name])).toEqual([value, value]);
  });

  it('learns several in one call, and never more often than there are', async () => {
    const grumble: WireReply = (response, request) => {
      const { temperature, max_completion_tokens, response_format } = request.body;
      const named = temperature
        ? 'temperature'
        : max_completion_tokens
          ? 'max_completion_tokens'
          : response_format
            ? 'response_format'
            : '';
      (named ? failure(400, { message: `unknown: ${named}` }) : says(goodJson))(response, request);
    };
    const { wire, ask } = await open([grumble]);
    expect(await ask()).toEqual(good);
    expect(wire.requests).toHaveLength(4);
    wire.answer(failure(400, { message: 'unknown: temperature, max_completion_tokens, response_format' }));
    expect(await kindOf(ask())).toBe('bad-request');
    expect(wire.requests).toHaveLength(5);
  });

  it('keeps what one model taught from the others', async () => {
    const { wire, ask, model, request } = await open([failure(400, { message: 'temperature' }), says(goodJson)]);
    await ask();
    wire.answer(says('Fine.'));
    await model.text(request({ purpose: 'eval' }));
    expect(wire.requests[2]?.body).toMatchObject({ model: 'big', temperature: 0.2 });
  });

  it('gets everything in turns of user and assistant when it has no system role', async () => {
    const { wire, ask } = await open([
      failure(500, { message: 'x' }),
      failure(500, { message: 'System role not supported' }),
      says(goodJson),
    ]);
    await ask();
    const { messages } = wire.requests[2]?.body ?? {};
    expect(messages).toEqual([{ role: 'user', content: `You lead a workshop.\n\n${SECRET_WORDS}` }]);
  });
});

describe('whatever goes wrong', () => {
  it('is a ModelError also for a schema that no server could take', async () => {
    const { wire, model, request } = await open([says('{}')]);
    const odd = z.object({ at: z.date() });
    expect(await kindOf(model.object({ ...request(), schema: odd, name: 'odd' }))).toBe('bad-request');
    expect(wire.requests).toHaveLength(0);
  });

  it('is a ModelError also for a schema that checks by asking elsewhere', async () => {
    const { model, request } = await open([says('{"a":"b"}')]);
    const slow = z.object({ a: z.string().refine(async () => true) });
    expect(await kindOf(model.object({ ...request(), schema: slow, name: 'slow' }))).toBe('bad-request');
  });

  it('asks by prompt for a shape that strict servers refuse', async () => {
    const { wire, model, request } = await open([says('{"a":"b"}')]);
    const loose = z.object({ a: z.string().optional() });
    expect(await model.object({ ...request(), schema: loose, name: 'loose' })).toEqual({ a: 'b' });
    expect(hasSchemaInPrompt(wire.requests[0])).toBe(true);
  });

  it('ends with the deadline of the whole, the second chance included', async () => {
    const { ask, wire } = await open([says('{}'), () => undefined]);
    expect(await kindOf(ask(300))).toBe('timeout');
    expect(wire.requests).toHaveLength(2);
    await wire.released();
  });

  it.each([
    ['refusal', says(null, { refusal: 'no' })],
    ['length', says('{"problem":"Check', { finish: 'length' })],
    ['content-filter', says(null, { finish: 'content_filter' })],
  ] as const)('gives no second chance to a %s', async (kind, reply) => {
    const { wire, ask } = await open([reply]);
    expect(await kindOf(ask())).toBe(kind);
    expect(wire.requests).toHaveLength(1);
  });
});
