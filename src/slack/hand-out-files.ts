import type { OutboxRow } from '../ports/outbox.ts';
import { type PackView, viewPack } from '../turns/view-pack.ts';
import { findPost } from './find-post.ts';
import { messageUrl } from './permalinks.ts';
import { list, text, tree } from './read-json.ts';
import { type Sent, Undeliverable } from './sent.ts';
import type { SlackContext } from './slack-context.ts';

export const markdownFileName = 'build-pack.md';

/** The pack as two files in the thread of the newest step. */
export async function handOutFiles(slack: SlackContext, row: OutboxRow, buildPackId: string): Promise<Sent> {
  const pack = await viewPack(slack.deps, row.workshopId, buildPackId, (place) => messageUrl(slack.identity, place));
  if (!pack) throw new Undeliverable('no_pack');
  await uploadPack(slack, row, pack, [
    { filename: markdownFileName, content: pack.markdown },
    { filename: 'build-pack.json', content: pack.json },
  ]);
  return { slackTs: null };
}

/** Once, as far as Slack lets us find out: files carry no metadata, so that after a lost answer their names are looked for. */
export async function uploadPack(
  { client, identity }: SlackContext,
  row: OutboxRow,
  pack: PackView,
  files: { filename: string; content: string }[],
): Promise<void> {
  const threadTs = pack.newestStep?.threadTs ?? null;
  if (row.doubtful) {
    const names = files.map((file) => file.filename);
    const isOurs = (message: Record<string, unknown>) =>
      message.user === identity.botUserId &&
      Number(message.ts) * 1_000 >= row.createdAt.getTime() &&
      list(message.files).some((file) => names.includes(text(tree(file).name)));
    if (await findPost(client, { channelId: row.channelId, threadTs }, row.createdAt, isOurs)) return;
  }
  const place = threadTs ? { channel_id: row.channelId, thread_ts: threadTs } : { channel_id: row.channelId };
  const uploads = files.map(({ filename, content }) => ({ filename, file: Buffer.from(content, 'utf8'), title: filename }));
  await client.filesUploadV2({
    ...place,
    initial_comment: `The build pack of “${pack.title.replace(/[&<>]/g, '')}”.`,
    file_uploads: uploads,
  });
}
