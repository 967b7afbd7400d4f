import type { Button } from '../../ports/outbox.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, ours, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { staleButton } from '../button-target.ts';
import { findHere } from '../revising/find-here.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { writePair } from './pair-target.ts';
import { type ComparisonView, viewComparison } from './view-comparison.ts';

const maxLabelChars = 60;
const maxChoices = 5;

/** A workshop and its what-if side by side. Which one is asked for when there are several. Throws a RuleBreach when there is none. */
export async function compareForks(deps: Deps, asker: Asker, workshop: Workshop): Promise<Reply | undefined> {
  const forks = (await deps.store.forksOf(workshop.id)).filter((one) => !one.settings.archived);
  const parent = workshop.parentId
    ? await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: workshop.parentId })
    : undefined;
  const pairs = [
    ...(parent ? [{ one: parent.id, other: workshop.id, title: parent.title }] : []),
    ...forks.map((fork) => ({ one: workshop.id, other: fork.id, title: fork.title })),
  ];
  const [only] = pairs;
  if (!only)
    throw new RuleBreach(
      'no-fork',
      phrase`“${workshop.title}” has no what-if to compare with. “/workshop fork” makes one; “/workshop compare ${ours(workshop.template.first)}” compares the versions of a step.`,
    );
  if (pairs.length === 1) return comparePair(deps, asker, only);
  return {
    text: phrase`“${workshop.title}” compared with which one?`,
    buttons: pairs.slice(0, maxChoices).map(
      (pair): Button => ({
        label: pair.title.length > maxLabelChars ? `${pair.title.slice(0, maxLabelChars)}…` : pair.title,
        action: 'compare-forks',
        value: writePair(pair),
      }),
    ),
  };
}

/** Puts the comparison as a card into the what-if's thread, where the team can decide, and its first lines before the asker. */
export async function comparePair(
  deps: Deps,
  asker: Asker,
  { one, other }: { one: WorkshopId; other: WorkshopId },
): Promise<Reply | undefined> {
  await findHere(deps, asker, { workshopId: one });
  const fork = await findHere(deps, asker, { workshopId: other });
  if (fork.parentId !== one) throw staleButton();
  const view = await viewComparison(deps.store, one, other);
  return deps.store.inWorkshop(other, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    const { forkedAt } = tx.workshop.settings;
    const place = forkedAt ? await tx.step(forkedAt) : undefined;
    if (place) await tx.wantCard('comparison', place.stepId, { subjectId: one });
    const lines = view.steps.slice(0, 3).flatMap((step) => [phrase`*${ours(step.name)}*`, ...step.lines.slice(0, 4)]);
    const where = place
      ? phrase`All of it, and which one to keep, stands in the thread of ${place.definition.name} of “${view.other.title}”.`
      : [];
    return {
      text: joinPhrases(
        [
          phrase`“${view.one.title}” → “${view.other.title}”`,
          ...(lines.length > 0 ? lines : [phrase`They say the same so far.`]),
          ...sayPacks(view),
          where,
        ],
        '\n',
      ),
    };
  });
}

const maxPackLines = 4;

/** Where their build packs say something else. */
function sayPacks({ packs }: ComparisonView): Phrase[] {
  const different = packs.filter((row) => !row.isSame).slice(0, maxPackLines);
  const lines = different.map(({ label, one, other }) => phrase`• ${ours(label)}: ${one} → ${other}`);
  return lines.length > 0 ? [phrase`*The build packs*`, ...lines] : [];
}
