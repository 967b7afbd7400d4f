import { createHash, randomUUID } from 'node:crypto';
import { text, tree } from './read-json.ts';

const shownChars = 12;

/** What all that comes of a body of Slack's is called in logs: its event's id, or a few letters of what only this command or press has. */
export function traceOf(body: unknown): string {
  const { event_id: eventId, trigger_id: triggerId } = tree(body);
  if (text(eventId)) return text(eventId).slice(0, 2 * shownChars);
  const seed = text(triggerId) || randomUUID();
  return createHash('sha256').update(seed).digest('hex').slice(0, shownChars);
}
