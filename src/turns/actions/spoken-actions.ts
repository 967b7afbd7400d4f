import { withoutMention } from '../../facilitator/guided/take-turn.ts';
import type { TurnWork } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { parseSpokenVerb } from '../verbs.ts';
import { askAction } from './ask-action.ts';
import { type AskedAction, readAction } from './read-action.ts';

/** What a message that is addressed to the bot asks for in plain words; a verb is done at once and asks for nothing. An edit asks for nothing again. */
export function spokenAction(message: TurnWork['messages'][number], { workshop }: Pick<TurnWork, 'workshop'>): AskedAction | undefined {
  if (message.flagged || message.metadata.addressed !== true || !message.userId || message.deletedAt) return undefined;
  const said = withoutMention(message.content);
  return parseSpokenVerb(said, workshop.template) ? undefined : readAction(workshop.template, said);
}

/** `@bot let's start the persona over`: its card comes into the thread. A repetition of the turn asks for nothing twice. */
export async function offerSpokenActions(deps: Deps, work: TurnWork): Promise<void> {
  for (const message of work.messages) {
    const asked = spokenAction(message, work);
    if (asked && message.userId) await offerSpoken(deps, work, { id: message.id, userId: message.userId }, asked);
  }
}

/** Who may not ask, or asks for what can't be done, is told so alone. */
export async function offerSpoken(
  deps: Deps,
  { workshop, step, members }: Pick<TurnWork, 'workshop' | 'step' | 'members'>,
  message: { id: string; userId: string },
  asked: AskedAction,
): Promise<void> {
  const { orgId, channelId } = workshop;
  const isOutsider = members.some((member) => member.userId === message.userId && member.role === 'viewer');
  const asker: Asker = { orgId, channelId, userId: message.userId, isOutsider, key: `asked:${message.id}` };
  const reply = await askAction(deps, asker, { workshopId: workshop.id, stepId: step.stepId, ...asked }).catch((error: unknown): Reply => {
    if (error instanceof RuleBreach) return { text: error.says };
    throw error;
  });
  if (!reply) return;
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    if (!(await tx.takeReceipt(`${asker.key}:reply`))) return;
    const { text, buttons } = reply;
    await tx.post({ kind: 'whisper', userId: message.userId, stepId: step.stepId, text, ...(buttons ? { buttons } : {}) });
  });
}
