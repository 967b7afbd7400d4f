import type { Log } from '../ports/log.ts';
import { text, tree } from './read-json.ts';
import { clientOptions, SlackClient } from './slack-client.ts';

/** A team's token, which changes while calls are under way. */
export interface TeamTokens {
  current(): string;
  /** Slack does not take this token: another one if there is one by now. */
  refused(used: string, code: string): Promise<string | undefined>;
}

const refusals = new Set(['token_expired', 'token_revoked', 'invalid_auth', 'account_inactive']);

/** Calls Slack with whatever token counts at that moment. A call that was refused for its token had no effect: it is made once more with the next. */
export function createTeamClient(tokens: TeamTokens, apiUrl: string | undefined, log: Log): SlackClient {
  const call: typeof fetch = async (input, init) => {
    const send = (token: string) => fetch(input, { ...init, headers: { ...(init?.headers as object), Authorization: `Bearer ${token}` } });
    const used = tokens.current();
    const response = await send(used);
    const code = await refusalOf(response);
    const next = code === undefined ? undefined : await tokens.refused(used, code);
    return next === undefined ? response : send(next);
  };
  return new SlackClient(undefined, { ...clientOptions(apiUrl, log), fetch: call });
}

async function refusalOf(response: Response): Promise<string | undefined> {
  if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) return undefined;
  const body = await response.clone().text();
  if (!body.includes('"ok":false')) return undefined;
  try {
    const code = text(tree(JSON.parse(body)).error);
    return refusals.has(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
