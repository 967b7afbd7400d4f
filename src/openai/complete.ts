import type { z } from 'zod';
import { ModelError } from '../ports/model.ts';
import { askServer } from './ask-server.ts';
import { buildBody, type ChatBody, type Prompt } from './build-body.ts';
import type { Quirks } from './create-quirks.ts';
import type { Call } from './open-call.ts';
import { type LooseCompletion, NO_USAGE, readAnswer, readUsage } from './read-answer.ts';
import { askForShape, describeShape, type Flaw, readShape } from './structured.ts';

/** See `Model.text`. */
export function completeText(call: Call, prompt: Prompt, quirks: Quirks): Promise<string> {
  const write = () => buildBody(prompt, quirks.of(call.model));
  return complete(call, quirks, write, (text) => {
    if (text === '') throw new ModelError('invalid-output', 'The model said nothing.');
    return text;
  });
}

/** See `Model.object`. A flawed answer gets one chance to be put right, within the same deadline. */
export async function completeObject<T>(
  call: Call,
  prompt: Prompt,
  quirks: Quirks,
  { schema, name }: { schema: z.ZodType<T>; name: string },
): Promise<T> {
  const shape = describeShape(schema, name);
  let flaw: Flaw | undefined;
  const write = () => {
    const flags = quirks.of(call.model);
    const messages = askForShape(prompt.messages, shape, flags, flaw);
    return buildBody({ ...prompt, messages, ...(shape.format ? { format: shape.format } : {}) }, flags);
  };
  for (let isRepair = false; ; isRepair = true) {
    try {
      return await complete(call, quirks, write, (text) => {
        const read = readShape(shape, text);
        if (read.ok) return read.value;
        flaw = read.flaw;
        throw read.error;
      });
    } catch (error) {
      if (isRepair || call.purpose === 'intent' || !flaw || !(error instanceof ModelError) || error.kind !== 'invalid-output') throw error;
      // A server that took the schema and answers in prose only pretends to know it.
      if (!flaw.isJson && flaw.text !== '' && shape.format) quirks.add(call.model, 'no-json-schema');
    }
  }
}

function complete<T>(call: Call, quirks: Quirks, write: () => ChatBody, read: (text: string) => T): Promise<T> {
  let body = write();
  return askServer<LooseCompletion | null | undefined, T>(call, {
    send({ signal }) {
      body = write();
      return call.gateway.client.chat.completions.create({ ...body, stream: false }, { signal });
    },
    usageOf: (completion) => (completion?.usage ? readUsage(completion.usage) : NO_USAGE),
    read: (completion) => read(readAnswer(completion)),
    learn: (error) => quirks.learn(error, body),
  });
}
