import type { Finished } from '../build-pack/assemble-overview.ts';
import { assemblePack } from '../build-pack/assemble-pack.ts';
import type { BuildPack } from '../build-pack/pack.ts';
import { keepProse } from '../build-pack/prose.ts';
import { messageIdsIn, recountPack } from '../build-pack/recount-pack.ts';
import { renderJson } from '../build-pack/render-json.ts';
import { renderMarkdown } from '../build-pack/render-markdown.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { textOf } from '../workshop/draft.ts';
import { isGoneFrom } from './link-pack.ts';
import { readPack } from './view-pack.ts';

/** The build pack from the current artifacts, in the caller's transaction. What a model has written for the same lines before stays. */
export async function makePack(tx: WorkshopTx, now: Date): Promise<BuildPack> {
  const artifacts = await tx.currentArtifacts();
  const steps = await tx.steps();
  const drafts = await Promise.all(steps.filter((step) => step.status !== 'not_started').map((step) => tx.step(step.stepId)));
  const pack = assemblePack({
    workshop: tx.workshop,
    steps: drafts,
    artifacts,
    members: await tx.members(),
    votes: await tx.closedVotes(),
    voices: await tx.voices(),
    finished: await listFinished(tx),
    now,
  });
  const counted = recountPack(pack, isGoneFrom(await tx.messagePlaces([...messageIdsIn(pack)])));
  const before = await tx.newestPack();
  return before ? { ...counted, documents: keepProse(counted.documents, readPack(before.content).documents) } : counted;
}

const finishing = ['complete', 'override', 'still-right'];
/** More than any workshop's steps are finished, each several times. */
const maxFinished = 100;

async function listFinished(tx: WorkshopTx): Promise<Finished[]> {
  const entries = await tx.history({ limit: maxFinished, actions: finishing });
  return entries.map(({ userId, details, at }) => ({ stepId: textOf(details.stepId), by: userId, at }));
}

/** Stores the build pack in the caller's transaction. Returns the id of the one that goes to the canvas. */
export async function writeBuildPack(tx: WorkshopTx, now: Date, made?: BuildPack): Promise<string> {
  const pack = made ?? (await makePack(tx, now));
  const row = { title: tx.workshop.title, kind: 'overview' as const, sourceVersions: pack.sourceVersions, at: now };
  await tx.saveBuildPack({ ...row, formatType: 'json', content: renderJson(pack) });
  return tx.saveBuildPack({ ...row, formatType: 'markdown', content: renderMarkdown(pack) });
}

/** Something in a workshop that is over has changed: the pack is made anew, and whatever shows it follows. Returns the new one's id. */
export async function remakePack(tx: WorkshopTx, now: Date): Promise<string> {
  const buildPackId = await writeBuildPack(tx, now);
  await tx.post({ kind: 'pack', buildPackId });
  await tx.wantCard('finale', null);
  await tx.wantCard('hub', null);
  // It is looked when a test is due, after how many days everything is to be erased, and whether a model has something to say.
  await tx.wakeAt(now);
  return buildPackId;
}

/** The workshop is over: pack, canvas, finale. */
export async function finishWorkshop(tx: WorkshopTx, now: Date): Promise<void> {
  await tx.updateWorkshop({ status: 'completed' });
  await tx.post({ kind: 'pictures', buildPackId: await remakePack(tx, now) });
}
