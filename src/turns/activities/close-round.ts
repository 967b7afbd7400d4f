import type { RoundResult } from '../../workshop/activity.ts';
import type { UserId } from '../../workshop/ids.ts';
import { listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { type RatedProp, rateProp } from '../../workshop/rating.ts';
import { tally } from '../../workshop/voting.ts';
import { cancelTimers } from '../time/timers.ts';
import { isKind, type RoundScene, showRound, takersOf } from './in-round.ts';
import { revealSheets } from './reveal-sheets.ts';
import { ratedProps } from './round-options.ts';

/** Who or what closes a round: a person, its timer, or the end of its step. */
export interface Closing {
  by: UserId | null;
  why: 'person' | 'time' | 'step-end';
}

/**
 * The one way a round closes: counts, reveals, forgets who chose what where that was promised, and shows the result. False when
 * somebody else closed it first. The result is on the card; what the host makes of it is another matter.
 */
export async function closeRound(scene: RoundScene, closing: Closing): Promise<boolean> {
  const { tx, step, round, activity, now } = scene;
  if (round.status !== 'open') return false;
  const took = await tx.countTakers(round.id);
  if (took === 0 && closing.why === 'step-end') return cancelRound(scene, closing.by);
  const result = await resultOf(scene, { took, of: Math.max(took, (await takersOf(tx)).length) });
  if (!(await tx.closeRound(round.id, { status: 'closed', by: closing.by, at: now, result }))) return false;
  if (round.kind === 'rate' || (round.kind === 'vote' && round.settings.anonymous)) await tx.forgetChoices(round.id);
  if (closing.why !== 'time') await cancelTimers(tx, { activityId: round.id }, now);
  await showRound(scene);
  const says = closing.why === 'step-end' || round.round > 1 ? undefined : sayClosed(scene, result, closing);
  if (says) await tx.post({ kind: 'say', stepId: step.stepId, text: says });
  await tx.audit({
    action: 'close-round',
    userId: closing.by,
    details: { roundId: round.id, activity: activity.id, kind: round.kind, round: round.round, took, why: closing.why },
    at: now,
  });
  return true;
}

/** Nothing that was handed in is looked at. False when it is not open any more. */
export async function cancelRound(scene: RoundScene, by: UserId | null): Promise<boolean> {
  const { tx, round, activity, now } = scene;
  if (!(await tx.closeRound(round.id, { status: 'cancelled', by, at: now, result: null }))) return false;
  await tx.forgetChoices(round.id);
  await cancelTimers(tx, { activityId: round.id }, now);
  await showRound(scene);
  await tx.audit({
    action: 'cancel-round',
    userId: by,
    details: { roundId: round.id, activity: activity.id, round: round.round },
    at: now,
  });
  return true;
}

async function resultOf(scene: RoundScene, people: { took: number; of: number }): Promise<RoundResult> {
  if (isKind(scene, 'write')) return revealSheets(scene, people);
  if (isKind(scene, 'rate')) return { kind: 'rate', ...people, ...(await rate(scene)) };
  const { tx, round } = scene;
  const ballots = (await tx.ballots(round.id)).map(({ userId, votes }) => ({
    userId,
    dots: Object.fromEntries(votes.map((vote) => [vote.optionId, vote.dots])),
  }));
  const votersOf = (id: string) => ballots.flatMap(({ userId, dots }) => (dots[id] ? [{ userId, dots: dots[id] }] : []));
  const voters = Object.fromEntries(round.options.map(({ id }) => [id, votersOf(id)]));
  return { kind: 'vote', ...people, ranked: tally(round.options, ballots), ...(round.settings.anonymous ? {} : { voters }) };
}

async function rate({ tx, step, round, activity }: RoundScene<'rate'>): Promise<{ rated: RatedProp[]; raters: UserId[] }> {
  const ballots = (await tx.ballots(round.id)).map(({ userId, votes }) => ({
    userId,
    choices: Object.fromEntries(votes.map((vote) => [vote.optionId, vote.choice ?? ''])),
  }));
  const props = ratedProps(step.definition, activity);
  const rated = round.options.flatMap((option) =>
    props.map((prop) => rateProp({ itemId: option.id, prop: prop.key }, prop.options, ballots)),
  );
  return { rated, raters: ballots.map((ballot) => ballot.userId) };
}

const maxNamed = 3;

/** One post for an activity, not one for each round: an edited card rings no bell, and somebody is waited for now. */
function sayClosed({ tx, round, activity }: RoundScene, result: RoundResult, { why }: Closing): Phrase | undefined {
  const time = why === 'time' ? phrase`Time is up. ` : [];
  if (result.took === 0) return why === 'time' ? phrase`${time}Nobody took part in ${activity.label} this time.` : undefined;
  const host = person(tx.workshop.ownerUserId);
  if (result.kind === 'vote') {
    const first = result.ranked.filter((one) => one.rank === 1);
    const names = first
      .slice(0, maxNamed)
      .map((one) => phrase`“${round.options.find((option) => option.id === one.optionId)?.text ?? ''}”`);
    const dots = first[0]?.dots ?? 0;
    const many = first.length > maxNamed ? phrase`${first.length} of them` : listPhrases(names);
    const lead =
      first.length > 1
        ? phrase`${many} share first place with ${sayDots(dots)} each`
        : phrase`${names[0] ?? []} leads with ${sayDots(dots)}`;
    return phrase`${time}${activity.label} is closed: ${lead}, and ${result.took} of ${result.of} voted. ${host}, what do we take on? The card above has the choice.`;
  }
  if (why !== 'time') return undefined;
  if (result.kind === 'write')
    return phrase`${time}${result.lines.length === 1 ? 'One line is' : `${result.lines.length} lines are`} on the table now: have a look at the card.`;
  return phrase`${time}${activity.label} is closed. ${host}, the card shows the middle, and where we differ.`;
}

function sayDots(dots: number): Phrase {
  return ours(dots === 1 ? '1 dot' : `${dots} dots`);
}
