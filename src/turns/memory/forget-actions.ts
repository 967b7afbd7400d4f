import { z } from 'zod';
import type { Erasable } from '../../ports/erasure-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { joinPhrases, type Phrase, phrase } from '../../workshop/phrase.ts';
import { defineAction } from '../actions/action-definition.ts';
import { isRepeated, requirePermission } from '../use-case.ts';
import { erasePersonFrom, eraseWorkshop, sayForksFirst } from './erase-workshop.ts';

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function sayWhatGoes(title: string, { messages, people, results, facts, carried }: Erasable): Phrase {
  const memory = carried > 0 ? `, ${count(carried, 'of them', 'of them')} carried into later workshops` : '';
  return joinPhrases(
    [
      phrase`All of “${title}” is erased for good: ${count(messages, 'message')} by ${count(people, 'person', 'people')}, ${count(results, 'result')}, drafts, votes, what-was-when, the build packs that I keep, and ${count(facts + carried, 'thing')} that I remember from it${memory}.`,
      phrase`My posts here will say that it was erased, and its canvas is emptied.`,
      phrase`What people wrote in Slack and files that I posted stay in Slack until somebody deletes them there.`,
    ],
    ' ',
  );
}

/** A workshop with everything in it. */
export const forgetWorkshop = defineAction({
  id: 'forget',
  label: 'Erase the workshop',
  summary: 'erase the whole workshop for good, with everything that was said and decided in it',
  isDestructive: true,
  permission: 'steer',
  isForAnyStatus: true,
  words: [
    '(forget|erase|delete|destroy|wipe) [all of] (the|this|our|that) [whole|entire] workshop [for good|completely|entirely] [and everything in it]',
    '(forget|erase|delete|destroy|wipe) everything [here] [about (it|this|this workshop|the workshop)] [for good]',
  ],
  params: z.object({}),
  async plan(tx) {
    const erasable = await tx.countErasable();
    if (erasable.forks > 0) throw new RuleBreach('forks', sayForksFirst(tx.workshop.title, erasable.forks));
    return {
      says: sayWhatGoes(tx.workshop.title, erasable),
      tick: 'Yes, erase all of it. I know that it cannot be undone.',
      basis: tx.workshop.status === 'completed' ? 'over' : 'under way',
    };
  },
  async run(deps, asker, { workshopId }) {
    const now = deps.clock.now();
    await deps.store.inWorkshop(workshopId, async (tx) => {
      if (await isRepeated(tx, asker)) return;
      await requirePermission(tx, asker, 'steer');
      await eraseWorkshop(tx, asker.userId, now);
    });
    return phrase`Erased.`;
  },
});

async function sayMyWords(tx: WorkshopTx, userId: UserId): Promise<Phrase> {
  const messages = await tx.countWordsOf(userId);
  const host =
    tx.workshop.ownerUserId === userId
      ? phrase` You stay the host, and are named as such, until you hand over with “/workshop people”.`
      : [];
  return joinPhrases(
    [
      phrase`In “${tx.workshop.title}” and its what-ifs I erase your words for good: ${count(messages, 'message')} with earlier versions and text files, your votes, sheets and sign-offs, what I remember from you, and your name wherever it stands.`,
      phrase`In steps that are open, lines that rest on your words alone go; what others said too stays as theirs. Finished results stay as the team's, without your name.`,
      phrase`In Slack your messages stay until you delete them there; I don't take them in again.${host}`,
    ],
    ' ',
  );
}

/** One person's own words. Nobody else is told. */
export const forgetMe = defineAction({
  id: 'forget-me',
  label: 'Erase my words',
  summary: 'erase everything that the person who asks has said in this workshop',
  isDestructive: true,
  isPrivate: true,
  permission: 'read',
  isForAnyStatus: true,
  words: [
    '(forget|erase|delete|remove) (me|my words|my messages|my data|my contributions|everything i (said|wrote)|all i (said|wrote)|what i (said|wrote)) [here|for good]',
  ],
  params: z.object({}),
  async plan(tx, { askedBy }) {
    if (!askedBy) throw new RuleBreach('whose', phrase`Whose words? Everybody asks for their own.`);
    return { says: await sayMyWords(tx, askedBy), tick: 'Yes, erase my words. I know that it cannot be undone.', basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    const now = deps.clock.now();
    for (const id of await deps.store.familyOf(workshopId))
      await deps.store.inWorkshop(id, async (tx) => {
        if (!(await tx.takeReceipt(`${asker.key}:${id}`))) return;
        await erasePersonFrom(tx, asker.userId, now);
      });
    return phrase`Done: your words are erased here.`;
  },
});
