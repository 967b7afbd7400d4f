import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who the app is there. */
export const bench = {
  teamId: 'TBENCH',
  botUserId: 'UBOT',
  botId: 'BBOT',
  botToken: 'xoxb-bench',
  signingSecret: 'bench-secret-0123456789',
};

/** One message that the bot has posted, by whatever call. */
export interface Post {
  channel: string;
  threadTs: string;
  ts: string;
  /** The outbox row that it carries, from its metadata; undefined while it is streamed. */
  key: string | undefined;
}

export interface StandInSlack {
  apiUrl: string;
  modelUrl: string;
  posts: Post[];
  calls: Map<string, number>;
  /** How long the model thinks before it answers. */
  thinkMs: number;
  close(): Promise<void>;
}

/**
 * Just enough of Slack's Web API to post into, without any of its limits, and of Chat Completions to be answered by: what is measured
 * is the bot. The practice workspace is strict, and costs as much as the bot itself.
 */
export async function startStandInSlack(): Promise<StandInSlack> {
  const posts: Post[] = [];
  const byTs = new Map<string, Post>();
  const calls = new Map<string, number>();
  let lastTs = Date.now() * 1_000;
  const state = { thinkMs: 0 };

  const nextTs = () => {
    lastTs = Math.max(lastTs + 1, Date.now() * 1_000);
    return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`;
  };
  const keyIn = (args: Record<string, string>): string | undefined => {
    if (!args.metadata) return undefined;
    const { event_payload: payload } = JSON.parse(args.metadata) as { event_payload?: Record<string, unknown> };
    return payload ? String(Object.values(payload)[0]) : undefined;
  };
  const post = (args: Record<string, string>): object => {
    const made: Post = { channel: args.channel ?? '', threadTs: args.thread_ts ?? '', ts: nextTs(), key: keyIn(args) };
    posts.push(made);
    byTs.set(made.ts, made);
    return { ok: true, channel: made.channel, ts: made.ts };
  };
  const answerCall = (method: string, args: Record<string, string>): object => {
    calls.set(method, (calls.get(method) ?? 0) + 1);
    switch (method) {
      case 'auth.test':
        return {
          ok: true,
          team_id: bench.teamId,
          user_id: bench.botUserId,
          bot_id: bench.botId,
          user: 'pilot',
          url: 'https://bench.slack.com/',
        };
      case 'chat.postMessage':
      case 'chat.startStream':
        return post(args);
      case 'chat.stopStream': {
        const stopped = byTs.get(args.ts ?? '');
        if (stopped) stopped.key = keyIn(args);
        return { ok: true, channel: args.channel, ts: args.ts };
      }
      case 'users.info':
        return { ok: true, user: { id: args.user, team_id: bench.teamId, profile: { display_name: args.user }, tz: 'Europe/Berlin' } };
      case 'conversations.info':
        return { ok: true, channel: { id: args.channel, is_member: true } };
      case 'conversations.members':
        return { ok: true, members: [bench.botUserId, ...people] };
      default:
        return { ok: true, ts: args.ts, channel: args.channel };
    }
  };

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? '';
      if (path.startsWith('/v1/')) return answerModel(body, response, state.thinkMs);
      const args = Object.fromEntries(new URLSearchParams(body));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerCall(path.split('/').at(-1) ?? '', args)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    modelUrl: `http://127.0.0.1:${port}/v1`,
    posts,
    calls,
    get thinkMs() {
      return state.thinkMs;
    },
    set thinkMs(ms) {
      state.thinkMs = ms;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const people = ['UMAYA', 'UTOMAS', 'UAIKO', 'USAM', 'UROSA', 'ULENA', 'UJONAS', 'UEMIL'];

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const answer = 'Thank you. What happens just before that, on an ordinary Monday?';

interface Wish {
  stream?: boolean;
  model?: string;
  response_format?: { json_schema?: { schema?: { properties?: Record<string, unknown> } } };
}

/** Chat Completions: a sentence for whoever wants a stream, an object of empty lists for whoever wants one. */
function answerModel(body: string, response: ServerResponse, thinkMs: number): void {
  const wish = JSON.parse(body || '{}') as Wish;
  const common = { id: 'bench', created: 0, model: wish.model ?? 'bench' };
  const usage = { prompt_tokens: 1_000, completion_tokens: 20, total_tokens: 1_020 };
  setTimeout(() => {
    if (!wish.stream) {
      response.setHeader('content-type', 'application/json');
      const lists = Object.keys(wish.response_format?.json_schema?.schema?.properties ?? {}).map((key) => [key, []]);
      const message = { role: 'assistant', content: JSON.stringify(Object.fromEntries(lists)) };
      const choices = [{ index: 0, finish_reason: 'stop', message }];
      response.end(JSON.stringify({ ...common, object: 'chat.completion', choices, usage }));
      return;
    }
    response.setHeader('content-type', 'text/event-stream');
    const chunk = (delta: object, finish: string | null, more: object = {}) =>
      `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
    const last = `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [], usage })}\n\n`;
    response.end(`${chunk({ role: 'assistant', content: answer }, null)}${chunk({}, 'stop')}${last}data: [DONE]\n\n`);
  }, thinkMs);
}
