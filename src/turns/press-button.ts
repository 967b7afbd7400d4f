import { firstTryAt } from '../facilitator/guided/words.ts';
import { applyOps } from '../workshop/apply-ops.ts';
import { undoCapture } from '../workshop/draft.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import { roleOf } from '../workshop/roles.ts';
import { actionPresses } from './actions/action-handlers.ts';
import { activityButtons } from './activities/activity-handlers.ts';
import { advanceStep } from './advance-step.ts';
import { type ButtonTarget, readTarget, staleButton } from './button-target.ts';
import { acceptProposal, dismissProposal } from './decide-proposal.ts';
import { describeHow } from './describe-workshop.ts';
import { forkingButtons } from './forking/forking-buttons.ts';
import { inOpenStep } from './in-open-step.ts';
import { memoryPresses } from './memory/memory-presses.ts';
import { retentionButtons } from './memory/retention.ts';
import { inviteButtons } from './people/invite-unheard.ts';
import { noteSeen } from './people/note-seen.ts';
import { readinessButtons } from './people/readiness.ts';
import { standInButtons } from './people/stand-in.ts';
import { revisingButtons } from './revising/revising-buttons.ts';
import { runVerb } from './run-verb.ts';
import { saveCapturedDraft } from './save-captured-draft.ts';
import { sharingButtons } from './sharing/sharing-buttons.ts';
import { startWorkshop } from './start-workshop.ts';
import { deadlineButtons } from './time/deadlines.ts';
import { remindButtons } from './time/remind.ts';
import { timerButtonHandlers } from './time/steer-timer.ts';
import { digestButtons } from './time/wake-digests.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { parseVerb } from './verbs.ts';

function readVerb(value: string): { verb: string; workshopId: WorkshopId } {
  try {
    const { w, v, r } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof v === 'string' && typeof r === 'string') return { verb: `${v} ${r}`, workshopId: w };
  } catch {
    // Falls through: a value that we did not write.
  }
  throw staleButton();
}

/** Carries out a press. Pressing twice does it once; the wrong person, a finished step, a forged value change nothing. */
export async function pressButton(deps: Deps, asker: Asker, action: string, value: string): Promise<Reply | undefined> {
  const handler = Object.hasOwn(buttonHandlers, action) ? buttonHandlers[action] : undefined;
  if (!handler) throw staleButton();
  await noteSeen(deps, asker);
  return handler(deps, asker, value);
}

/** What a press does, with the value of the button. Throws a RuleBreach for one that we did not write. */
export type ButtonHandler = (deps: Deps, asker: Asker, value: string) => Promise<Reply | undefined>;

/** By the button's action. */
const buttonHandlers: Readonly<Record<string, ButtonHandler>> = {
  verb: (deps, asker, value) => runVerb(deps, asker, parseVerb(value)),
  'verb-on': async (deps, asker, value) => {
    const { verb, workshopId } = readVerb(value);
    return runVerb(deps, asker, parseVerb(verb), { workshopId });
  },
  start: (deps, asker, value) => startWorkshop(deps, asker, value, 'ask'),
  'start-end': (deps, asker, value) => startWorkshop(deps, asker, value, 'end'),
  'start-both': (deps, asker, value) => startWorkshop(deps, asker, value, 'both'),
  next: async (deps, asker, value) => advanceStep(deps, asker, readTarget(value)),
  'move-on': async (deps, asker, value) => advanceStep(deps, asker, { ...readTarget(value), override: { reason: null } }),
  form: async (_deps, _asker, value) => {
    const { formId, ...target } = readTarget(value);
    if (!formId) throw staleButton();
    return { text: phrase`One moment.`, form: { ...target, formId } };
  },
  how: async (deps, asker, value) => describeHow(deps, asker, readTarget(value)),
  undo: async (deps, asker, value) => undoLast(deps, asker, readTarget(value)),
  'use-question': async (deps, asker, value) => takeSuggestedQuestion(deps, asker, readTarget(value)),
  accept: async (deps, asker, value) => acceptProposal(deps, asker, readTarget(value)),
  'leave-out': async (deps, asker, value) => dismissProposal(deps, asker, readTarget(value)),
  ...revisingButtons,
  ...forkingButtons,
  ...readinessButtons,
  ...inviteButtons,
  ...standInButtons,
  ...actionPresses,
  ...memoryPresses,
  ...retentionButtons,
  ...activityButtons,
  dismiss: async () => undefined,
  ...timerButtonHandlers,
  ...deadlineButtons,
  ...digestButtons,
  ...remindButtons,
  ...sharingButtons,
};

/** Takes the newest capture of this person back; the host may take back anybody's. */
async function undoLast(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return inOpenStep(deps, asker, target, async (tx, step) => {
    const isHost = roleOf(await tx.members(), asker.userId, asker.isOutsider) === 'owner';
    const undone = undoCapture(step.draft, (capture) => isHost || capture.source.userId === asker.userId);
    if (!undone)
      throw new RuleBreach(
        'nothing-to-undo',
        phrase`There is nothing of yours to take back, or somebody has built on it. “Fix” changes single lines.`,
      );
    await saveCapturedDraft(tx, step, undone.draft);
    return { text: phrase`Taken back.` };
  });
}

async function takeSuggestedQuestion(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return inOpenStep(deps, asker, target, async (tx, step) => {
    const field = step.definition.fields.find((one) => one.kind === 'text' && one.firstTry);
    const suggestion = field && firstTryAt(step.definition, step.draft, field.key);
    if (!suggestion || step.draft.fields[field.key])
      throw new RuleBreach('has-question', phrase`Somebody has written the question already. “Fix” changes it.`);
    const said = await tx.appendMessage({
      contextId: step.contextId,
      role: 'user',
      content: suggestion,
      userId: asker.userId,
      slackTs: null,
      createdAt: deps.clock.now(),
      metadata: { form: true },
    });
    if (!said) throw new Error('the question has no message to rest on');
    const source = { messageId: said.id, userId: asker.userId };
    const applied = applyOps(step.definition, step.draft, [{ op: 'set', field: field.key, value: suggestion }], {
      source,
      origin: 'human',
      seq: said.seq,
    });
    await saveCapturedDraft(tx, step, applied.draft);
    return undefined;
  });
}
