import { maxForkDepth, maxForks } from '../../ports/fork-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { cleanLine } from '../../workshop/clean-text.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { StepWithDraft, Workshop } from '../../workshop/workshop.ts';
import { currentStep } from '../advance-step.ts';
import { writeTarget } from '../button-target.ts';
import { catchUp } from '../catch-up.ts';
import { countToday } from '../limits/limits.ts';
import { workingDraft } from '../revising/working-draft.ts';
import { maxIdeaChars } from '../start-workshop.ts';
import { startClock } from '../time/deadlines.ts';
import { unknownStep } from '../unknown-step.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import type { VerbHandler } from '../verb-handlers.ts';
import { findStep } from '../verbs.ts';

const maxMentions = 12;

export interface ForkRequest {
  workshopId: WorkshopId;
  /** The step that is open in the fork; the one that is being worked on when it is not said. */
  stepId?: StepId | undefined;
  /** What if what; made from the workshop's own title when it is not said. */
  title?: string;
}

/** `fork`, `fork persona`, `fork persona: what if they were children?` */
export const forkVerb: VerbHandler = async (deps, asker, { workshop, stepId: here, rest }) => {
  const colon = rest.indexOf(':');
  const named = (colon < 0 ? rest : rest.slice(0, colon)).trim();
  const title = colon < 0 ? '' : cleanLine(rest.slice(colon + 1));
  const stepId = named ? findStep(named, workshop.template) : here;
  if (named && !stepId) throw unknownStep(workshop, 'fork');
  return forkWorkshop(deps, asker, { workshopId: workshop.id, stepId, ...(title ? { title } : {}) });
};

/**
 * A what-if: another workshop that is as this one up to a step and goes its own way from there, with cards and threads of its own. Nothing
 * is copied. Throws a RuleBreach where there is nothing to fork from, and for a fork of a fork of a fork.
 */
export async function forkWorkshop(deps: Deps, asker: Asker, request: ForkRequest): Promise<Reply | undefined> {
  await catchUp(deps, asker, request.workshopId);
  const now = deps.clock.now();
  const known = await deps.store.listWorkshops(asker, ['draft', 'active', 'paused', 'completed']);
  return deps.store.inWorkshop(request.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireForkable(tx.workshop, await tx.countForks());
    await countToday(deps, tx, asker, 'fork');
    const step = await stepToFork(tx, request.stepId);
    const title = titleOf(tx.workshop, request.title, known);
    const child = await tx.fork({ title, ownerUserId: asker.userId, stepId: step.stepId, draft: await workingDraft(tx, step), now });
    await openFork(child, step.stepId, tx.workshop, now);
    await child.audit({
      action: 'forked',
      userId: asker.userId,
      details: { stepId: step.stepId, title: tx.workshop.title, parentId: tx.workshop.id },
      at: now,
    });
    await tx.audit({
      action: 'fork',
      userId: asker.userId,
      details: { stepId: step.stepId, title, forkId: child.workshop.id, seq: await tx.takeSeq() },
      at: now,
    });
    await tx.wantCard('hub', null);
    return {
      text: phrase`“${title}” is open below, from ${step.definition.name} on: it has its own card and thread, and changes nothing here. “/workshop compare” puts both side by side.`,
    };
  });
}

function requireForkable({ title, settings, forkDepth }: Workshop, forks: number): void {
  if (settings.cancelled) throw new RuleBreach('over', phrase`“${title}” was taken back, so there is nothing to fork.`);
  if (settings.archived)
    throw new RuleBreach(
      'archived',
      phrase`“${title}” was put away. Take it up again on its card first, or fork “${settings.archived.keptTitle}”.`,
    );
  if (forkDepth >= maxForkDepth)
    throw new RuleBreach(
      'too-deep',
      phrase`“${title}” is a what-if of a what-if already, and a third one inside nobody could follow. Fork the one it came from, or decide with “/workshop compare” which one to keep.`,
    );
  if (forks >= maxForks)
    throw new RuleBreach(
      'too-many',
      phrase`“${title}” has ${forks} what-ifs, which is as many as I keep apart. Take up one of them again instead.`,
    );
}

/** The step that the fork begins with. Throws a RuleBreach unless it has begun and everything before it has a result to point to. */
async function stepToFork(tx: WorkshopTx, wanted: StepId | undefined): Promise<StepWithDraft> {
  const steps = await tx.steps();
  const stepId = wanted ?? currentStep(steps)?.stepId;
  if (!stepId) throw unknownStep(tx.workshop, 'fork');
  const step = await tx.step(stepId);
  const { name } = step.definition;
  if (step.status === 'not_started')
    throw new RuleBreach(
      'not-started',
      phrase`${name} has not begun yet, so there is nothing to fork from there. “/workshop fork” alone forks where we are.`,
    );
  const artifacts = await tx.currentArtifacts();
  const missing = steps
    .slice(
      0,
      steps.findIndex((one) => one.stepId === stepId),
    )
    .find((one) => !artifacts.some((artifact) => artifact.stepId === one.stepId));
  if (missing)
    throw new RuleBreach(
      'no-result',
      phrase`${missing.definition.name} comes before ${name} and has no result yet, so a what-if would have nothing to stand on. Finish it first, or fork from there: “/workshop fork ${missing.stepId}”.`,
    );
  return step;
}

function titleOf(workshop: Workshop, typed: string | undefined, known: readonly Workshop[]): string {
  if (typed && typed.length > maxIdeaChars)
    throw new RuleBreach('title', phrase`A title is one line of up to ${maxIdeaChars} characters; this has ${typed.length}.`);
  if (typed) return typed;
  const base = workshop.title.replace(/^What if(?: \d+)?\? /, '').slice(0, maxIdeaChars - 20);
  const taken = (title: string) => known.some((one) => one.title === title);
  let title = `What if? ${base}`;
  for (let count = 2; taken(title) && count <= known.length + 2; count++) title = `What if ${count}? ${base}`;
  return title;
}

/** The fork's own hub card, the card of its step, and the first words in its thread. */
async function openFork(tx: WorkshopTx, stepId: StepId, parent: Workshop, now: Date): Promise<void> {
  const step = await tx.step(stepId);
  await tx.noteActivity(now);
  await tx.wantCard('hub', null);
  await tx.updateStep(step.id, { status: 'in_progress', arcPhase: 'orient', startedAt: now });
  await startClock(tx, step, now);
  await tx.wantCard('step', stepId);
  const members = (await tx.members()).filter((member) => member.role !== 'viewer').slice(0, maxMentions);
  const names: Phrase = joinPhrases(
    members.map((member) => [person(member.userId)]),
    ' ',
  );
  await tx.post({
    kind: 'say',
    stepId,
    text: phrase`${names} what if? Here *${ours(step.definition.name)}* goes its own way: all that came before is as in “${parent.title}”, and nothing said here changes that one.\n\n*What would be different?*`,
    buttons: [{ label: 'How do I answer?', action: 'how', value: writeTarget({ workshopId: tx.workshop.id, stepId, epoch: step.epoch }) }],
  });
}
