import type { Button } from '../../ports/outbox.ts';
import type { HistoryPlace, VersionLine } from '../../ports/revision-store.ts';
import type { StepId } from '../../workshop/ids.ts';
import { joinPhrases, ours, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { staleButton } from '../button-target.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { findHere } from './find-here.ts';
import { historyWords, sayEntry } from './say-history.ts';
import { sayVersion } from './show-version.ts';
import { writeVersionTarget } from './version-target.ts';

const entriesPerPage = 12;
const versionsPerPage = 4;

/** What happened in the workshop, newest first, a page at a time. */
export async function describeHistory(deps: Deps, workshop: Workshop, before?: HistoryPlace): Promise<Reply> {
  const found = await deps.store.history(workshop.id, {
    limit: entriesPerPage + 1,
    actions: Object.keys(historyWords),
    ...(before ? { before } : {}),
  });
  const entries = found.slice(0, entriesPerPage);
  const last = entries.at(-1);
  const isMore = found.length > entries.length && last !== undefined;
  const older: Button[] = isMore
    ? [{ label: 'Older', action: 'history', value: JSON.stringify({ w: workshop.id, t: last.at.getTime(), i: last.id }) }]
    : [];
  const lines = entries.length > 0 ? entries.map((entry) => sayEntry(entry, workshop.template)) : [phrase`Nothing more.`];
  return {
    text: joinPhrases(
      [
        phrase`*${workshop.title}*: what happened, newest first.`,
        ...lines,
        phrase`_“/workshop history ${ours(workshop.template.first)}” lists the versions of a step._`,
      ],
      '\n',
    ),
    ...(older.length > 0 ? { buttons: older } : {}),
  };
}

/** The versions of a step, newest first, with what can be done with each. */
export async function describeVersions(deps: Deps, workshop: Workshop, stepId: StepId, before?: number): Promise<Reply> {
  const { name } = workshop.template.step(stepId);
  const found = await deps.store.listVersions(workshop.id, stepId, { limit: versionsPerPage + 1, ...(before ? { before } : {}) });
  if (found.length === 0) return { text: phrase`*${name}* has no version yet: one is written when the step is finished.` };
  const [newest] = await deps.store.listVersions(workshop.id, stepId, { limit: 1 });
  const step = (await deps.store.loadWorkshop(workshop.id)).steps.find((one) => one.stepId === stepId);
  const versions = found.slice(0, versionsPerPage);
  const target = (version: number) => writeVersionTarget({ workshopId: workshop.id, stepId, version, newest: newest?.version ?? 0 });
  const buttons = versions.flatMap(({ version, isCurrent }): Button[] => [
    { label: `Show ${version}`, action: 'show-version', value: target(version) },
    ...(isCurrent
      ? []
      : [
          { label: `Compare ${version} with now`, action: 'compare-version', value: target(version) },
          { label: `Restore ${version}`, action: 'restore', value: target(version) },
        ]),
  ]);
  const oldest = versions.at(-1);
  const older: Button[] =
    found.length > versions.length && oldest
      ? [{ label: 'Older', action: 'history', value: JSON.stringify({ w: workshop.id, s: stepId, v: oldest.version }) }]
      : [];
  return {
    text: joinPhrases(
      [
        phrase`*${name}*, newest first:`,
        ...versions.map((one) => phrase`• ${sayVersion(one)}${sayState(workshop, one, step?.epoch ?? 0)}`),
      ],
      '\n',
    ),
    buttons: [...buttons, ...older],
  };
}

function sayState(workshop: Workshop, version: VersionLine, epoch: number): Phrase {
  if (version.isCurrent) return phrase` *(what it has now)*`;
  if (version.epoch < epoch) return phrase` _(from before the step was started over)_`;
  return version.workshopId === workshop.id ? [] : phrase` _(from before the fork)_`;
}

/** The next page of either. */
export async function pageHistory(deps: Deps, asker: Asker, value: string): Promise<Reply> {
  const { w, s, v, t, i } = readPage(value);
  if (typeof w !== 'string') throw staleButton();
  const workshop = await findHere(deps, asker, { workshopId: w, ...(typeof s === 'string' ? { stepId: s } : {}) });
  if (typeof s === 'string' && Number.isInteger(v)) return describeVersions(deps, workshop, s, v as number);
  if (typeof t === 'number' && typeof i === 'string' && Math.abs(t) < 8e15)
    return describeHistory(deps, workshop, { at: new Date(t), id: i });
  throw staleButton();
}

function readPage(value: string): Record<string, unknown> {
  try {
    const page: unknown = JSON.parse(value);
    if (typeof page === 'object' && page !== null) return page as Record<string, unknown>;
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}
