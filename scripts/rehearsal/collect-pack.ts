import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Coverage } from '../../src/build-pack/pack.ts';
import type { PackFiles } from '../../src/build-pack/pack-files.ts';
import { packSchema } from '../../src/build-pack/pack-schema.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { viewPack } from '../../src/turns/view-pack.ts';

/** Every file of the newest pack of the channel's workshop, as an export would hand it out; nothing while there is none. */
export async function collectPack(deps: Deps, place: { orgId: string; channelId: string }): Promise<PackFiles> {
  const found = await deps.store.listWorkshops(place, ['active', 'completed']);
  const workshop = found.find((one) => !one.parentId);
  const row = workshop && (await deps.store.buildPacks(workshop.id)).find((one) => one.formatType === 'markdown');
  const view = row && (await viewPack(deps, workshop.id, row.id, (message) => deps.channels.messageUrl(message) ?? ''));
  return view ? view.files() : { files: [], failed: [] };
}

export async function writePack(dir: string, { files }: PackFiles): Promise<void> {
  for (const { name, content } of files) {
    const path = join(dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** How much of each document leads back to what somebody said, and what a pack must not be. `json`: as it is stored. */
export function judgePack(json: string | undefined, leastLinked: number) {
  const troubles: string[] = [];
  if (json === undefined) return { documents: [], troubles: ['there is no build pack in json'] };
  const read = packSchema.safeParse(JSON.parse(json));
  if (!read.success) return { documents: [], troubles: [`the json is no build pack: ${read.error.message}`] };
  const documents = read.data.documents.map(({ title, coverage }) => ({ title, coverage }));
  const sum = (key: keyof Coverage) => documents.reduce((total, { coverage }) => total + coverage[key], 0);
  const total = sum('total');
  if (total === 0) troubles.push('the documents of the build pack are empty');
  if (sum('linked') + sum('assumptions') !== total) troubles.push('there are lines in documents that are neither linked nor assumptions');
  if (sum('linked') < total * leastLinked) troubles.push(`only ${sum('linked')} of ${total} lines of the documents are linked to messages`);
  return { documents, troubles };
}
