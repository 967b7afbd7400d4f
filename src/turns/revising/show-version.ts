import type { StoredVersion, VersionLine } from '../../ports/revision-store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId } from '../../workshop/ids.ts';
import { outlineArtifact } from '../../workshop/outline.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { type NamedPoint, readPoint } from './read-point.ts';
import { writeVersionTarget } from './version-target.ts';

const maxLineChars = 300;

/** What a step said at some time: when another step was finished, in a version, at a moment. Throws a RuleBreach with what can be named. */
export async function showAsOf(
  deps: Deps,
  asker: Asker,
  workshop: Workshop,
  { stepId, point }: { stepId: StepId; point: string },
): Promise<Reply> {
  const now = deps.clock.now();
  const zone = (await deps.people.timeZoneOf(asker.userId)) ?? 'UTC';
  const named = readPoint(point, workshop.template, { now, zone });
  if (!named)
    throw new RuleBreach(
      'no-point',
      phrase`I can't tell when “${point.slice(0, 60)}” was. A step, a version or a time will do: “/workshop show ${stepId} as of v1”, “… as of 14:30”, “… as of yesterday”.`,
    );
  const definition = workshop.template.step(stepId);
  const found = await findAt(deps, workshop, stepId, named, now);
  const by = sayPoint(workshop, named);
  if (!found.version) {
    const why = found.first
      ? phrase` Its first version is from ${{ momentMs: found.first.at.getTime(), shows: 'day-and-time' }}.`
      : phrase` It has no version yet: one is written when the step is finished.`;
    return { text: phrase`*${definition.name}* had no result ${by}.${why}` };
  }
  return describeVersion(workshop, definition, found.version, { newest: found.newest, by });
}

async function findAt(
  deps: Deps,
  workshop: Workshop,
  stepId: StepId,
  named: NamedPoint,
  now: Date,
): Promise<{ version: StoredVersion | undefined; newest: number; first: VersionLine | undefined }> {
  const { store } = deps;
  const { name } = workshop.template.step(stepId);
  const [newest] = await store.listVersions(workshop.id, stepId, { limit: 1 });
  const [first] = await store.listVersions(workshop.id, stepId, { limit: 1, before: 2 });
  const found = (version: StoredVersion | undefined) => ({ version, newest: newest?.version ?? 0, first });
  switch (named.kind) {
    case 'version': {
      const version = await store.artifactVersion(workshop.id, stepId, named.version);
      if (!version)
        throw new RuleBreach(
          'no-version',
          newest
            ? phrase`${name} has no version ${named.version}; the newest is ${newest.version}. “/workshop history ${stepId}” lists them.`
            : phrase`${name} has no version yet: one is written when the step is finished.`,
        );
      return found(version);
    }
    case 'step': {
      const [done] = await store.listVersions(workshop.id, named.stepId, { limit: 1 });
      if (!done)
        throw new RuleBreach(
          'not-finished',
          phrase`${workshop.template.step(named.stepId).name} was never finished, so there is no such moment yet.`,
        );
      return found(await store.artifactAsOf(workshop.id, stepId, { seq: done.seq }));
    }
    case 'seq':
      if (named.seq > workshop.latestSeq) throw future(phrase`The clock of this workshop stands at ${workshop.latestSeq}`);
      return found(await store.artifactAsOf(workshop.id, stepId, { seq: named.seq }));
    case 'at': {
      // The rest of the minute that it is now, or of today, is no future.
      if (named.at.getTime() - now.getTime() > 86_400_000) throw future(phrase`That has not come yet`);
      return found(await store.artifactAsOf(workshop.id, stepId, { at: named.at }));
    }
  }
}

function future(says: Phrase): RuleBreach {
  return new RuleBreach('future', phrase`${says}, and I can't look ahead. “/workshop show” without “as of” shows what there is now.`);
}

function sayPoint(workshop: Workshop, named: NamedPoint): Phrase {
  switch (named.kind) {
    case 'version':
      return phrase`in version ${named.version}`;
    case 'step':
      return phrase`when ${workshop.template.step(named.stepId).name} was finished`;
    case 'seq':
      return phrase`at ${named.seq} on the workshop's clock`;
    case 'at':
      return phrase`by ${{ momentMs: named.at.getTime(), shows: 'day-and-time' }}`;
  }
}

/** A version in words, with whose lines they are; for one person. */
export function describeVersion(
  workshop: Workshop,
  definition: StepDefinition,
  version: StoredVersion,
  { newest, by }: { newest: number; by?: Phrase },
): Reply {
  const sections = outlineArtifact(definition, version.artifact).map((section) =>
    joinPhrases(
      [
        phrase`*${ours(section.label)}*`,
        ...section.entries.map((entry) => {
          const details = entry.details.map((one) => `${one.label.toLowerCase()}: ${one.text}`).join(' · ');
          const text = `${entry.title}${details ? ` (${details})` : ''}`;
          return phrase`• ${text.length > maxLineChars ? `${text.slice(0, maxLineChars)}…` : text}${sayAuthors(version, entry.path)}`;
        }),
      ],
      '\n',
    ),
  );
  const isNow = version.isCurrent ? phrase` This is what it has now.` : [];
  const target = { workshopId: workshop.id, stepId: definition.id, version: version.version, newest };
  return {
    text: joinPhrases(
      [
        phrase`*${definition.name}*${by ? phrase` ${by}` : []}: ${sayVersion(version)}.${isNow}`,
        ...(sections.length > 0 ? sections : [phrase`Nothing was written down.`]),
      ],
      '\n',
    ),
    ...(version.isCurrent
      ? {}
      : {
          buttons: [
            { label: 'Compare with now', action: 'compare-version', value: writeVersionTarget(target) },
            { label: `Restore ${version.version}`, action: 'restore', value: writeVersionTarget(target) },
          ],
        }),
  };
}

function sayAuthors({ provenance }: StoredVersion, path: string): Phrase {
  const userIds = (provenance[path]?.userIds ?? []).filter(Boolean);
  return userIds.length > 0 ? phrase` — ${listPhrases(userIds.map((one) => [person(one)]))}` : [];
}

/** `version 2, by Maya, 20 November, 14:30, which brought version 1 back` */
export function sayVersion({ version, author, at, restoredFrom }: VersionLine): Phrase {
  const who = author ? phrase`, by ${person(author)}` : [];
  const back = restoredFrom ? phrase`, which brought version ${restoredFrom} back` : [];
  return phrase`version ${version}${who}, ${{ momentMs: at.getTime(), shows: 'day-and-time' }}${back}`;
}
