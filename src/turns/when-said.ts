import { isDue, type WhenSaid } from '../build-pack/due-dates.ts';
import type { LineSources, OverviewLine } from '../build-pack/overview.ts';
import type { BuildPack } from '../build-pack/pack.ts';
import { zonesOf } from './time/zones.ts';
import type { Deps } from './use-case.ts';

/** When what the pack gives days for was said, and where its speaker is: by the last of its messages. Asks Slack for time zones. */
export async function findWhenSaid({ store, people }: Pick<Deps, 'store' | 'people'>, pack: BuildPack): Promise<WhenSaid> {
  const ids = [...new Set(datedIn(pack).flatMap((sources) => sources?.messageIds.at(-1) ?? []))];
  if (ids.length === 0) return () => undefined;
  const messages = new Map((await store.messagesById(pack.workshopId, ids)).map((message) => [message.id, message]));
  const zoneOf = await zonesOf(
    { people },
    pack.host,
    [...messages.values()].flatMap((message) => message.userId ?? []),
  );
  return (sources) => {
    const message = messages.get(sources?.messageIds.at(-1) ?? '');
    return message && { at: message.createdAt, zone: zoneOf(message.userId ?? pack.host) };
  };
}

function datedIn({ nextSteps, steps, documents }: BuildPack): (LineSources | undefined)[] {
  const parts = [...steps.flatMap((step) => step.sections), ...documents.flatMap(({ sections }) => sections.flatMap((one) => one.parts))];
  const dated = (line: OverviewLine) => line.details.filter(isDue).map((detail) => detail.sources ?? line.sources);
  return [...nextSteps.map((line) => line.sources), ...nextSteps.flatMap(dated), ...parts.flatMap(({ lines }) => lines.flatMap(dated))];
}
