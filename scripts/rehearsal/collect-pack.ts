import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Coverage } from '../../src/build-pack/pack.ts';
import type { PackFiles } from '../../src/build-pack/pack-files.ts';
import { packSchema } from '../../src/build-pack/pack-schema.ts';
import { hasProse } from '../../src/build-pack/prose.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { readPack, viewPack } from '../../src/turns/view-pack.ts';
import type { WorkshopId } from '../../src/workshop/ids.ts';

const lookEveryMs = 100;

/**
 * Every file of the newest pack of the channel's workshop, as an export would hand it out, once nothing is on its way any more and a model
 * has said what it has to say, or after `patienceMs`; nothing while there is no pack.
 */
export async function collectPack(deps: Deps, place: { orgId: string; channelId: string }, patienceMs: number): Promise<PackFiles> {
  const found = await deps.store.listWorkshops(place, ['active', 'completed']);
  const workshop = found.find((one) => !one.parentId);
  if (workshop) await settle(deps, workshop.id, patienceMs);
  const row = workshop && (await deps.store.buildPacks(workshop.id)).find((one) => one.formatType === 'markdown');
  const view = row && (await viewPack(deps, workshop.id, row.id, (message) => deps.channels.messageUrl(message) ?? ''));
  return view ? view.files() : { files: [], failed: [] };
}

async function settle({ store, model }: Deps, workshopId: WorkshopId, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  const isSaid = async () => {
    const json = (await store.buildPacks(workshopId)).find((one) => one.formatType === 'json');
    return !model || !json || readPack(json.content).documents.some(hasProse);
  };
  while (Date.now() < until && !((await isSaid()) && (await store.countWaiting()).deliveries === 0)) await wait(lookEveryMs);
}

export async function writePack(dir: string, { files }: PackFiles): Promise<void> {
  for (const { name, content } of files) {
    const path = join(dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** How much of each document leads back to what somebody said, how many sentences a model wrote, and what a pack must not be. `json`: as it is stored. */
export function judgePack(json: string | undefined, leastLinked: number) {
  const troubles: string[] = [];
  if (json === undefined) return { documents: [], sentences: 0, troubles: ['there is no build pack in json'] };
  const read = packSchema.safeParse(JSON.parse(json));
  if (!read.success) return { documents: [], sentences: 0, troubles: [`the json is no build pack: ${read.error.message}`] };
  const documents = read.data.documents.map(({ title, coverage }) => ({ title, coverage }));
  const sum = (key: keyof Coverage) => documents.reduce((total, { coverage }) => total + (coverage[key] ?? 0), 0);
  const total = sum('total');
  if (total === 0) troubles.push('the documents of the build pack are empty');
  if (sum('linked') + sum('assumptions') !== total) troubles.push('there are lines in documents that are neither linked nor assumptions');
  if (sum('linked') < total * leastLinked) troubles.push(`only ${sum('linked')} of ${total} lines of the documents are linked to messages`);
  const sentences = read.data.documents.flatMap((one) => one.sections.flatMap((section) => section.prose ?? [])).length;
  return { documents, sentences, troubles };
}
