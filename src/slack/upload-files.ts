import type { WebClient } from '@slack/web-api';
import { list, text, tree } from './read-json.ts';
import { UploadFailed } from './slack-client.ts';

export interface Upload {
  name: string;
  content: Uint8Array | string;
  /** What people see instead of its name. */
  title?: string;
  /** What a picture shows, for those who can't see it. */
  alt?: string;
}

/** Slack shows at most so many in a post. */
export const maxFilesPerPost = 10;
const maxAltChars = 1_000;
const timeoutMs = 30_000;

/**
 * Shares files in one post, sent one after the other, and gives their addresses in the same order. The SDK's own way has no room for an
 * alternative text under the name that Slack reads. Rejects with the Web API's error, or with UploadFailed before anything is posted.
 * `hold` is called before they are shared, and may reject.
 */
export async function uploadFiles(
  client: WebClient,
  place: { channelId: string; threadTs: string | null },
  comment: string,
  uploads: readonly Upload[],
  hold: () => Promise<void>,
): Promise<string[]> {
  const sent: { id: string; title: string }[] = [];
  for (const upload of uploads.slice(0, maxFilesPerPost)) sent.push(await sendBytes(client, upload));
  const [first, ...others] = sent;
  if (!first) return [];
  await hold();
  const answer = await client.files.completeUploadExternal({
    files: [first, ...others],
    channel_id: place.channelId,
    ...(place.threadTs ? { thread_ts: place.threadTs } : {}),
    initial_comment: comment,
  });
  const addresses = new Map(list(tree(answer).files).map((file) => [text(tree(file).id), text(tree(file).permalink)]));
  return sent.map(({ id }) => addresses.get(id) ?? '');
}

async function sendBytes(client: WebClient, { name, content, title, alt }: Upload): Promise<{ id: string; title: string }> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const about = alt ? { alt_txt: alt.slice(0, maxAltChars) } : {};
  const ticket = await client.files.getUploadURLExternal({ filename: name, length: bytes.byteLength, ...about });
  await post(text(ticket.upload_url), bytes);
  return { id: text(ticket.file_id), title: title ?? name };
}

/** The address is a secret of its own: no token goes there. */
async function post(address: string, body: Uint8Array): Promise<void> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new UploadFailed(`upload_http_${answer.status}`);
  } catch (error) {
    throw error instanceof UploadFailed ? error : new UploadFailed('upload_lost', { cause: error });
  }
}
