import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import type { VerbTarget } from '../verb-handlers.ts';
import { cancelRound, closeRound } from './close-round.ts';
import { inRound, type RoundTarget, requireRoundOpen } from './in-round.ts';
import { findOpenRound, showTogether, startForm } from './show-together.ts';

/** `vote`, `vote open [WHAT]`, `vote close [WHAT]`, `vote cancel [WHAT]`. */
export async function runVote(deps: Deps, asker: Asker, { workshop, stepId, rest }: VerbTarget): Promise<Reply | undefined> {
  const place = { workshopId: workshop.id, stepId };
  const [word = '', ...more] = rest.trim().split(/\s+/);
  const name = more.join(' ').slice(0, 80);
  switch (word.toLowerCase()) {
    case '':
      return showTogether(deps, asker, place);
    case 'open':
    case 'start':
      return startForm(deps, asker, place, name);
    case 'close':
    case 'end':
    case 'stop':
      return closeByHost(deps, asker, await findOpenRound(deps, asker, place, name));
    case 'cancel':
      return cancelByHost(deps, asker, await findOpenRound(deps, asker, place, name));
    default:
      throw new RuleBreach(
        'vote-unclear',
        phrase`I did not get that. “/workshop vote” shows what is open, “vote open” starts one, “vote close” counts it, “vote cancel” calls it off.`,
      );
  }
}

/** Two closings at once close once; the other one is told. */
export async function closeByHost(deps: Deps, asker: Asker, target: RoundTarget): Promise<Reply | undefined> {
  return inRound(deps, asker, target, 'steer', async (scene) => {
    requireRoundOpen(scene);
    if (!(await closeRound(scene, { by: asker.userId, why: 'person' })))
      requireRoundOpen({ ...scene, round: await scene.tx.round(scene.round.id) });
    return undefined;
  });
}

export async function cancelByHost(deps: Deps, asker: Asker, target: RoundTarget): Promise<Reply | undefined> {
  return inRound(deps, asker, target, 'steer', async (scene) => {
    requireRoundOpen(scene);
    await cancelRound(scene, asker.userId);
    return undefined;
  });
}
