import type { RoundDecision, RoundOption } from '../../workshop/activity.ts';
import { applyOps } from '../../workshop/apply-ops.ts';
import { itemsOf, textOf } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import { takeTop } from '../../workshop/voting.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import type { FormInput } from '../form-inputs.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { findScene, inRound, isKind, type RoundScene, type RoundTarget, requireStepOpen, showRound } from './in-round.ts';
import { look } from './look.ts';
import { stillThere } from './round-options.ts';

/** Takes on what leads, whole ranks only. Throws a RuleBreach when somebody has decided already. */
export async function takeTopOnes(deps: Deps, asker: Asker, target: RoundTarget): Promise<Reply | undefined> {
  return inRound(deps, asker, target, 'steer', async (scene) => {
    requireVoteClosed(scene);
    if (scene.round.decision) throw decidedAlready(scene);
    const { optionIds } = takeTop(scene.round.result.ranked, scene.activity.most);
    if (optionIds.length === 0)
      throw new RuleBreach(
        'no-top',
        phrase`No rank fits whole into what can be taken. “Choose” picks among them, or another round settles it.`,
      );
    await decide(scene, asker.userId, { optionIds, how: 'top' });
    return undefined;
  });
}

/** The host picks what is taken on: `decide:ROUND.N`, where N says how many decisions had been made when the form was opened. */
export const decideForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'steer', async (tx) => {
      const scene = {
        ...(await findScene(tx, { stepId: request.stepId, roundId: readSubject(request.formId).roundId })),
        now: deps.clock.now(),
      };
      requireVoteClosed(scene);
      const { round, activity } = scene;
      return {
        request: { ...request, formId: `decide:${round.id}.${round.decision?.count ?? 0}` },
        title: 'What we take on',
        submitLabel: 'Decide',
        intro: 'The dots advise, you decide. Everybody sees what you chose.',
        inputs: pickInputs(scene, round.decision?.optionIds ?? takeTop(round.result.ranked, activity.most).optionIds),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    const { roundId, count } = readSubject(request.formId);
    await inRound(deps, asker, { ...request, roundId }, 'steer', async (scene) => {
      requireVoteClosed(scene);
      if ((scene.round.decision?.count ?? 0) !== count) throw decidedAlready(scene);
      const optionIds = [values.picked ?? []].flat();
      await decide(scene, asker.userId, { optionIds, how: 'chosen' });
    });
    return { saved: true };
  },
};

function readSubject(formId: string): { roundId: string; count: number } {
  const [roundId = '', count = '0'] = subjectOf(formId).split('.');
  return { roundId, count: Number(count) || 0 };
}

type VoteResult = Extract<NonNullable<RoundScene['round']['result']>, { kind: 'vote' }>;
type ClosedVote = RoundScene<'vote'> & { round: { result: VoteResult } };

function requireVoteClosed(scene: RoundScene): asserts scene is ClosedVote {
  const { round, activity } = scene;
  if (round.status === 'open')
    throw new RuleBreach('still-open', phrase`${activity.label} is still open. Close it first; then you see what there is to decide.`);
  if (!isKind(scene, 'vote') || round.result?.kind !== 'vote')
    throw new RuleBreach('no-result', phrase`${activity.label} was called off, so there is nothing to decide.`);
  requireStepOpen(scene);
}

function decidedAlready({ round }: RoundScene): RuleBreach {
  const names = namesOf(round.options, round.decision?.optionIds ?? []);
  return new RuleBreach(
    'decided',
    phrase`${round.decidedBy ? [person(round.decidedBy)] : phrase`Somebody`} has decided already: ${names}. “Change” on the card is the way to another choice.`,
  );
}

function namesOf(options: readonly RoundOption[], ids: readonly string[]): string {
  return ids.map((id) => `“${options.find((option) => option.id === id)?.text ?? ''}”`).join(', ');
}

/** The host's decision: stored as their message, on which the flags of the chosen items rest. */
async function decide(scene: ClosedVote, userId: UserId, { optionIds, how }: Pick<RoundDecision, 'optionIds' | 'how'>): Promise<void> {
  const { tx, step, round, activity, now } = scene;
  const chosen = [...new Set(optionIds)];
  const known = new Set(round.options.map((option) => option.id));
  if (chosen.length === 0) throw new RuleBreach('nothing-chosen', phrase`Choose at least one, or close this and decide later.`);
  if (chosen.some((id) => !known.has(id)))
    throw new RuleBreach('no-option', phrase`That was nothing to vote for in this round. Open “Choose” again from the card.`);
  if (chosen.length > activity.most)
    throw new RuleBreach(
      'too-many',
      phrase`At most ${activity.most} can be taken on, and these are ${chosen.length}. Take some away, please.`,
    );
  const gone = chosen.filter((id) => !stillThere(step.draft, activity.list, chosen).includes(id));
  if (gone.length > 0)
    throw new RuleBreach(
      'removed',
      phrase`Somebody took ${namesOf(round.options, gone)} off the list meanwhile. “Choose” picks among what is there.`,
    );
  const said = await tx.appendMessage({
    contextId: step.contextId,
    role: 'user',
    content: `${activity.label}: we take on ${namesOf(round.options, chosen)}`,
    userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true, decision: true, roundId: round.id },
  });
  if (!said) throw new Error('the decision has no message to rest on');
  const applied = applyOps(step.definition, step.draft, [{ op: 'mark', list: activity.list, prop: activity.marks, itemIds: chosen }], {
    source: { messageId: said.id, userId },
    origin: 'human',
    seq: said.seq,
  });
  const [refusal] = applied.refused;
  if (refusal) throw new RuleBreach('refused', refusal.says);
  if (applied.capture) await saveCapturedDraft(tx, step, applied.draft);
  const before = round.decision?.count ?? 0;
  await tx.decideRound(round.id, { optionIds: chosen, how, seq: said.seq, count: before + 1, by: userId, at: now, expectedCount: before });
  await showRound(scene);
  await tx.audit({
    action: 'decide-vote',
    userId,
    details: { roundId: round.id, stepId: step.stepId, optionIds: chosen, how, seq: said.seq },
    at: now,
  });
}

function pickInputs({ step, round, activity }: ClosedVote, initial: readonly string[]): FormInput[] {
  const there = new Set(itemsOf(step.draft, activity.list).map((item) => item.id));
  const options = round.result.ranked
    .filter((one) => there.has(one.optionId))
    .map((one) => ({
      value: one.optionId,
      label: `${one.rank}. ${textOf(round.options.find((option) => option.id === one.optionId)?.text)} (${one.dots})`,
    }));
  if (options.length === 0) throw new RuleBreach('removed', phrase`Nothing of what was voted on is on the list any more.`);
  const known = initial.filter((id) => there.has(id));
  if (activity.most === 1)
    return [{ key: 'picked', label: 'We take on', kind: 'choice', options, optional: false, ...(known[0] ? { initial: known[0] } : {}) }];
  return [
    {
      key: 'picked',
      label: 'We take on',
      hint: `Up to ${activity.most}.`,
      kind: 'picks',
      options,
      initial: [...known],
      max: activity.most,
      optional: false,
    },
  ];
}
