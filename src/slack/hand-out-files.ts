import { type PackView, viewPack } from '../turns/view-pack.ts';
import { findPost } from './find-post.ts';
import { messageUrl } from './permalinks.ts';
import { list, text, tree } from './read-json.ts';
import { type SendingRow, type Sent, Undeliverable } from './sent.ts';
import type { SlackContext } from './slack-context.ts';
import { maxFilesPerPost, type Upload, uploadFiles } from './upload-files.ts';

export const markdownFileName = 'build-pack.md';

/** The pack in every format in the thread of the newest step, in one post. What could not be made is named there; the rest is whole. */
export async function handOutFiles(slack: SlackContext, row: SendingRow, buildPackId: string): Promise<Sent> {
  const pack = await viewPack(slack.deps, row.workshopId, buildPackId, (place) => messageUrl(slack.identity, place));
  if (!pack) throw new Undeliverable('no_pack');
  const { files, failed } = await pack.files();
  for (const { name, error } of failed) slack.log.error({ err: error, name, row: row.id }, 'a file of a build pack could not be made');
  const uploads = files.map(({ picture, ...file }) => ({ ...file, ...picture, name: file.name.replace(/^.*\//, '') }));
  const isWhole = (upload: Upload) => upload.name.startsWith('build-pack.');
  const chosen = [...uploads.filter(isWhole), ...uploads.filter((one) => one.alt !== undefined)];
  const comment = [
    `The build pack of “${pack.title}”.`,
    ...(chosen.length > maxFilesPerPost ? ['The other pictures are in the zip.'] : []),
    ...(failed.length > 0
      ? [`I could not make ${failed.map(({ name }) => name).join(', ')} this time; “/workshop export” tries again.`]
      : []),
  ].join(' ');
  await uploadPack(slack, row, pack, { comment, uploads: chosen });
  return { slackTs: null };
}

/** Once, as far as Slack lets us find out: files carry no metadata, so that after a lost answer their names are looked for. */
export async function uploadPack(
  { client, identity }: SlackContext,
  row: SendingRow,
  pack: PackView,
  { comment, uploads }: { comment: string; uploads: readonly Upload[] },
): Promise<void> {
  const place = { channelId: row.channelId, threadTs: pack.newestStep?.threadTs ?? null };
  if (row.doubtful) {
    const names = uploads.map((upload) => upload.name);
    const isOurs = (message: Record<string, unknown>) =>
      message.user === identity.botUserId &&
      Number(message.ts) * 1_000 >= row.createdAt.getTime() &&
      list(message.files).some((file) => names.includes(text(tree(file).name)));
    if (await findPost(client, place, row.createdAt, isOurs)) return;
  }
  await uploadFiles(client, place, comment.replace(/[&<>]/g, ''), uploads, row.hold);
}
