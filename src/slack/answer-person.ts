import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import { replyTo } from '../turns/offered-breach.ts';
import { traceForPerson } from '../turns/trace.ts';
import type { Reply } from '../turns/use-case.ts';
import { Conflict, NotFound, RuleBreach } from '../workshop/errors.ts';
import { type Phrase, phrase } from '../workshop/phrase.ts';
import type { Rendered } from './blocks.ts';
import type { AnswerAddress } from './parse-interaction.ts';
import { renderReply } from './render-reply.ts';

const answerTimeoutMs = 5_000;

/**
 * What to tell somebody whose request did not work: the rule's own sentence, or one with a trace that operators find in the log. That one
 * promises nothing: a database that went away during a commit may have done it.
 */
export function explainError(error: unknown, log: Log): Phrase {
  if (error instanceof RuleBreach) return error.says;
  if (error instanceof Conflict)
    return phrase`Somebody else was a moment faster. Look at what is there now, and try again if it is still needed.`;
  if (error instanceof NotFound) return phrase`That does not exist any more. The newest card in the channel shows where we are.`;
  const trace = traceForPerson();
  log.error({ trace, err: error }, 'a request failed');
  return phrase`Something went wrong on my side (trace ${trace}). Please check whether it went through, and try again if it didn't.`;
}

/** The same with the way out that a refusal may offer. */
export function explainToPerson(error: unknown, log: Log): Reply {
  return error instanceof RuleBreach ? replyTo(error) : { text: explainError(error, log) };
}

/** Answers one person, in the place of the message whose button they pressed if only they see that one. Failing to answer fails nothing else. */
export async function answerPerson(client: WebClient, log: Log, address: AnswerAddress, reply: Reply): Promise<void> {
  const { text, blocks } = renderReply(reply);
  const isDone =
    address.responseUrl !== undefined &&
    (await postAnswer(log, address.responseUrl, {
      ...toMessage({ text, ...(blocks ? { blocks } : {}) }),
      response_type: 'ephemeral',
      replace_original: address.isEphemeral,
      ...(address.threadTs ? { thread_ts: address.threadTs } : {}),
    }));
  if (isDone) return;
  await client.chat
    .postEphemeral({
      channel: address.channelId,
      user: address.userId,
      text,
      ...(blocks ? { blocks } : {}),
      ...(address.threadTs ? { thread_ts: address.threadTs } : {}),
    })
    .catch((error: unknown) => log.warn({ error: String(error) }, 'an answer did not reach its person'));
}

/** Takes away a message that only this person sees, once its button has done its work. */
export async function removeAnswered(log: Log, address: AnswerAddress): Promise<void> {
  if (address.isEphemeral && address.responseUrl) await postAnswer(log, address.responseUrl, { delete_original: true });
}

export function toMessage({ text, blocks }: Rendered): Record<string, unknown> {
  return { text, ...(blocks ? { blocks } : {}) };
}

async function postAnswer(log: Log, url: string, message: Record<string, unknown>): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    if (response.ok) return true;
    log.warn({ status: response.status }, 'a response url did not take the answer');
  } catch (error) {
    log.warn({ error: String(error) }, 'a response url could not be reached');
  }
  return false;
}
