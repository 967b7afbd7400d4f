import type { Offer as OfferedForm, TurnPlan } from '../facilitator/facilitator.ts';
import { withoutMention } from '../facilitator/guided/take-turn.ts';
import type { Uncompacted } from '../ports/context-store.ts';
import type { Button } from '../ports/outbox.ts';
import type { TurnWork, WorkshopTx } from '../ports/store.ts';
import { arcPhase } from '../workshop/arc.ts';
import { hasCaptures } from '../workshop/draft.ts';
import { Conflict, RuleBreach } from '../workshop/errors.ts';
import type { Artifacts } from '../workshop/gate.ts';
import type { UserId } from '../workshop/ids.ts';
import { type Phrase, phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { findOffers, type Offer, offerLooksAt } from './actions/find-offers.ts';
import { answersSomebody, offerInTurn, offersAnything } from './actions/offer-unasked.ts';
import { offerSpokenActions, spokenAction } from './actions/spoken-actions.ts';
import { writeTarget } from './button-target.ts';
import { judgeStep } from './complete-step.ts';
import { keepContext } from './keep-context.ts';
import { rememberSpoken, spokenMemory } from './memory/spoken-memory.ts';
import { replyTo } from './offered-breach.ts';
import { runVerb } from './run-verb.ts';
import { followUpsOf, lullMsOf } from './talkativeness.ts';
import { upgradeSummary } from './upgrade-summary.ts';
import type { Deps, Reply } from './use-case.ts';
import { parseSpokenVerb } from './verbs.ts';

const maxAttempts = 3;
/** What was put off is looked at again. */
const shedMs = 60_000;

/**
 * One turn of the facilitator in one thread: everything that was said, edited, pinned since the last one.
 * It takes effect in one transaction that fails when another turn, a form or a reset got there first; then it starts afresh.
 * What people asked the bot to do is done after that; a process that ends in between leaves it to the next turn.
 * `isEarly`: before its time and beside the queue, perhaps in the middle of what somebody asked for, so that nothing is taken up again.
 */
export async function runTurn(deps: Deps, contextId: string, { isEarly = false }: { isEarly?: boolean } = {}): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const taken = await takeTurn(deps, contextId, isEarly);
      // A reply looks after it when it stands; until then it must not wait for this.
      if (taken && !taken.isReplyOnItsWay) await keepContext(deps, contextId, taken.uncompacted);
      return;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === maxAttempts) throw error;
    }
  }
}

interface Taken {
  /** A model was asked for a reply. */
  isReplyOnItsWay: boolean;
  /** What there may be to compact, at most; absent where nobody knows. */
  uncompacted?: Uncompacted;
}

/** Undefined when there is no such log any more. */
async function takeTurn(deps: Deps, contextId: string, isEarly: boolean): Promise<Taken | undefined> {
  const loaded = await deps.store.loadTurn(contextId);
  if (!loaded) return undefined;
  if (loaded.hasOpenWishes && !isEarly) {
    const messages = await deps.store.openWishes(contextId);
    await carryOutWishes(deps, { ...loaded, messages }, messages);
    // They may have changed everything.
    return takeTurn(deps, contextId, isEarly);
  }
  const work = { ...loaded, messages: loaded.messages.map((message) => asEdited(deps, message)) };
  const finish = (tx: WorkshopTx) => finishTurn(tx, loaded, wishesIn(work), isEarly);
  const uncompacted = work.uncompacted && { uncompacted: { definition: work.step.definition, ...work.uncompacted } };
  const now = deps.clock.now();
  if (work.workshop.status === 'completed' || work.step.status !== 'in_progress') {
    await deps.store.inWorkshop(work.workshop.id, async (tx) => {
      await finish(tx);
      for (const userId of askedInVain(work)) await tx.post({ kind: 'whisper', userId, stepId: work.step.stepId, text: sayFinished(work) });
    });
    await carryOutWishes(deps, work);
    await upgradeSummary(deps, work);
    return { isReplyOnItsWay: false, ...uncompacted };
  }
  const definition = { ...work.step.definition, followUps: followUpsOf(work.step.definition, work.workshop.settings) };
  const lullMs = lullMsOf(deps.pace.lullMs, work.workshop.settings);
  const lastHumanAt = work.lastHumanMessageAt?.getTime() ?? 0;
  const isPaused = work.workshop.status === 'paused';
  // With more to do than gets done, what people say comes first: what the bot would say by itself waits.
  const isShedding = (await deps.pressure?.isHigh()) ?? false;
  const viewers = work.members.filter((member) => member.role === 'viewer').map((member) => member.userId);
  const plan = await deps.facilitator.takeTurn({
    definition,
    draft: work.step.draft,
    earlier: Object.fromEntries(work.artifacts.map((one) => [one.stepId, one.artifact])) as Artifacts,
    messages: work.messages.filter((message) => !isWish(message, work.workshop)).map((message) => withoutPinsOf(viewers, message)),
    seq: work.workshop.latestSeq + 1,
    viewers,
    quietMs: isPaused || isShedding || work.hasMore ? 0 : now.getTime() - lastHumanAt,
    lullMs,
    followUps: work.step.followUps,
    readBackShown: work.step.readBackShown,
    useModel: deps.model !== undefined && work.workshop.facilitatorMode === 'model' && !isPaused,
    unconsidered: work.unconsidered,
  });
  const offers = isShedding ? [] : await lookForOffers(deps, work, plan);
  const silence = { quietMs: now.getTime() - lastHumanAt, lullMs, now };
  const thinks = await deps.store.inWorkshop(work.workshop.id, async (tx) => {
    await finish(tx);
    if (plan.changed) await tx.saveDraft(work.step, plan.draft);
    const { think, lookAgainAfterMs, ...rest } = await offerInTurn(tx, work.step, plan, offers, silence);
    await carryOut(tx, work, { ...rest, ...(think ? { think } : {}) });
    if (think) await askModel(tx, work, think);
    if (lookAgainAfterMs !== undefined && !isPaused) {
      const againMs = isShedding ? Math.max(now.getTime() + shedMs, lastHumanAt + lookAgainAfterMs) : lastHumanAt + lookAgainAfterMs;
      await tx.scheduleTurn(contextId, new Date(againMs));
    }
    return think !== undefined;
  });
  await carryOutWishes(deps, work);
  return { isReplyOnItsWay: thinks, ...uncompacted };
}

/** What the facilitator could offer by itself; nothing while there is more to read, or somebody is answered. */
async function lookForOffers({ store }: Deps, work: TurnWork, plan: TurnPlan): Promise<Offer[]> {
  if (work.hasMore || answersSomebody(plan) || !offersAnything(work.workshop)) return [];
  const [recent, presence] = await Promise.all([
    store.recentMessages(work.step.contextId, offerLooksAt),
    store.stepPresenceOf(work.step.id),
  ]);
  return findOffers({ ...work, draft: plan.draft, recent, presence });
}

/** A viewer's 📌 puts nothing into the step. */
function withoutPinsOf(viewers: readonly UserId[], message: TurnWork['messages'][number]): TurnWork['messages'][number] {
  return { ...message, pins: message.pins.filter((pin) => !viewers.includes(pin.userId)) };
}

/** Who spoke to the bot in a thread whose step is over. */
function askedInVain(work: TurnWork): UserId[] {
  const asked = work.messages.filter(
    (message) => !message.flagged && message.metadata.addressed === true && !isWish(message, work.workshop),
  );
  return [...new Set(asked.flatMap((message) => (message.userId ? [message.userId] : [])))];
}

function sayFinished({ workshop, step }: TurnWork): Phrase {
  const { archived } = workshop.settings;
  if (archived)
    return phrase`“${workshop.title}” was put away: the team kept “${archived.keptTitle}”, so put it there, please. What you said here is stored.`;
  if (workshop.status === 'completed')
    return phrase`This workshop is over, so I write nothing down any more. What you said here is stored with it.`;
  if (step.status === 'needs_regeneration')
    return phrase`${step.definition.name} waits, because something it rests on was reopened. What you said is stored; say it again when we are back here, please.`;
  return phrase`${step.definition.name} is finished, so I write nothing down here. Put it into the thread of the newest card.`;
}

/** Whoever takes up again what an early turn has left undone. */
const takeUpAfterMs = 10_000;

async function finishTurn(tx: WorkshopTx, work: TurnWork, wishes: readonly Message[], isEarly: boolean): Promise<void> {
  const { contextId } = work.step;
  const fresh = work.messages.filter((message) => !message.flagged);
  await tx.finishTurn(contextId, {
    expectedHandledVersion: work.handledVersion,
    handledVersion: fresh.at(-1)?.version ?? work.handledVersion,
    flagged: work.messages.filter((message) => message.flagged).map((message) => message.id),
    asOfSeq: work.workshop.latestSeq,
    wishes: wishes.map((message) => message.id),
  });
  // The queue brings its own turns again.
  if (isEarly && wishes.length > 0) await tx.scheduleTurn(contextId, new Date(tx.now().getTime() + takeUpAfterMs));
}

type Message = TurnWork['messages'][number];

/** Talk waits for a silence before a turn looks at it: who edits it meanwhile edits what was said, and asks for nothing anew. */
function asEdited({ pace }: Deps, message: Message): Message {
  const isLate = message.editedAt !== null && message.editedAt.getTime() - message.createdAt.getTime() > pace.debounceMs;
  return isLate ? { ...message, flagged: true } : message;
}

/** What is done after the turn, in transactions of its own. An edit may take back what was to be remembered. */
function wishesIn({ messages, workshop }: TurnWork): Message[] {
  return messages.filter((message) => (message.flagged && (message.editedAt ?? message.deletedAt)) || isWish(message, workshop));
}

/** Each of them once, however often this is begun: what was done has left a receipt. */
async function carryOutWishes(deps: Deps, work: TurnWork, wishes: readonly Message[] = wishesIn(work)): Promise<void> {
  await runSpokenVerbs(deps, work);
  await offerSpokenActions(deps, work);
  await rememberSpoken(deps, work);
  if (wishes.length === 0) return;
  await deps.store.closeWishes(
    work.step.contextId,
    wishes.map((message) => message.id),
  );
}

function buttonOf(offer: OfferedForm, { workshop, step }: TurnWork): Button {
  const target = { workshopId: workshop.id, stepId: step.stepId, epoch: step.epoch };
  const value = writeTarget(offer.action === 'form' ? { ...target, formId: offer.formId } : target);
  return { label: offer.label, action: offer.action, value, ...(offer.isMain ? { style: 'primary' } : {}) };
}

async function carryOut(tx: WorkshopTx, work: TurnWork, plan: TurnPlan): Promise<void> {
  const { step } = work;
  for (const reaction of plan.reactions) await tx.post({ kind: 'react', ...reaction });
  for (const whisper of plan.whispers) await tx.post({ kind: 'whisper', userId: whisper.userId, stepId: step.stepId, text: whisper.text });
  if (plan.say)
    await tx.post({
      kind: 'say',
      stepId: step.stepId,
      text: plan.say.text,
      ...(plan.say.offers ? { buttons: plan.say.offers.map((offer) => buttonOf(offer, work)) } : {}),
    });
  // What it shows is the same until something changes.
  if (step.readBackShown ? plan.changed : plan.showReadBack) await tx.wantCard('read-back', step.stepId);
  const isFollowUp = plan.say?.isFollowUp === true || plan.think?.isFollowUp === true;
  if (!plan.changed && !plan.say && !isFollowUp) return;
  const judged = judgeStep({ ...step, draft: plan.draft }, work.artifacts);
  const phase = arcPhase({
    isComplete: false,
    capturedSomething: hasCaptures(plan.draft),
    gaps: judged.gaps.length,
    rules: judged.definition.gate.length,
    readBack: step.readBackShown || plan.showReadBack,
  });
  await tx.updateStep(step.id, { arcPhase: phase, ...(isFollowUp ? { followUps: step.followUps + 1 } : {}) });
  if (plan.changed) {
    await tx.wantCard('step', step.stepId);
    // It shows what it would take the place of.
    if (await tx.openProposal(step.stepId)) await tx.wantCard('proposal', step.stepId);
  }
  // Over days a step that has everything may close by itself.
  if (plan.changed && judged.gaps.length === 0 && tx.workshop.settings.pace === 'async') await tx.wakeAt(tx.now());
}

/** Leaves the thinking to whoever delivers the reply; what the guided facilitator would say goes with it. */
async function askModel(tx: WorkshopTx, work: TurnWork, think: NonNullable<TurnPlan['think']>): Promise<void> {
  const { stepId, contextId, epoch } = work.step;
  const { speak, recipient, fallback } = think;
  const toVersion = work.messages.at(-1)?.version ?? work.handledVersion;
  await tx.post({
    kind: 'reply',
    stepId,
    contextId,
    epoch,
    toVersion: Math.max(toVersion, work.handledVersion),
    recipient,
    speak,
    ...(fallback
      ? {
          fallback: {
            text: fallback.text,
            ...(fallback.offers ? { buttons: fallback.offers.map((offer) => buttonOf(offer, work)) } : {}),
          },
        }
      : {}),
  });
}

/** Said to the bot to have something done: nothing to be written down. */
function isWish(message: TurnWork['messages'][number], workshop: Workshop): boolean {
  if (spokenMemory(message) !== undefined) return true;
  return spokenVerb(message, workshop) !== undefined || spokenAction(message, { workshop }) !== undefined;
}

function spokenVerb(message: TurnWork['messages'][number], { template }: Workshop) {
  if (message.flagged || message.metadata.addressed !== true || !message.userId || message.deletedAt) return undefined;
  const parsed = parseSpokenVerb(withoutMention(message.content), template);
  return parsed ? { parsed, userId: message.userId, messageId: message.id } : undefined;
}

/** `@bot next` in a thread does what `/workshop next` does; a repetition of the turn does not do it twice. */
async function runSpokenVerbs(deps: Deps, work: TurnWork): Promise<void> {
  const { orgId, channelId } = work.workshop;
  for (const message of work.messages) {
    const spoken = spokenVerb(message, work.workshop);
    if (!spoken) continue;
    const isOutsider = work.members.some((member) => member.userId === spoken.userId && member.role === 'viewer');
    const asker = { orgId, channelId, userId: spoken.userId, isOutsider, key: `spoken:${spoken.messageId}` };
    const reply = await runVerb(deps, asker, spoken.parsed, { workshopId: work.workshop.id, stepId: work.step.stepId }).catch(
      (error: unknown): Reply => {
        if (error instanceof RuleBreach) return replyTo(error);
        throw error;
      },
    );
    if (!reply) continue;
    await deps.store.inWorkshop(work.workshop.id, async (tx) => {
      if (await tx.takeReceipt(`${asker.key}:reply`))
        await tx.post({
          kind: 'whisper',
          userId: spoken.userId,
          stepId: work.step.stepId,
          text: reply.text,
          ...(reply.buttons ? { buttons: reply.buttons } : {}),
        });
    });
  }
}
