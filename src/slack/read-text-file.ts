import type { OutboxContent, OutboxRow } from '../ports/outbox.ts';
import { attachText } from '../turns/attach-text.ts';
import type { Sent } from './sent.ts';
import type { SlackContext } from './slack-context.ts';

type FileRow = OutboxRow & { content: Extract<OutboxContent, { kind: 'read-file' }> };

const timeoutMs = 10_000;
const maxBytes = 1_000_000;

/** Reads a text file with the bot's token. What can't be read is logged and left: the message itself is stored already. */
export async function readTextFile(slack: SlackContext, row: FileRow): Promise<Sent> {
  const { content, orgId, channelId } = row;
  const text = isOfSlack(slack, content.address) ? await download(slack, content.address) : undefined;
  if (text === undefined) slack.log.warn({ workshopId: row.workshopId, slackTs: content.slackTs }, 'a text file could not be read');
  else await attachText(slack.deps, { orgId, channelId, slackTs: content.slackTs }, { name: content.name, text });
  return { slackTs: null };
}

/** The token goes to Slack and to nobody else, whatever address an event names. */
function isOfSlack({ identity, client }: SlackContext, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host } = new URL(address);
  if (protocol === 'https:' && (hostname === 'files.slack.com' || hostname.endsWith('.slack.com'))) return true;
  return host === new URL(client.slackApiUrl).host && host === new URL(identity.teamUrl).host;
}

async function download({ token, log }: SlackContext, address: string): Promise<string | undefined> {
  try {
    const answer = await fetch(address, {
      headers: { authorization: `Bearer ${token()}` },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Without the scope Slack answers with its sign-in page instead of an error.
    if (!answer.ok || (answer.headers.get('content-type') ?? '').includes('text/html')) return undefined;
    return await readBounded(answer.body);
  } catch (error) {
    log.warn({ err: error }, 'a text file could not be fetched');
    return undefined;
  }
}

/** Whatever size the event has named. */
async function readBounded(body: ReadableStream<Uint8Array> | null): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
