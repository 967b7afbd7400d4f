import { z } from 'zod';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { ActivityOf } from '../../workshop/step-definition.ts';
import type { StepWithDraft, Workshop } from '../../workshop/workshop.ts';
import { openRound, requireOpenable, usualVote } from '../activities/open-round.ts';
import { runVote } from '../activities/vote-verb.ts';
import { forkWorkshop } from '../forking/fork-workshop.ts';
import { changeRoles } from '../people/change-roles.ts';
import { inviteUnheard } from '../people/invite-unheard.ts';
import { remind } from '../time/remind.ts';
import { steerTimer } from '../time/steer-timer.ts';
import { requireMinutes } from '../time/timers.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';
import { defineAction } from './action-definition.ts';

const noParams = z.object({});
const personParams = z.object({ userId: z.string().regex(/^[UW][A-Z0-9]{2,20}$/) });

async function workshopOf({ store }: Deps, { orgId, channelId }: Asker, workshopId: WorkshopId): Promise<Workshop> {
  const found = await store.findWorkshop({ orgId, channelId, workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop in this channel.`);
  return found;
}

const closeVote = defineAction({
  id: 'close-vote',
  label: 'Close what is open',
  summary: 'close the vote, rating or writing round that is open in this step, and show what came of it',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(close|end|stop|finish|count) (the|this|our) (vote|voting|dot vote|poll|rating|round|writing|brainwriting|ballot) [now]',
    '(close|end|stop) voting',
    'count the (votes|dots)',
    '(show|reveal) (the|our) (result|results|votes|ideas)',
  ],
  params: noParams,
  async plan(tx, { stepId }) {
    const step = await tx.step(stepId);
    const open = (await tx.openRounds()).filter((round) => round.stepId === stepId && round.epoch === step.epoch).map((round) => round.id);
    if (open.length === 0)
      throw new RuleBreach('none-open', phrase`Nothing is open in ${step.definition.name}, so there is nothing to close.`);
    return { says: phrase`What is open in ${step.definition.name} closes now, and everybody sees what came of it.`, basis: open.join() };
  },
  async run(deps, asker, { workshopId, stepId }) {
    const reply = await runVote(deps, asker, { workshop: await workshopOf(deps, asker, workshopId), stepId, rest: 'close' });
    // Several are open: which one is meant has to be said.
    if (reply) throw new RuleBreach('which', reply.text);
    return phrase`Closed. The card shows what came of it.`;
  },
});

const fork = defineAction({
  id: 'fork',
  label: 'Try another way',
  summary: 'open a what-if: a fork of the workshop that goes another way from a step on',
  isDestructive: false,
  permission: 'steer',
  isForAnyStatus: true,
  words: [
    'fork [(the|this) workshop|it|this|[from|at] [the] STEP]',
    'what if we (go|went|come|came) back to [the] STEP',
    '(try|open|start) (a|another) (what if|fork|version|way) [from [the] STEP]',
    'try (something else|it differently|another direction) [from [the] STEP]',
  ],
  params: z.object({ stepId: z.string().optional() }),
  async plan(tx, { stepId }) {
    const step = await tx.step(stepId);
    if (step.status === 'not_started') throw new RuleBreach('not-started', phrase`${step.definition.name} has not begun yet.`);
    return {
      says: phrase`A what-if opens that is as this workshop up to ${step.definition.name} and goes its own way from there, with a card and a thread of its own. Nothing here changes.`,
      basis: step.status === 'in_progress' ? 'open' : 'begun',
    };
  },
  async run(deps, asker, { workshopId, stepId }) {
    const reply = await forkWorkshop(deps, asker, { workshopId, stepId });
    return reply?.text ?? phrase`It is open, with a card of its own.`;
  },
});

const timer = defineAction({
  id: 'timer',
  label: 'Start a timer',
  summary: 'start a countdown of so many minutes in this step',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(start|set|run|make) (a|the) timer (for|of|to) MINUTES',
    '(start|set) (a|the) MINUTES timer',
    '(give|take) [us|me|it] MINUTES [more]',
    'take MINUTES for (this|that)',
    '(remind|tell|ping) us in MINUTES',
  ],
  params: z.object({ minutes: z.number() }),
  async plan(tx, { stepId, params }) {
    requireMinutes(params.minutes);
    const step = await tx.step(stepId);
    if (step.status !== 'in_progress')
      throw new RuleBreach('finished', phrase`${step.definition.name} is not open, so there is no time to take.`);
    const minutes = params.minutes === 1 ? 'One minute' : `${params.minutes} minutes`;
    return { says: phrase`${minutes} for ${step.definition.name}, counted down here.`, basis: '' };
  },
  async run(deps, asker, { workshopId, stepId, params }) {
    const workshop = await workshopOf(deps, asker, workshopId);
    const reply = await steerTimer(deps, asker, { workshop, stepId, rest: String(params.minutes) });
    return reply?.text ?? phrase`It runs.`;
  },
});

/** Of the step that is open. */
function sayEachAlone(what: Phrase): Phrase {
  return phrase`${what}, each of them alone; nobody is named here.`;
}

const remindAll = defineAction({
  id: 'remind',
  label: 'Remind those who are missing',
  summary: 'remind those who have not answered in the open step, each of them alone',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(remind|nudge|ping) (everyone|everybody|people|them|the others|the rest|those who [still] (are missing|have not answered|havent answered|did not answer|have not voted|havent voted))',
    '(send|post) (a|the) reminder [to (everyone|everybody|the others|the rest)]',
  ],
  params: noParams,
  async plan(tx, { stepId }) {
    const step = await tx.step(stepId);
    if (step.status !== 'in_progress')
      throw new RuleBreach('finished', phrase`${step.definition.name} is not open, so nobody is missing there.`);
    return { says: sayEachAlone(phrase`I remind those who have said nothing in ${step.definition.name} yet`), basis: '' };
  },
  async run(deps, asker, { workshopId, stepId }) {
    await remind(deps, asker, { workshopId, stepId });
    return phrase`Those who are missing hear from me.`;
  },
});

const invite = defineAction({
  id: 'invite',
  label: 'Invite more voices',
  summary: 'invite those who have been quiet so far to say something, gently and each of them alone',
  isDestructive: false,
  permission: 'steer',
  words: [
    'invite (everyone|everybody|the others|the rest|the quiet [ones|people]|those who (were|are|have been) quiet|more voices)',
    '(ask|hear from) (everyone|everybody|the others|the rest|the quiet ones) [else] [as well|too]',
  ],
  offer: { when: 'people miss the voices of some of them' },
  params: noParams,
  async plan() {
    return { says: sayEachAlone(phrase`I invite those whom we have not heard in this step`), basis: '' };
  },
  async run(deps, asker, { workshopId }) {
    await inviteUnheard(deps, asker, workshopId);
    return phrase`They hear from me.`;
  },
});

const handOver = defineAction({
  id: 'hand-over',
  label: 'Hand over',
  summary: 'make somebody else the host',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(hand|give|pass) [it|this|(the|this) workshop|hosting] [over] to PERSON',
    'make PERSON [the] host',
    'let PERSON (host|lead|take over) [this|it|the workshop]',
  ],
  params: personParams,
  async plan(tx, { params }) {
    if (params.userId === tx.workshop.ownerUserId) throw new RuleBreach('same', phrase`${person(params.userId)} is the host already.`);
    return { says: phrase`${person(params.userId)} becomes the host of “${tx.workshop.title}”.`, basis: tx.workshop.ownerUserId };
  },
  async run(deps, asker, { workshopId, params }) {
    await changeRoles(deps, asker, workshopId, [{ userId: params.userId, seat: 'host' }]);
    return phrase`${person(params.userId)} is the host now.`;
  },
});

const openVote = defineAction({
  id: 'open-vote',
  label: 'Vote',
  summary: 'open the vote of this step, such as the dot vote on ideas',
  isDestructive: false,
  permission: 'steer',
  words: [
    '(have|take|hold|do|make) (a|the|our) (vote|dot vote) [on (it|them|this|that|these|those)] [now]',
    '(vote|dot vote) [on (it|them|this|that|these|those)] now',
    '(open|start|begin) (a|the|our) (vote|dot vote|voting)',
    '(open|start|begin) voting',
  ],
  offer: {
    when: 'there is enough to choose from, nothing was voted on, and people wonder which to take',
    words: ['vote [on (it|them|this|that|these|those)]'],
  },
  params: noParams,
  async plan(tx, { stepId, askedBy }) {
    const { step, activity } = await voteOf(tx, stepId);
    const latest = await tx.latestRound(step, activity.id);
    // It is offered for what nobody has voted on.
    if (!askedBy && latest && latest.status !== 'cancelled')
      throw new RuleBreach('voted', phrase`There was a vote in ${step.definition.name} already.`);
    requireOpenable(step, activity, latest);
    const { budget = activity.budget, anonymous } = usualVote(activity, tx.workshop.settings);
    const dots = budget === 1 ? 'one dot' : `${budget} dots`;
    return {
      says: phrase`${activity.label} opens in this thread: ${dots} for each of us, ${anonymous ? 'and nobody sees whose is where' : 'shown with names when it closes'}.`,
      basis: `${latest?.id ?? 'none'} ${latest?.status ?? ''}`,
    };
  },
  async run(deps, asker, { workshopId, stepId }) {
    const now = deps.clock.now();
    return deps.store.inWorkshop(workshopId, async (tx) => {
      if (await isRepeated(tx, asker)) return phrase`It is open.`;
      await requirePermission(tx, asker, 'steer');
      const { step, activity } = await voteOf(tx, stepId);
      await openRound(tx, step, activity, asker, now, { settings: usualVote(activity, tx.workshop.settings) });
      return phrase`It is open: the card below takes your dots.`;
    });
  },
});

/** The vote that belongs to a step that is open. Throws a RuleBreach where there is none. */
async function voteOf(tx: WorkshopTx, stepId: StepId): Promise<{ step: StepWithDraft; activity: ActivityOf<'vote'> }> {
  const step = await tx.step(stepId);
  const activity = step.definition.activities.find((one) => one.kind === 'vote');
  if (step.status !== 'in_progress') throw new RuleBreach('finished', phrase`${step.definition.name} is not open, so there is no vote.`);
  if (!activity) throw new RuleBreach('no-vote', phrase`There is no vote in ${step.definition.name}.`);
  return { step, activity };
}

/** What a team does together, and with each other. */
export const teamActions = [openVote, closeVote, fork, timer, remindAll, invite, handOver];
