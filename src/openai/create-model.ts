import type { Log } from '../ports/log.ts';
import type { Model, ModelRequest } from '../ports/model.ts';
import type { Prompt } from './build-body.ts';
import { completeObject, completeText } from './complete.ts';
import { createQuirks } from './create-quirks.ts';
import type { ModelSettings } from './model-settings.ts';
import { type Call, createGateway, openCall } from './open-call.ts';
import { streamText } from './stream-text.ts';

/**
 * The Model port over Chat Completions. Bounded in time, in parallel calls and in retries; when the server is gone it fails at once and
 * looks for it again by itself. The log says no word of a prompt, an answer or the key.
 */
export function createModel(settings: ModelSettings, log?: Log): Model {
  const gateway = createGateway(settings, log);
  const quirks = createQuirks(settings.flags, log);
  const nameOf: Model['nameOf'] = (purpose) => settings.models[purpose === 'intent' ? 'extract' : purpose];
  const promptOf = ({ purpose, messages }: ModelRequest): Prompt => ({
    model: nameOf(purpose),
    messages,
    outputTokens: settings.outputTokens,
    isSteady: purpose !== 'reply',
  });
  async function during<T>(request: ModelRequest, ask: (call: Call, prompt: Prompt) => Promise<T>): Promise<T> {
    const call = openCall(gateway, request.purpose, nameOf(request.purpose), request);
    try {
      return await ask(call, promptOf(request));
    } finally {
      call.close();
    }
  }

  return {
    nameOf,
    stream: (request) =>
      streamText(
        () => openCall(gateway, request.purpose, nameOf(request.purpose), request),
        { ...promptOf(request), isStreamed: true },
        { quirks, idleMs: settings.idleMs },
      ),
    text: (request) => during(request, (call, prompt) => completeText(call, prompt, quirks)),
    object: (request) => during(request, (call, prompt) => completeObject(call, prompt, quirks, request)),
  };
}
