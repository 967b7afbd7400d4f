import type { App } from '@slack/bolt';
import type { EventLanes } from './event-lanes.ts';
import { text, tree } from './read-json.ts';

/**
 * Gives a body to the app and acknowledges it at the right moment (G-03). Bolt acknowledges an event before its listener runs; here
 * that is held back until the listener has stored what it must, so that after a crash or an error Slack delivers the event again.
 * Commands, buttons and modals are acknowledged when their listener says so, for somebody is waiting; they are never delivered again.
 *
 * Resolves to whether somebody acknowledged. Rejects when the listener failed: then nothing must be acknowledged.
 */
export async function processDurably(
  app: App,
  lanes: EventLanes,
  body: unknown,
  answer: (content: unknown) => Promise<void>,
): Promise<boolean> {
  const payload = tree(body);
  const isEvent = payload.event !== undefined;
  // Signed nonsense, on which Bolt would fail each time that it is delivered again.
  if (isEvent && !text(tree(payload.event).type)) return false;
  let isAcknowledged = false;
  await lanes.run(isEvent ? laneOf(payload) : undefined, () =>
    app.processEvent({
      body: payload,
      ack: async (content) => {
        if (isAcknowledged) return;
        isAcknowledged = true;
        if (!isEvent) await answer(content);
      },
    }),
  );
  if (isEvent && isAcknowledged) await answer(undefined);
  return isAcknowledged;
}

function laneOf(payload: Record<string, unknown>): string | undefined {
  const event = tree(payload.event);
  const channel = text(event.channel) || text(tree(event.item).channel);
  // A channel that companies share has one id, whoever's name stands on what is said there.
  return channel || undefined;
}
