import { advanceStep } from '../advance-step.ts';
import { readTarget, staleButton } from '../button-target.ts';
import type { ButtonHandler } from '../press-button.ts';
import { carryOver } from './carry-over.ts';
import { compareWithNow, postComparison } from './describe-comparison.ts';
import { pageHistory } from './describe-history.ts';
import { findHere } from './find-here.ts';
import { restoreVersion } from './restore-version.ts';
import { describeVersion } from './show-version.ts';
import { readVersionTarget } from './version-target.ts';

export const revisingButtons: Readonly<Record<string, ButtonHandler>> = {
  'still-right': async (deps, asker, value) => advanceStep(deps, asker, { ...readTarget(value), asItIs: true }),
  'carry-over': carryOver,
  history: pageHistory,
  'show-version': async (deps, asker, value) => {
    const { workshopId, stepId, version: wanted, newest } = readVersionTarget(value);
    const workshop = await findHere(deps, asker, { workshopId, stepId });
    const version = await deps.store.artifactVersion(workshopId, stepId, wanted);
    if (!version) throw staleButton();
    return describeVersion(workshop, workshop.template.step(stepId), version, { newest });
  },
  'compare-version': compareWithNow,
  'post-comparison': postComparison,
  restore: async (deps, asker, value) => restoreVersion(deps, asker, readVersionTarget(value)),
};
