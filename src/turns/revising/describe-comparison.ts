import type { StoredVersion } from '../../ports/revision-store.ts';
import { type Change, compareArtifacts } from '../../workshop/compare-artifacts.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId } from '../../workshop/ids.ts';
import { joinPhrases, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { findHere } from './find-here.ts';
import { sayChanges } from './say-changes.ts';
import { readVersionTarget, writeVersionTarget } from './version-target.ts';

const linesForOne = 10;
const linesForAll = 30;

export interface ComparisonRequest {
  stepId: StepId;
  /** The version before the one in force, when it is not said. */
  from?: number;
  /** The one in force, when it is not said. */
  to?: number;
}

interface Compared {
  workshop: Workshop;
  from: StoredVersion;
  to: StoredVersion;
  changes: Change[];
}

/** What is different between two versions of a step, for one person: the first lines, and a way to show it to all. */
export async function describeComparison(deps: Deps, workshop: Workshop, request: ComparisonRequest): Promise<Reply> {
  const { from, to, changes } = await compareVersions(deps, workshop, request);
  const { stepId } = request;
  const { name } = workshop.template.step(stepId);
  const head = phrase`*${name}*, version ${from.version} → version ${to.version}${to.isCurrent ? phrase` (what it has now)` : []}`;
  if (changes.length === 0) return { text: phrase`${head}: the same.` };
  return {
    text: joinPhrases([head, ...sayChanges(changes, linesForOne)], '\n'),
    buttons: [
      {
        label: 'Post it in the thread',
        action: 'post-comparison',
        // A comparison needs two numbers, and a version target has two.
        value: writeVersionTarget({ workshopId: workshop.id, stepId, version: from.version, newest: to.version }),
      },
    ],
  };
}

/** Two versions of a step. Throws a RuleBreach for a version that there is not, and for a step that has one or none. */
async function compareVersions(deps: Deps, workshop: Workshop, { stepId, from, to }: ComparisonRequest): Promise<Compared> {
  const { store } = deps;
  const definition = workshop.template.step(stepId);
  const { name } = definition;
  const lines = await store.listVersions(workshop.id, stepId, { limit: 50 });
  if (lines.length === 0) throw new RuleBreach('no-version', phrase`${name} has no version yet: one is written when the step is finished.`);
  const last = to ?? lines.find((one) => one.isCurrent)?.version ?? lines[0]?.version ?? 0;
  const first = from ?? lines.find((one) => one.version < last)?.version;
  if (first === undefined)
    throw new RuleBreach(
      'one-version',
      phrase`${name} has one version so far, so there is nothing to compare it with. “/workshop revise ${stepId}” opens it again.`,
    );
  const [older, newer] = [await store.artifactVersion(workshop.id, stepId, first), await store.artifactVersion(workshop.id, stepId, last)];
  if (!older || !newer)
    throw new RuleBreach(
      'no-version',
      phrase`${name} has no version ${older ? last : first}; the newest is ${lines[0]?.version ?? 0}. “/workshop history ${stepId}” lists them.`,
    );
  return { workshop, from: older, to: newer, changes: compareArtifacts(definition, older, newer) };
}

/** A version against what there is now. */
export async function compareWithNow(deps: Deps, asker: Asker, value: string): Promise<Reply> {
  const { workshopId, stepId, version } = readVersionTarget(value);
  const workshop = await findHere(deps, asker, { workshopId, stepId });
  return describeComparison(deps, workshop, { stepId, from: version });
}

/** The whole comparison as a post in the step's thread, once for the same two versions. Whoever contributes may. */
export async function postComparison(deps: Deps, asker: Asker, value: string): Promise<Reply | undefined> {
  const { workshopId, stepId, version: from, newest: to } = readVersionTarget(value);
  const workshop = await findHere(deps, asker, { workshopId, stepId });
  const { changes } = await compareVersions(deps, workshop, { stepId, from, to });
  const { name } = workshop.template.step(stepId);
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    const step = await tx.step(stepId);
    if (!step.threadTs) throw new RuleBreach('no-thread', phrase`${name} has no thread here, so there is nowhere to post it.`);
    if (!(await tx.takeReceipt(`comparison:${workshopId}:${stepId}:${from}:${to}`)))
      throw new RuleBreach('posted', phrase`That comparison is in the thread of ${name} already.`);
    await tx.post({
      kind: 'say',
      stepId,
      text: joinPhrases([phrase`*${name}*, version ${from} → version ${to}:`, ...sayChanges(changes, linesForAll)], '\n'),
    });
    return { text: phrase`It is in the thread of ${name}.` };
  });
}
