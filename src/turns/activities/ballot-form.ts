import type { WorkshopTx } from '../../ports/store.ts';
import type { Round } from '../../workshop/activity.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { FeatureForm } from '../feature-forms.ts';
import { subjectOf } from '../feature-forms.ts';
import type { FormInput, FormOption } from '../form-inputs.ts';
import type { FormValues } from '../forms.ts';
import { countIn } from './count-in.ts';
import { findScene, inRound, isKind, type RoundScene, requireRoundOpen } from './in-round.ts';
import { look } from './look.ts';

const noDot = 'none';
const dotKey = /^dot\d+$/;

/** Every dot is a menu of all options: two menus on one option stack, an empty one is a dot that is left. Works for 2 as for 100 options. */
export const ballotForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'contribute', async (tx) => {
      const { round, budget } = await requireVote(tx, request.stepId, subjectOf(request.formId), deps.clock.now());
      const given = await tx.ballotOf(round.id, asker.userId);
      const placed = given.flatMap((vote) => Array.from({ length: vote.dots }, () => vote.optionId));
      return {
        request,
        title: 'Your dots',
        submitLabel: placed.length > 0 ? 'Change my vote' : 'Vote',
        intro: sayDots(round, budget, placed.length),
        inputs: Array.from({ length: budget }, (_, index) => dotInput(round, budget, index, placed[index])),
      };
    });
  },

  async save(deps, asker, request, { values }) {
    const target = { ...request, roundId: subjectOf(request.formId) };
    const errors = await inRound(deps, asker, target, 'contribute', async (scene): Promise<Record<string, Phrase> | undefined> => {
      requireRoundOpen(scene);
      if (!isKind(scene, 'vote')) throw notThisVote();
      const { tx, round, now } = scene;
      const dots = readDots(scene, values);
      if (dots.size === 0 && (await tx.ballotOf(round.id, asker.userId)).length === 0)
        throw new RuleBreach('no-dot', phrase`You have not placed a dot yet. Choose something in at least one of the menus.`);
      await tx.castBallot(
        round.id,
        asker.userId,
        [...dots].map(([optionId, count]) => ({ optionId, dots: count, choice: null })),
        now,
      );
      await countIn(scene);
      return undefined;
    });
    return errors ? { errors } : { saved: true };
  },
};

async function requireVote(tx: WorkshopTx, stepId: string, roundId: string, now: Date): Promise<{ round: Round; budget: number }> {
  const scene = { ...(await findScene(tx, { stepId, roundId })), now };
  requireRoundOpen(scene);
  if (!isKind(scene, 'vote')) throw notThisVote();
  return { round: scene.round, budget: budgetOf(scene) };
}

function budgetOf({ round, activity }: RoundScene<'vote'>): number {
  return round.settings.budget ?? activity.budget;
}

/** Dots by option. Throws a RuleBreach for more than there are, and for what is no option. */
function readDots(scene: RoundScene<'vote'>, values: FormValues): Map<string, number> {
  const budget = budgetOf(scene);
  const picked = Object.entries(values).flatMap(([key, value]) =>
    dotKey.test(key) && typeof value === 'string' && value !== '' && value !== noDot ? [value] : [],
  );
  if (picked.length > budget)
    throw new RuleBreach(
      'over-budget',
      phrase`You have ${budget} ${budget === 1 ? 'dot' : 'dots'} and this uses ${picked.length}. Take some away, please.`,
    );
  const known = new Set(scene.round.options.map((option) => option.id));
  if (picked.some((id) => !known.has(id))) throw notThisVote();
  const dots = new Map<string, number>();
  for (const id of picked) dots.set(id, (dots.get(id) ?? 0) + 1);
  return dots;
}

function notThisVote(): RuleBreach {
  return new RuleBreach('no-option', phrase`That is nothing to vote for in this round. Close this and press Vote on the card again.`);
}

function sayDots({ settings }: Round, budget: number, placed: number): string {
  const left = budget - placed;
  const have = budget === 1 ? 'You have one dot' : `You have ${budget} dots`;
  const stack = budget === 1 ? '' : ' Put several on the same one if you like it that much.';
  const now = placed > 0 ? ` ${placed} placed, ${left} left.` : '';
  const who = settings.anonymous ? 'Nobody ever sees who voted for what.' : 'Who voted for what is shown when it closes.';
  return `${have}.${now}${stack} Nobody sees a count before it closes, and until then you can change your mind. ${who}`;
}

function dotInput(round: Round, budget: number, index: number, placed: string | undefined): FormInput {
  const options: FormOption[] = [
    { value: noDot, label: '– no dot –' },
    ...round.options.map((option, place) => ({ value: option.id, label: `${place + 1}. ${option.text}` })),
  ];
  return {
    key: `dot${index}`,
    label: budget === 1 ? 'Your dot' : `Dot ${index + 1}`,
    kind: 'choice',
    options,
    optional: true,
    ...(placed ? { initial: placed } : {}),
  };
}
