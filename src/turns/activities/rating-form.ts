import type { RoundOption } from '../../workshop/activity.ts';
import { applyOps, type DraftOp } from '../../workshop/apply-ops.ts';
import type { Draft, Source } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import { disagrees, ratingKey } from '../../workshop/rating.ts';
import { addSaid } from '../../workshop/who-said.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import { type FormInput, optionsOf } from '../form-inputs.ts';
import type { FormValues } from '../forms.ts';
import { saveCapturedDraft } from '../save-captured-draft.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { countIn } from './count-in.ts';
import { findScene, inRound, isKind, type RoundScene, type RoundTarget, requireRoundOpen, requireStepOpen, showRound } from './in-round.ts';
import { look } from './look.ts';
import { ratedProps, stillThere } from './round-options.ts';

/** One's own ratings, a menu for each item and property. What is left open is no opinion. */
export const ratingForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'contribute', async (tx) => {
      const scene = { ...(await findScene(tx, { stepId: request.stepId, roundId: subjectOf(request.formId) })), now: deps.clock.now() };
      requireRoundOpen(scene);
      if (!isKind(scene, 'rate')) throw notThisRating();
      const given = await tx.ballotOf(scene.round.id, asker.userId);
      return {
        request,
        title: scene.activity.label,
        submitLabel: given.length > 0 ? 'Change mine' : 'Hand in',
        intro: `${scene.activity.intro ?? 'Everybody for themselves first.'} Leave open what you have no view on. Only the middle and how far we are apart are shown, never who chose what.`,
        inputs: menus(scene, (key) => given.find((vote) => vote.optionId === key)?.choice ?? undefined),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    await inRound(deps, asker, { ...request, roundId: subjectOf(request.formId) }, 'contribute', async (scene) => {
      requireRoundOpen(scene);
      if (!isKind(scene, 'rate')) throw notThisRating();
      const { tx, round, now } = scene;
      const choices = readChoices(scene, values);
      if (choices.length === 0 && (await tx.ballotOf(round.id, asker.userId)).length === 0)
        throw new RuleBreach('nothing-rated', phrase`You have not chosen anything yet. Choose in at least one menu.`);
      await tx.castBallot(
        round.id,
        asker.userId,
        choices.map(({ key, choice }) => ({ optionId: key, dots: 0, choice })),
        now,
      );
      await countIn(scene);
    });
    return { saved: true };
  },
};

/** The host puts the result down, changed where talking changed it: `settle:ROUND.N`. */
export const settleForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'steer', async (tx) => {
      const { roundId } = readSubject(request.formId);
      const scene = { ...(await findScene(tx, { stepId: request.stepId, roundId })), now: deps.clock.now() };
      requireRated(scene);
      const { rated } = scene.round.result;
      return {
        request: { ...request, formId: `settle:${roundId}.${scene.round.decision?.count ?? 0}` },
        title: 'What we write down',
        submitLabel: 'Write it down',
        intro: 'The middle stands in each menu; where we are apart it is yours to settle. What is left open stays as it is.',
        inputs: menus(scene, (key) => rated.find((one) => ratingKey(one.itemId, one.prop) === key)?.middle ?? undefined),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    const { roundId, count } = readSubject(request.formId);
    await inRound(deps, asker, { ...request, roundId }, 'steer', async (scene) => {
      requireRated(scene);
      if ((scene.round.decision?.count ?? 0) !== count) throw settledAlready(scene);
      await settle(scene, asker.userId, readChoices(scene, values), 'chosen');
    });
    return { saved: true };
  },
};

/** Writes the middles down as they are. What has none, since the two in the middle differ, stays as it was. */
export async function takeMiddles(deps: Deps, asker: Asker, target: RoundTarget): Promise<Reply | undefined> {
  return inRound(deps, asker, target, 'steer', async (scene) => {
    requireRated(scene);
    if (scene.round.decision) throw settledAlready(scene);
    const { rated } = scene.round.result;
    const choices = rated.flatMap((one) => (one.middle ? [{ key: ratingKey(one.itemId, one.prop), choice: one.middle }] : []));
    await settle(scene, asker.userId, choices, 'top');
    const split = rated.filter((one) => one.middle === null && disagrees(one)).length;
    if (split === 0) return undefined;
    return {
      text: phrase`Written down. ${split === 1 ? 'One has' : `${split} have`} no middle and stay as they were: talk about them, then “Change first” settles them.`,
    };
  });
}

interface Choice {
  key: string;
  choice: string;
}
type RateResult = Extract<NonNullable<RoundScene['round']['result']>, { kind: 'rate' }>;
type ClosedRating = RoundScene<'rate'> & { round: { result: RateResult } };

function requireRated(scene: RoundScene): asserts scene is ClosedRating {
  const { round, activity } = scene;
  if (round.status === 'open')
    throw new RuleBreach('still-open', phrase`${activity.label} is still open. Close it first; then you see what there is to write down.`);
  if (!isKind(scene, 'rate') || round.result?.kind !== 'rate')
    throw new RuleBreach('no-result', phrase`${activity.label} was called off, so there is nothing to write down.`);
  requireStepOpen(scene);
}

function readSubject(formId: string): { roundId: string; count: number } {
  const [roundId = '', count = '0'] = subjectOf(formId).split('.');
  return { roundId, count: Number(count) || 0 };
}

function settledAlready({ round }: RoundScene): RuleBreach {
  return new RuleBreach(
    'decided',
    phrase`${round.decidedBy ? [person(round.decidedBy)] : phrase`Somebody`} has written it down already. “Change first” on the card shows what it is now.`,
  );
}

function notThisRating(): RuleBreach {
  return new RuleBreach('no-rating', phrase`There is nothing to rate in that round. The newest card shows what is open.`);
}

function menus(scene: RoundScene<'rate'>, chosen: (key: string) => string | undefined): FormInput[] {
  const props = ratedProps(scene.step.definition, scene.activity);
  return scene.round.options.flatMap((option) =>
    props.map((prop): FormInput => {
      const key = ratingKey(option.id, prop.key);
      const initial = chosen(key);
      return {
        key,
        label: props.length > 1 ? `${option.text}: ${prop.label.toLowerCase()}` : option.text,
        kind: 'choice',
        options: [{ value: noOpinion, label: '– no opinion –' }, ...optionsOf(prop)],
        optional: true,
        ...(initial ? { initial } : {}),
      };
    }),
  );
}

const noOpinion = 'none';

/** Throws a RuleBreach for what is neither an item nor an option of this round. */
function readChoices(scene: RoundScene<'rate'>, values: FormValues): Choice[] {
  const props = new Map(ratedProps(scene.step.definition, scene.activity).map((prop) => [prop.key, prop.options]));
  const items = new Set(scene.round.options.map((option) => option.id));
  return Object.entries(values).flatMap(([key, value]): Choice[] => {
    if (typeof value !== 'string' || value === '' || value === noOpinion) return [];
    const [itemId = '', prop = ''] = key.split('/');
    if (!items.has(itemId) || !props.get(prop)?.includes(value)) throw notThisRating();
    return [{ key, choice: value }];
  });
}

/** The host's decision: their message, on which the values rest together with everybody who rated. */
async function settle(scene: ClosedRating, userId: UserId, choices: readonly Choice[], how: 'top' | 'chosen'): Promise<void> {
  const { tx, step, round, activity, now } = scene;
  const there = new Set(
    stillThere(
      step.draft,
      activity.list,
      round.options.map((option) => option.id),
    ),
  );
  const taken = choices.filter(({ key }) => there.has(key.split('/')[0] ?? ''));
  if (taken.length === 0)
    throw new RuleBreach('nothing-chosen', phrase`There is no middle to write down. “Change first” lets you settle it by hand.`);
  const said = await tx.appendMessage({
    contextId: step.contextId,
    role: 'user',
    content: `${activity.label}: ${taken.map(({ key, choice }) => `${nameOf(round.options, key)} ${choice}`).join('; ')}`,
    userId,
    slackTs: null,
    createdAt: now,
    metadata: { form: true, decision: true, roundId: round.id },
  });
  if (!said) throw new Error('the decision has no message to rest on');
  const ops = taken.map(({ key, choice }): DraftOp => {
    const [itemId = '', prop = ''] = key.split('/');
    return { op: 'update', list: activity.list, itemId, values: { [prop]: choice } };
  });
  const applied = applyOps(step.definition, step.draft, ops, { source: { messageId: said.id, userId }, origin: 'human', seq: said.seq });
  const [refusal] = applied.refused;
  if (refusal) throw new RuleBreach('refused', refusal.says);
  const raters = round.result.raters.filter((rater) => rater !== userId).map((rater): Source => ({ messageId: said.id, userId: rater }));
  if (applied.capture) await saveCapturedDraft(tx, step, withRaters(applied.draft, activity.list, said.id, raters));
  const before = round.decision?.count ?? 0;
  const optionIds = [...new Set(taken.map(({ key }) => key.split('/')[0] ?? ''))];
  await tx.decideRound(round.id, { optionIds, how, seq: said.seq, count: before + 1, by: userId, at: now, expectedCount: before });
  await showRound(scene);
  await tx.audit({
    action: 'settle-rating',
    userId,
    details: { roundId: round.id, stepId: step.stepId, values: taken.length, how, seq: said.seq },
    at: now,
  });
}

function nameOf(options: readonly RoundOption[], key: string): string {
  const [itemId = '', prop = ''] = key.split('/');
  return `${options.find((option) => option.id === itemId)?.text ?? ''} (${prop})`;
}

/** Everybody who rated stands behind the values, beside the host who wrote them down. */
function withRaters(draft: Draft, list: string, messageId: string, raters: readonly Source[]): Draft {
  const items = (draft.items[list] ?? []).map((item) => {
    if (!item.sources.some((source) => source.messageId === messageId)) return item;
    const rated = structuredClone(item);
    const keys = Object.keys(item.said ?? {}).filter((key) => item.said?.[key]?.some((source) => source.messageId === messageId));
    addSaid(rated, keys, raters);
    return { ...rated, sources: [...item.sources, ...raters] };
  });
  return { ...draft, items: { ...draft.items, [list]: items } };
}
