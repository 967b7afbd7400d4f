import type { WorkshopTx } from '../../ports/store.ts';
import type { UserId } from '../../workshop/ids.ts';
import type { Step } from '../../workshop/workshop.ts';
import { currentStep } from '../advance-step.ts';

export interface Heard {
  /** The open one. */
  step: Step;
  /** Who has said something in it. */
  heard: UserId[];
  /** Of the team, who has not. */
  unheard: UserId[];
  /** Of those, who said nothing in the step before either. */
  quiet: UserId[];
}

/** Who of the team was heard in the step that is open; undefined between steps. For hosts' eyes only. */
export async function whoWasHeard(tx: WorkshopTx): Promise<Heard | undefined> {
  const steps = await tx.steps();
  const step = currentStep(steps);
  if (!step) return undefined;
  const { team, takePart } = await tx.stepPresence(step.id);
  const said = new Set(takePart);
  const begun = steps.slice(0, steps.indexOf(step)).filter((one) => one.startedAt !== null);
  const before = begun.at(-1);
  const saidBefore = new Set(before ? (await tx.participation(before.id)).map((one) => one.userId) : []);
  const unheard = team.filter((userId) => !said.has(userId));
  return {
    step,
    heard: team.filter((userId) => said.has(userId)),
    unheard,
    quiet: before ? unheard.filter((userId) => !saidBefore.has(userId)) : [],
  };
}
