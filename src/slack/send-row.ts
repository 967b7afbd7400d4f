import type { CardRow, OutboxContent } from '../ports/outbox.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Rendered } from './blocks.ts';
import { digestOf } from './digest-of.ts';
import { handOutFiles } from './hand-out-files.ts';
import { placePictures } from './place-pictures.ts';
import { blankCanvas, postCanvas, refreshCanvas } from './post-canvas.ts';
import { postMessage } from './post-message.ts';
import { readTextFile } from './read-text-file.ts';
import { renderCard } from './render-card.ts';
import { renderDirect } from './render-direct.ts';
import { type IsKnown, knows, phraseForLog } from './render-phrase.ts';
import { renderReply } from './render-reply.ts';
import { keyed, type SendingRow, type Sent, Undeliverable } from './sent.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

type RowOf<K extends OutboxContent['kind']> = SendingRow & { content: Extract<OutboxContent, { kind: K }> };

/** Sends one row. Rejects with the Web API's error, or with Undeliverable. Repeating it after a lost answer does it once, as far as Slack tells. */
export async function sendRow(slack: SlackContext, row: SendingRow): Promise<Sent> {
  const { content } = row;
  switch (content.kind) {
    case 'card':
      return sendCard(slack, { ...row, content });
    case 'say':
      return sendSay(slack, { ...row, content });
    case 'react':
      return sendReaction(slack, { ...row, content });
    case 'whisper':
      return sendWhisper(slack, { ...row, content });
    case 'direct':
      return sendDirect(slack, { ...row, content });
    case 'read-file':
      return readTextFile(slack, { ...row, content });
    case 'reply':
      throw new Undeliverable('another_lane');
    case 'pack':
      return content.inPlace ? refreshCanvas(slack, row, content.buildPackId) : postCanvas(slack, row, content.buildPackId);
    case 'blank-canvas':
      return blankCanvas(slack, content.canvasId);
    case 'pictures':
      return placePictures(slack, row, content.buildPackId);
    case 'files':
      return handOutFiles(slack, row, content.buildPackId);
  }
}

async function sendCard(slack: SlackContext, row: RowOf<'card'>): Promise<Sent> {
  const card = await slack.deps.store.card(row.content.cardId);
  if (!card) throw new Undeliverable('no_card');
  if (card.slackTs) return { slackTs: card.slackTs };
  // It stands there since an attempt that was not written down to its end; an edit brings it up to date.
  if (row.slackTs) return { slackTs: row.slackTs };
  const threadTs = await threadOfCard(slack, card);
  const message = await renderCard(slack, card);
  const slackTs = await postAndNote(slack, row, threadTs, message);
  // Perhaps it was found, as an earlier attempt had left it: then an edit brings it up to date.
  if (row.doubtful) return { slackTs };
  // Read before it was rendered: what is shown is this revision or a newer one.
  return { slackTs, shownRevision: card.wantedRevision, digest: digestOf(message) };
}

/** What it says is written down under the workshop's lock, which may take a while: where it stands is noted at once. */
async function postAndNote(slack: SlackContext, row: SendingRow, threadTs: string | null, message: Rendered): Promise<string> {
  const slackTs = await postMessage(slack, keyed(row, threadTs), message);
  await slack.deps.store.noteOutboxPost(row, slackTs).catch((error: unknown) => {
    slack.log.warn({ row: row.id, error: String(error) }, 'the address of a post was not noted');
  });
  return slackTs;
}

async function threadOfCard(slack: SlackContext, card: CardRow): Promise<string | null> {
  if (card.threadTs || card.kind === 'hub' || card.kind === 'step' || card.kind === 'finale' || !card.stepId) return card.threadTs;
  return requireThread(slack, card.workshopId, card.stepId);
}

/** Where a step's thread is. Throws Undeliverable when it was never opened. */
async function requireThread({ deps }: SlackContext, workshopId: string, stepId: StepId): Promise<string> {
  const threadTs = await deps.store.stepThread({ workshopId, stepId });
  if (!threadTs) throw new Undeliverable('no_thread');
  return threadTs;
}

async function membersOf({ deps }: SlackContext, workshopId: string): Promise<IsKnown> {
  const { members, contributors } = await deps.store.loadWorkshop(workshopId);
  return knows([...members.map((member) => member.userId), ...contributors]);
}

async function sendSay(slack: SlackContext, row: RowOf<'say'>): Promise<Sent> {
  const threadTs = await requireThread(slack, row.workshopId, row.content.stepId);
  const message = renderReply(row.content, await membersOf(slack, row.workshopId));
  const slackTs = row.slackTs ?? (await postAndNote(slack, row, threadTs, message));
  return { slackTs, text: phraseForLog(row.content.text) };
}

/** There already, or gone: what was wanted is so. */
const settledReactions = new Set(['already_reacted', 'no_reaction', 'message_not_found', 'no_item_specified', 'too_many_reactions']);

async function sendReaction({ client }: SlackContext, { channelId, content }: RowOf<'react'>): Promise<Sent> {
  const target = { channel: channelId, timestamp: content.slackTs, name: content.name };
  try {
    await (content.remove ? client.reactions.remove(target) : client.reactions.add(target));
  } catch (error) {
    if (!settledReactions.has(readFailure(error).code)) throw error;
  }
  return { slackTs: null };
}

/** At most once: nobody can look whether somebody saw it, and twice would be noise. */
async function sendWhisper(slack: SlackContext, row: RowOf<'whisper'>): Promise<Sent> {
  const { stepId, userId } = row.content;
  if (row.doubtful) return { slackTs: null };
  const threadTs = stepId ? await slack.deps.store.stepThread({ workshopId: row.workshopId, stepId }) : null;
  const { text, blocks } = renderReply(row.content);
  await row.hold();
  await slack.client.chat.postEphemeral({
    channel: row.channelId,
    user: userId,
    text,
    ...(blocks ? { blocks } : {}),
    ...(threadTs ? { thread_ts: threadTs } : {}),
  });
  return { slackTs: null };
}

async function sendDirect(slack: SlackContext, row: RowOf<'direct'>): Promise<Sent> {
  const { channel } = await slack.client.conversations.open({ users: row.content.userId });
  if (!channel?.id) throw new Undeliverable('no_direct_channel');
  return { slackTs: await postMessage(slack, { ...keyed(row, null), channelId: channel.id }, renderDirect(row.content, slack.identity)) };
}
