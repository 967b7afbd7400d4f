import { afterEach, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/openai/check-model.ts';
import type { ModelSettings } from '../../src/openai/model-settings.ts';
import { failure, html, json, openWire, says, silence, type Wire, type WireReply } from '../support/wire.ts';
import { modelSettings, TEST_KEY } from '../support/wire-model.ts';

const wires: Wire[] = [];
afterEach(async () => {
  for (const wire of wires.splice(0)) await wire.close();
});

/** Answers the list of models with one thing, and a call with another. */
async function open(list: WireReply, call: WireReply, settings: Partial<ModelSettings> = {}) {
  const wire = await openWire((response, request) => (request.path === '/v1/models' ? list : call)(response, request));
  wires.push(wire);
  return { wire, settings: modelSettings(wire.baseUrl, settings) };
}

const models = (...ids: string[]) => json(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });
const gone = failure(404, { message: 'no such model', code: 'model_not_found' });

describe('the look at the models before work begins', () => {
  it('has nothing to say when the server lists them', async () => {
    const { wire, settings } = await open(models('big', 'small', 'other'), gone);
    expect(await checkModel(settings)).toBeUndefined();
    expect(wire.requests).toHaveLength(1);
  });

  it('asks a model itself that is not on the list: it may be an alias', async () => {
    const { wire, settings } = await open(models('big'), says('Yes.'));
    expect(await checkModel(settings)).toBeUndefined();
    expect(wire.requests.map(({ path, body }) => [path, body?.model])).toEqual([
      ['/v1/models', undefined],
      ['/v1/chat/completions', 'small'],
    ]);
  });

  it('names a model that is gone, and what it is for', async () => {
    const { settings } = await open(models('big'), gone);
    expect(await checkModel(settings)).toMatch(
      /^The model “small” \(for extract, summary\) cannot be used: The server knows no model “small”, .* Workshops are led without it meanwhile\.$/,
    );
  });

  it('does not mind how a model objects to the question, as long as it is there', async () => {
    const { settings } = await open(html(404), failure(400, { message: 'max_completion_tokens is too low' }));
    expect(await checkModel(settings)).toBeUndefined();
  });

  it('names a key that is not accepted, without the key', async () => {
    const { settings } = await open(failure(401, { message: TEST_KEY }), failure(401, { message: TEST_KEY }));
    const sentence = await checkModel(settings);
    expect(sentence).toContain('does not accept OPENAI_API_KEY');
    expect(sentence).not.toContain(TEST_KEY);
  });

  it('names a server that is not there', async () => {
    const { wire, settings } = await open(silence, silence);
    await wire.close();
    wires.pop();
    expect(await checkModel(settings)).toContain('No connection to the server (ECONNREFUSED)');
  });

  it('does not wait for long', async () => {
    const { wire, settings } = await open(silence, silence);
    expect(await checkModel(settings, 40)).toContain('No answer within 0.04 s.');
    await wire.released();
  });
});
