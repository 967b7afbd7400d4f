import { ModelError, type ModelErrorKind, type ModelUsage } from '../ports/model.ts';
import { createRetries, Relearned, readFailure } from './ask-server.ts';
import { buildBody, type Prompt } from './build-body.ts';
import type { Quirks } from './create-quirks.ts';
import { type Attempt, type Call, openAttempt } from './open-call.ts';
import { checkEnd, type LooseChunk, readUsage } from './read-answer.ts';
import { readAbort, readError } from './read-error.ts';
import { createThinkingStripper } from './strip-thinking.ts';

/** After the finish only the usage is waited for, and that not for long. */
const MAX_USAGE_WAIT_MS = 2_000;

export interface StreamSettings {
  quirks: Quirks;
  idleMs: number;
}

/** See `Model.stream`. Nothing begins before the first piece is asked for; leaving the loop early lets go of the socket at once. */
export async function* streamText(open: () => Call, prompt: Prompt, settings: StreamSettings): AsyncGenerator<string, void, undefined> {
  const call = open();
  const retries = createRetries(call);
  try {
    for (;;) {
      let isGiven = false;
      try {
        for await (const text of streamOnce(call, prompt, settings)) {
          isGiven = true;
          yield text;
        }
        return;
      } catch (error) {
        if (isGiven) throw readError(error, call);
        await retries(error);
      }
    }
  } finally {
    call.close();
  }
}

/** What a stream has told so far. */
interface Progress {
  isGiven: boolean;
  isRefusal: boolean;
  finishReason: string | undefined;
  usage: ModelUsage | undefined;
}

async function* streamOnce(call: Call, prompt: Prompt, { quirks, idleMs }: StreamSettings): AsyncGenerator<string, void, undefined> {
  const attempt = await openAttempt(call);
  const body = buildBody(prompt, quirks.of(call.model));
  const progress: Progress = { isGiven: false, isRefusal: false, finishReason: undefined, usage: undefined };
  // What it stays when the reader goes away in the middle.
  let outcome: 'ok' | ModelErrorKind = 'aborted';
  try {
    const stream = await call.gateway.client.chat.completions.create({ ...body, stream: true }, { signal: attempt.signal });
    yield* readTexts(stream, attempt, progress, idleMs);
    // The SDK ends an aborted stream as if it were complete.
    if (attempt.signal.aborted && !progress.finishReason) throw readAbort(attempt.signal);
    checkEnd(progress.finishReason, progress.isRefusal);
    if (!progress.isGiven) throw new ModelError('invalid-output', 'The model said nothing.');
    outcome = 'ok';
  } catch (thrown) {
    const error = readFailure(call, attempt, thrown, progress.usage);
    outcome = error.kind;
    throw quirks.learn(thrown, body) ? new Relearned(error) : error;
  } finally {
    attempt.close(outcome, progress.usage);
  }
}

/** The clock runs only while the server is waited for, not while the reader does something with a piece. */
async function* readTexts(
  stream: AsyncIterable<unknown>,
  attempt: Attempt,
  progress: Progress,
  idleMs: number,
): AsyncGenerator<string, void, undefined> {
  const chunks = stream[Symbol.asyncIterator]();
  const show = createThinkingStripper();
  for (;;) {
    if (progress.finishReason) attempt.arm(Math.min(idleMs, MAX_USAGE_WAIT_MS), 'No usage came after the answer.');
    else if (progress.isGiven) attempt.arm(idleMs, `The answer stood still for ${idleMs / 1_000} s.`);
    const next = await readNext(chunks, progress);
    if (next.done) return;
    const text = show(readChunk(next.value as LooseChunk | null, progress));
    if (text === '') continue;
    progress.isGiven = true;
    attempt.disarm();
    yield text;
  }
}

/** An answer that has finished is complete, however the connection ends. */
async function readNext(chunks: AsyncIterator<unknown>, progress: Progress): Promise<IteratorResult<unknown, unknown>> {
  try {
    return await chunks.next();
  } catch (error) {
    if (progress.finishReason) return { done: true, value: undefined };
    throw error;
  }
}

function readChunk(chunk: LooseChunk | null, progress: Progress): string {
  if (chunk?.usage) progress.usage = readUsage(chunk.usage);
  const choice = chunk?.choices?.[0];
  if (choice?.finish_reason) progress.finishReason = choice.finish_reason;
  if (choice?.delta?.refusal) progress.isRefusal = true;
  const content = choice?.delta?.content;
  return typeof content === 'string' ? content : '';
}
