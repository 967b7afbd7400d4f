import type { WebClient } from '@slack/web-api';
import { type PackView, viewPack } from '../turns/view-pack.ts';
import { editSections } from './edit-sections.ts';
import { type FoundCanvas, findCanvas } from './find-canvas.ts';
import { markdownFileName, uploadPack } from './hand-out-files.ts';
import { cutText, limits } from './limits.ts';
import { canvasUrl, messageUrl } from './permalinks.ts';
import { postMessage } from './post-message.ts';
import { keyed, type SendingRow, type Sent, Undeliverable } from './sent.ts';
import { type CallFailure, readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';
import { splitMarkdown } from './split-markdown.ts';

/**
 * The ladder on which a build pack reaches its team: the canvas it had before (0), a canvas tabbed in the channel (1), the channel's own
 * canvas if it has none (2; a person's is never touched), a canvas of its own that the channel may read (3), a file (4), posts (5).
 */
type Rung = 0 | 1 | 2 | 3 | 4 | 5;

/** Canvases are out of reach, or this content is: no other way of making one will do. */
const noCanvasAtAll = new Set([
  'canvas_disabled_user_team',
  'canvas_disabled_file_team',
  'unknown_method',
  'missing_scope',
  'not_allowed_token_type',
  'canvas_too_large',
  'canvas_creation_failed',
  'invalid_arguments',
]);
/** Somebody is writing in it: a moment later it works. */
const busy = new Set(['canvas_editing_locked']);
const partChars = limits.message.markdown - 1_000;

/** Posts the pack, writes down where it went, and has the cards that name it shown again. */
export async function postCanvas(slack: SlackContext, row: SendingRow, buildPackId: string): Promise<Sent> {
  const { store } = slack.deps;
  const pack = await viewPack(slack.deps, row.workshopId, buildPackId, (place) => messageUrl(slack.identity, place));
  if (!pack) throw new Undeliverable('no_pack');
  const { rung, canvasId, content } = await climb(slack, row, pack);
  await store.inWorkshop(row.workshopId, async (tx) => {
    await tx.updateBuildPack(buildPackId, { canvasStatus: `rung:${rung}`, ...(canvasId ? { canvasId, content } : {}) });
    await tx.wantCard('hub', null);
    if (tx.workshop.status === 'completed') await tx.wantCard('finale', null);
  });
  // Asked for in the middle of a workshop: there is no finale to carry the link.
  if (pack.workshop.status === 'completed' || !canvasId) return { slackTs: null };
  const text = `:page_facing_up: <${canvasUrl(slack.identity, canvasId)}|The build pack so far> is a canvas.`;
  return { slackTs: await postMessage(slack, keyed(row, pack.newestStep?.threadTs ?? null), { text }) };
}

/** The canvas that is there says what has changed since it was made; nothing else is made in its place, and nobody is told. */
export async function refreshCanvas({ client, deps, identity, log }: SlackContext, row: SendingRow, buildPackId: string): Promise<Sent> {
  const pack = await viewPack(deps, row.workshopId, buildPackId, (place) => messageUrl(identity, place));
  // Meanwhile it may have been made anew.
  if (!pack?.canvasId || !pack.isShown) return { slackTs: null };
  const { canvasId, canvasMarkdown: content } = pack;
  const tried = await attempt(() => writeCanvas(client, canvasId, content, beforeOf(row, pack)));
  if (tried.failure) log.warn({ code: tried.failure.code }, 'a canvas is not brought up to date');
  else await deps.store.inWorkshop(row.workshopId, (tx) => tx.updateBuildPack(buildPackId, { content }));
  return { slackTs: null };
}

type Reached = { rung: Rung; canvasId?: undefined; content?: undefined } | { rung: Rung; canvasId: string; content: string };

async function climb(slack: SlackContext, row: SendingRow, pack: PackView): Promise<Reached> {
  const { canvasMarkdown, plainCanvasMarkdown } = pack;
  // Somebody may have deleted a picture: then it goes without them.
  const canvas =
    (await makeCanvas(slack, row, pack, canvasMarkdown)) ??
    (plainCanvasMarkdown && (await makeCanvas(slack, row, pack, plainCanvasMarkdown)));
  if (canvas) return canvas;
  const file = { comment: `The build pack of “${pack.title}”.`, uploads: [{ name: markdownFileName, content: pack.markdown }] };
  const tried = await attempt(() => uploadPack(slack, row, pack, file));
  if (!tried.failure) return { rung: 4 };
  slack.log.warn({ code: tried.failure.code }, 'the build pack could not be uploaded; it is posted in parts');
  for (const [index, markdown] of splitMarkdown(pack.markdown, partChars).entries()) {
    // An attempt that ended half way has left the first parts there.
    const post = {
      ...keyed(row, pack.newestStep?.threadTs ?? null),
      key: `${row.id}:${index}`,
      doubtful: row.doubtful || row.attempts > 1,
    };
    await postMessage(slack, post, { markdown });
  }
  return { rung: 5 };
}

async function makeCanvas(
  slack: SlackContext,
  row: SendingRow,
  pack: PackView,
  markdown: string,
): Promise<{ rung: Rung; canvasId: string; content: string } | undefined> {
  const { client, log } = slack;
  const title = cutText(`Build pack: ${pack.title}`, limits.canvas.title);
  const document = { type: 'markdown' as const, markdown };
  const { channelId } = row;
  const { canvasId } = pack;
  // An attempt before this one may have made it and not have learnt so.
  const isAgain = row.doubtful || row.attempts > 1;
  const found = isAgain ? await findCanvas(slack, { channelId, title, since: row.createdAt }) : undefined;
  const rungs: [Rung, () => Promise<string>][] = [
    ...(canvasId ? [rungOf(0, () => writeCanvas(client, canvasId, markdown, beforeOf(row, pack)))] : []),
    ...(found ? [rungOf(found.isShared ? 1 : 3, () => takeUp(client, found, channelId, markdown))] : []),
    [1, async () => idOf(await client.canvases.create({ title, document_content: document, channel_id: channelId }))],
    [2, async () => idOf(await client.conversations.canvases.create({ channel_id: channelId, title, document_content: document }))],
    [3, () => createStandalone(slack, channelId, title, document)],
  ];
  for (const [rung, make] of rungs) {
    await row.hold();
    const tried = await attempt(make);
    if (!tried.failure) return { rung, canvasId: tried.value, content: markdown };
    log.warn({ rung, code: tried.failure.code, detail: 'detail' in tried.failure ? tried.failure.detail : '' }, 'no canvas on this rung');
    if (noCanvasAtAll.has(tried.failure.code)) return undefined;
  }
  return undefined;
}

/** What it held is gone for good; a canvas that is gone already is as good. */
export async function blankCanvas({ client }: SlackContext, canvasId: string): Promise<Sent> {
  try {
    await writeCanvas(client, canvasId, 'This workshop was erased.', undefined);
  } catch (error) {
    if (readFailure(error).code !== 'canvas_not_found') throw error;
  }
  return { slackTs: null };
}

type Document = { type: 'markdown'; markdown: string };

/** What it held when nothing can have gone wrong since: after a failed attempt nobody knows. */
export function beforeOf(row: SendingRow, { canvasBefore }: PackView): string | undefined {
  return row.doubtful || row.attempts > 1 ? undefined : canvasBefore;
}

/** The one place that has changed since `before`, where Slack lets us find it; all that it holds otherwise. */
export async function writeCanvas(client: WebClient, canvasId: string, markdown: string, before: string | undefined): Promise<string> {
  if (before !== undefined) {
    const edited = await attempt(() => editSections(client, canvasId, before, markdown));
    if (edited.value) return canvasId;
  }
  await client.canvases.edit({
    canvas_id: canvasId,
    changes: [{ operation: 'replace', document_content: { type: 'markdown', markdown } }],
  });
  return canvasId;
}

function rungOf(rung: Rung, make: () => Promise<string>): [Rung, () => Promise<string>] {
  return [rung, make];
}

/** One that was made before, as good as one that is made now. */
async function takeUp(client: WebClient, { id, isShared }: FoundCanvas, channelId: string, markdown: string): Promise<string> {
  if (!isShared) await share(client, id, channelId);
  return writeCanvas(client, id, markdown, undefined);
}

async function createStandalone({ client, log }: SlackContext, channelId: string, title: string, document: Document): Promise<string> {
  const canvasId = idOf(await client.canvases.create({ title, document_content: document }));
  try {
    await share(client, canvasId, channelId);
  } catch (error) {
    // Nobody could read it, and nobody would know that it is there.
    await client.canvases.delete({ canvas_id: canvasId }).catch((refused: unknown) => {
      log.warn({ err: refused, canvasId }, 'a canvas that nobody can read could not be taken away');
    });
    throw error;
  }
  return canvasId;
}

async function share(client: WebClient, canvasId: string, channelId: string): Promise<void> {
  await client.canvases.access.set({ canvas_id: canvasId, access_level: 'read', channel_ids: [channelId] });
}

function idOf(answer: { canvas_id?: string }): string {
  if (!answer.canvas_id) throw new Error('Slack made a canvas without an id');
  return answer.canvas_id;
}

/** A refusal is an answer that the next rung may differ on; anything that waiting helps is passed on to the outbox. */
export async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ value: T; failure?: undefined } | { value?: undefined; failure: CallFailure }> {
  try {
    return { value: await work() };
  } catch (error) {
    const failure = readFailure(error);
    if (failure.kind !== 'refused' || busy.has(failure.code)) throw error;
    return { failure };
  }
}
