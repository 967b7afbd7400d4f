import { withoutMention } from '../../facilitator/guided/take-turn.ts';
import type { TurnWork } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { isNote } from '../../workshop/fact-words.ts';
import { type Asker, type Deps, requirePermission } from '../use-case.ts';
import { readRemember, rememberWords } from './remember.ts';

type Message = TurnWork['messages'][number];

/** What a message that is addressed to the bot asks to be remembered; an edited one asks for it in its new words. */
export function spokenMemory(message: Pick<Message, 'content' | 'metadata' | 'userId' | 'deletedAt'>): string | undefined {
  if (message.metadata.addressed !== true || !message.userId || message.deletedAt) return undefined;
  return readRemember(withoutMention(message.content));
}

/** `@bot remember that we only work in German`: kept as its author's words, answered by a ✅. Once per wording. */
export async function rememberSpoken(deps: Deps, work: TurnWork): Promise<void> {
  const { workshop, step, members, messages } = work;
  const now = deps.clock.now();
  for (const message of messages) {
    const text = spokenMemory(message);
    const { userId } = message;
    if (message.flagged && !text) await dropNote(deps, work, message);
    if (!text || !userId) continue;
    const isOutsider = members.some((member) => member.userId === userId && member.role === 'viewer');
    const { orgId, channelId } = workshop;
    const asker: Asker = { orgId, channelId, userId, isOutsider, key: `remember:${message.id}:${message.editedAt?.getTime() ?? 0}` };
    await deps.store
      .inWorkshop(workshop.id, async (tx) => {
        if (!(await tx.takeReceipt(asker.key))) return;
        await requirePermission(tx, asker, 'contribute');
        await rememberWords(tx, message, text, 'workshop', now);
        if (message.slackTs) await tx.post({ kind: 'react', slackTs: message.slackTs, name: 'white_check_mark' });
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof RuleBreach)) throw error;
        // Corrected or forgotten since: an edit of the old words brings nothing back.
        if (message.flagged) return;
        await deps.store.inWorkshop(workshop.id, async (tx) => {
          if (await tx.takeReceipt(`${asker.key}:refused`))
            await tx.post({ kind: 'whisper', userId, stepId: step.stepId, text: error.says });
        });
      });
  }
}

/** Edited into something else: it asks for nothing to be remembered any more. */
async function dropNote(deps: Deps, { workshop, step }: TurnWork, message: Message): Promise<void> {
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    const note = (await tx.knownFacts(step.contextId)).find(
      (fact) => fact.messageId === message.id && isNote(fact.key) && !fact.isInherited,
    );
    if (note && note.scope !== 'team') await tx.supersedeFact(note, deps.clock.now());
  });
}
