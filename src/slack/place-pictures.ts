import { type PackView, viewPack } from '../turns/view-pack.ts';
import { seenSince } from './find-post.ts';
import { messageUrl } from './permalinks.ts';
import { attempt, beforeOf, writeCanvas } from './post-canvas.ts';
import { list, text, tree } from './read-json.ts';
import { type SendingRow, type Sent, Undeliverable } from './sent.ts';
import type { SlackContext } from './slack-context.ts';
import { maxFilesPerPost, type Upload, uploadFiles } from './upload-files.ts';

const comment = 'What came of it, in pictures.';

/** Posts the pictures that were never posted, all in one post, and puts them on the canvas. Where Slack refuses that, it stays without them. */
export async function placePictures(slack: SlackContext, row: SendingRow, buildPackId: string): Promise<Sent> {
  const { deps, identity, log } = slack;
  const pack = await viewPack(deps, row.workshopId, buildPackId, (place) => messageUrl(identity, place));
  if (!pack) throw new Undeliverable('no_pack');
  // Meanwhile it was made anew: that one brings its own.
  if (!pack.isShown || !pack.newestStep) return { slackTs: null };
  const { files, failed } = await pack.newPictures();
  for (const { name, error } of failed) log.error({ err: error, name, row: row.id }, 'a picture of a build pack could not be made');
  const uploads = files.slice(0, maxFilesPerPost).map(({ name, content, picture }) => ({ name, content, ...picture }));
  if (uploads.length > 0) {
    const { threadTs } = pack.newestStep;
    const shared = await attempt(() => shareOnce(slack, row, threadTs, uploads));
    if (shared.failure) log.warn({ code: shared.failure.code }, 'the pictures of a build pack could not be uploaded');
    else {
      const content = pack.withPictures(shared.value);
      // Written down before anything else can go wrong: they are not posted again.
      await deps.store.inWorkshop(row.workshopId, (tx) => tx.updateBuildPack(buildPackId, { content }));
      await place(slack, row, pack, content);
    }
  } else if (row.attempts > 1) await place(slack, row, pack, pack.canvasMarkdown);
  return { slackTs: null };
}

async function place({ client, log }: SlackContext, row: SendingRow, pack: PackView, markdown: string): Promise<void> {
  const { canvasId } = pack;
  if (!canvasId) return;
  const placed = await attempt(() => writeCanvas(client, canvasId, markdown, beforeOf(row, pack)));
  if (placed.failure) log.warn({ code: placed.failure.code }, 'a canvas stays without its pictures');
}

/** Their addresses. After a lost answer they are looked for by their names, which nothing else has. */
async function shareOnce(
  { client, identity }: SlackContext,
  row: SendingRow,
  threadTs: string | null,
  uploads: readonly Upload[],
): Promise<readonly string[]> {
  const target = { channelId: row.channelId, threadTs };
  if (row.doubtful || row.attempts > 1) {
    for await (const message of seenSince(client, target, row.createdAt)) {
      if (message === 'blind') break;
      const found = message.user === identity.botUserId ? list(message.files).map(tree) : [];
      if (uploads.every(({ name }) => found.some((file) => text(file.name) === name))) return found.map((file) => text(file.permalink));
    }
  }
  return uploadFiles(client, target, comment, uploads, row.hold);
}
