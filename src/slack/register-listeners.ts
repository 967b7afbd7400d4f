import type { App } from '@slack/bolt';
import { handleAction } from './handle-action.ts';
import { handleCommand } from './handle-command.ts';
import { handleEvent } from './handle-event.ts';
import { captureShortcut, handleShortcut } from './handle-shortcut.ts';
import { handleView } from './handle-view.ts';
import { formCallbackId } from './render-form.ts';
import type { SlackContext } from './slack-context.ts';

export const commandName = '/workshop';

/** One listener a kind, for each more of them makes every acknowledgement slower; what came is told apart inside. */
export function registerListeners(app: App, slack: SlackContext): void {
  app.error(async (error) => {
    throw error;
  });
  app.event(/./, async ({ body }) => handleEvent(slack, body));
  app.command(commandName, async ({ body, ack }) => handleCommand(slack, body, (content) => ack(content as Parameters<typeof ack>[0])));
  app.action(/./, async ({ body, ack }) => handleAction(slack, body, () => ack()));
  app.view(formCallbackId, async ({ body, ack }) => handleView(slack, body, (content) => ack(content as never)));
  app.shortcut(captureShortcut, async ({ body, ack }) => handleShortcut(slack, body, () => ack()));
}
