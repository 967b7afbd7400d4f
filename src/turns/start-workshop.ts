import type { WorkshopTx } from '../ports/store.ts';
import { cleanLine } from '../workshop/clean-text.ts';
import { Conflict, RuleBreach } from '../workshop/errors.ts';
import { isStub } from '../workshop/lint.ts';
import { phrase } from '../workshop/phrase.ts';
import type { Pace, Workshop } from '../workshop/workshop.ts';
import { chooseTemplate } from './choose-template.ts';
import { endWorkshop } from './end-workshop.ts';
import { countToday } from './limits/limits.ts';
import { openStep } from './open-step.ts';
import type { Asker, Deps, Reply } from './use-case.ts';

export const maxIdeaChars = 500;

/** What to do with a workshop that is active in the channel already. */
export type WhenActive = 'ask' | 'end' | 'both';

/** Checks an idea as it was typed. Throws a RuleBreach with what to do. */
function readIdea(typed: string): string {
  const idea = cleanLine(typed.replace(/^[“"']|[”"']$/g, ''));
  if (!idea || isStub(idea))
    throw new RuleBreach('no-idea', phrase`What should the workshop be about? Try “/workshop start A better check-in for small clinics”.`);
  if (idea.length > maxIdeaChars)
    throw new RuleBreach(
      'long-idea',
      phrase`That is ${idea.length} characters. Give me the idea in one line, up to ${maxIdeaChars}; the details have their place in the first step.`,
    );
  return idea;
}

/** Starts a workshop: hub card, the first step's card and its opening question. Asks first when one is active here. */
export async function startWorkshop(
  deps: Deps,
  asker: Asker,
  typed: string,
  whenActive: WhenActive,
  { pace = 'live' }: { pace?: Pace } = {},
): Promise<Reply | undefined> {
  const chosen = chooseTemplate(deps.templates.list(), typed);
  const { template } = chosen;
  const idea = readIdea(chosen.idea);
  const now = deps.clock.now();
  const running = await deps.store.listWorkshops(asker, ['active', 'paused']);
  const active = running[0];
  if (active && whenActive === 'ask') return offerChoice(active, `${template.id}: ${idea}`);
  if (active && whenActive === 'end') {
    // A what-if and what it was forked from end together: the channel is to be free for the new one.
    for (const one of familyOf(active, running)) await endWorkshop(deps, { ...asker, key: `${asker.key}:end:${one.id}` }, one.id);
  }
  const creating = deps.store.createWorkshop(
    {
      orgId: asker.orgId,
      channelId: asker.channelId,
      ownerUserId: asker.userId,
      title: idea,
      originalIdea: idea,
      template,
      pace,
      facilitatorMode: deps.model ? 'model' : 'guided',
      now,
      alone: whenActive === 'ask',
      ...(asker.enterpriseId ? { enterpriseId: asker.enterpriseId } : {}),
    },
    async (tx: WorkshopTx) => {
      if (!(await tx.takeReceipt(asker.key))) throw new RuleBreach('repeated', phrase`That workshop is starting already.`);
      await countToday(deps, tx, asker, 'start');
      await tx.updateWorkshop({ status: 'active' });
      await tx.noteActivity(now);
      await tx.wantCard('hub', null);
      await openStep(tx, tx.workshop.template.first, now);
      await tx.audit({ action: 'start', userId: asker.userId, at: now });
    },
  );
  try {
    await creating;
    return undefined;
  } catch (error) {
    // Somebody else started one at the same moment.
    if (error instanceof Conflict && whenActive === 'ask') return startWorkshop(deps, asker, typed, 'ask', { pace });
    throw error;
  }
}

/** `wish`: what was typed, with its template said in any case. */
/** Those of them that are what-ifs of the same workshop as this one, or that workshop. */
function familyOf(workshop: Workshop, running: readonly Workshop[]): Workshop[] {
  const family = new Set([workshop]);
  for (let found = 0; found < family.size; ) {
    found = family.size;
    for (const one of running)
      for (const other of [...family])
        if (one.parentId === other.id || other.parentId === one.id || (one.parentId && one.parentId === other.parentId)) family.add(one);
  }
  return [...family];
}

function offerChoice(active: Workshop, wish: string): Reply {
  return {
    text: phrase`“${active.title}” is under way in this channel. What would you like?`,
    buttons: [
      { label: 'Go on with it', action: 'verb', value: 'status' },
      { label: 'End it, start new', action: 'start-end', value: wish, style: 'danger' },
      { label: 'Run both', action: 'start-both', value: wish },
    ],
  };
}
