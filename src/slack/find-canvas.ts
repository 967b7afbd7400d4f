import { list, text, tree } from './read-json.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

/** Clocks differ, and a row is older than its canvas. */
const slackMs = 120_000;
const maxFiles = 200;
const kinds = new Set(['quip', 'canvas']);
/** The app may not look for files. */
const blind = new Set(['missing_scope', 'unknown_method', 'not_allowed_token_type', 'access_denied']);

export interface FoundCanvas {
  id: string;
  /** Its channel can read it; otherwise nobody can. */
  isShared: boolean;
}

/**
 * After a making whose answer was lost: the canvas of that title which the app has made for this channel since, or which it has not
 * shared yet. Undefined also where it may not look: one canvas too many is better than none. Rejects when Slack asks to wait.
 */
export async function findCanvas(
  { client, identity }: SlackContext,
  { channelId, title, since }: { channelId: string; title: string; since: Date },
): Promise<FoundCanvas | undefined> {
  // Which types there are to ask for is documented in several ways, so that all are looked at.
  const wanted = { user: identity.botUserId, ts_from: String(Math.floor((since.getTime() - slackMs) / 1_000)), count: maxFiles };
  try {
    const { files } = await client.files.list(wanted);
    const found = list(files)
      .map(tree)
      .filter((file) => kinds.has(text(file.filetype)) && text(file.title) === title)
      .map((file) => ({ id: text(file.id), places: [...list(file.channels), ...list(file.groups)].map(String) }));
    const ours = found.find(({ places }) => places.includes(channelId)) ?? found.find(({ places }) => places.length === 0);
    return ours && { id: ours.id, isShared: ours.places.length > 0 };
  } catch (error) {
    const failure = readFailure(error);
    if (failure.kind !== 'refused' || !blind.has(failure.code)) throw error;
    return undefined;
  }
}
