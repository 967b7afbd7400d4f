import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { bench } from './stand-in-slack.ts';

/** One message that somebody writes in a thread. */
export interface Said {
  channel: string;
  threadTs: string;
  ts: string;
  userId: string;
  text: string;
}

export interface LoadResult {
  sent: number;
  refused: number;
  /** Milliseconds from the moment at which a request was due to its answer, so that a queue in front of a slow server is seen. */
  ackMs: number[];
}

/** Sends each message when it is due, whether earlier ones are answered or not (open loop), signed as Slack signs. */
export async function sendSigned(url: string, messages: readonly Said[], perSecond: number): Promise<LoadResult> {
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const result: LoadResult = { sent: 0, refused: 0, ackMs: [] };
  const startMs = performance.now();
  const waiting = new Set<Promise<void>>();
  for (const [index, message] of messages.entries()) {
    const dueMs = startMs + (index * 1_000) / perSecond;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 1) await wait(earlyMs);
    const sending: Promise<void> = sendOne(agent, url, message)
      .then((status) => {
        result.sent += 1;
        if (status === 200) result.ackMs.push(performance.now() - dueMs);
        else result.refused += 1;
      })
      .catch(() => {
        result.refused += 1;
      })
      .finally(() => waiting.delete(sending));
    waiting.add(sending);
  }
  await Promise.all(waiting);
  await agent.close();
  return result;
}

async function sendOne(agent: Agent, url: string, message: Said): Promise<number> {
  const body = JSON.stringify(eventOf(message));
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac('sha256', bench.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const { statusCode, body: answer } = await request(url, {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature },
    body,
  });
  await answer.dump();
  return statusCode;
}

function eventOf({ channel, threadTs, ts, userId, text }: Said): object {
  return {
    type: 'event_callback',
    team_id: bench.teamId,
    api_app_id: 'ABENCH',
    event_id: `Ev${ts.replace('.', '')}`,
    event_time: Math.floor(Number(ts)),
    authorizations: [{ team_id: bench.teamId, user_id: bench.botUserId, is_bot: true }],
    event: {
      type: 'message',
      channel,
      user: userId,
      team: bench.teamId,
      text,
      ts,
      thread_ts: threadTs,
      parent_user_id: bench.botUserId,
      event_ts: ts,
      channel_type: 'channel',
    },
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
