import { assemblePack } from '../build-pack/assemble-pack.ts';
import { renderJson } from '../build-pack/render-json.ts';
import { renderMarkdown } from '../build-pack/render-markdown.ts';
import type { WorkshopTx } from '../ports/store.ts';

/** Writes the build pack from the current artifacts, in the caller's transaction. Returns the id of the one that goes to the canvas. */
export async function writeBuildPack(tx: WorkshopTx, now: Date): Promise<string> {
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
    now,
  });
  const row = { title: tx.workshop.title, kind: 'overview' as const, sourceVersions: pack.sourceVersions, at: now };
  await tx.saveBuildPack({ ...row, formatType: 'json', content: renderJson(pack) });
  return tx.saveBuildPack({ ...row, formatType: 'markdown', content: renderMarkdown(pack) });
}

/** The workshop is over: pack, canvas, finale. */
export async function finishWorkshop(tx: WorkshopTx, now: Date): Promise<void> {
  await tx.updateWorkshop({ status: 'completed' });
  const buildPackId = await writeBuildPack(tx, now);
  // So many days later everything is erased, where the host wanted that.
  const { retentionDays } = tx.workshop.settings;
  if (retentionDays !== undefined) await tx.wakeAt(now);
  await tx.post({ kind: 'pack', buildPackId });
  await tx.wantCard('finale', null);
  await tx.wantCard('hub', null);
}
