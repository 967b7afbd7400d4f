import type { App } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Log } from '../ports/log.ts';
import { handleAction } from './handle-action.ts';
import { handleCommand } from './handle-command.ts';
import { handleEvent } from './handle-event.ts';
import { captureShortcut, handleShortcut } from './handle-shortcut.ts';
import { handleView } from './handle-view.ts';
import { formCallbackId } from './render-form.ts';
import type { SlackContext } from './slack-context.ts';
import { teamOfBody } from './team-of-body.ts';
import type { Teams } from './teams.ts';

export const commandName = '/workshop';

/** It is logged once of each that nothing is done for it. */
const maxStrangers = 1_000;

/**
 * One listener a kind, for each more of them makes every acknowledgement slower; what came is told apart inside. Here, and nowhere
 * behind, it is decided which workspace something is for.
 */
export function registerListeners(app: App, teams: Teams, log: Log): void {
  const strangers = new LRUCache<string, true>({ max: maxStrangers });
  /** What is for a workspace without the app is nobody's: it is acknowledged, so that it does not come again. */
  const forTeam = async (body: unknown, ack: (() => Promise<void>) | undefined, work: (slack: SlackContext) => Promise<void>) => {
    const slack = await teams.ofBody(body);
    if (slack) return work(slack);
    const { teamId = '' } = teamOfBody(body);
    if (!strangers.has(teamId)) log.info({ team: teamId }, 'something of a workspace that the app is not installed in');
    strangers.set(teamId, true);
    await ack?.();
  };
  app.error(async (error) => {
    throw error;
  });
  app.event(/./, async ({ body }) => {
    if (!(await teams.takeRemoval(body))) await forTeam(body, undefined, (slack) => handleEvent(slack, body));
  });
  app.command(commandName, async ({ body, ack }) =>
    forTeam(body, ack, (slack) => handleCommand(slack, body, (content) => ack(content as Parameters<typeof ack>[0]))),
  );
  app.action(/./, async ({ body, ack }) => forTeam(body, ack, (slack) => handleAction(slack, body, () => ack())));
  app.view(formCallbackId, async ({ body, ack }) =>
    forTeam(body, ack, (slack) => handleView(slack, body, (content) => ack(content as never))),
  );
  app.shortcut(captureShortcut, async ({ body, ack }) => forTeam(body, ack, (slack) => handleShortcut(slack, body, () => ack())));
}
