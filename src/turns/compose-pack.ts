import { isDeepStrictEqual } from 'node:util';
import type { BuildPack, PackDocument } from '../build-pack/pack.ts';
import { addProse, hasProse, keepProse, numberLines } from '../build-pack/prose.ts';
import { renderJson } from '../build-pack/render-json.ts';
import { createProseCheck, renderMaterial, writeProse } from '../facilitator/model/write-prose.ts';
import type { BuildPackRow, WorkshopTx } from '../ports/store.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { createMeter, failureKind, type ModelUse, markerOf, withinBudget } from './model-use.ts';
import type { Deps } from './use-case.ts';
import { readPack } from './view-pack.ts';
import type { Waker } from './wake-workshop.ts';

/** Of all calls for a pack together. */
const wholeMs = 3 * 60_000;
const maxCalls = 6;
/** For the documents of the same versions. */
const maxTries = 2;
/** Of the prompt, for material in one call. */
const materialShare = 0.7;
/** Tables by nature, of which a sentence would only say the same again, and what no person is to read. */
const plain = new Set<PackDocument['kind']>(['prototype_prompt', 'decisions', 'actions']);

/**
 * The workshop is over and its pack stands: a model says the documents in sentences above their lines, and whatever shows the pack follows.
 * What it has said already it is not asked again, and about the same versions it is asked twice at most. Without a model, or where it
 * fails, the pack stays what it is.
 */
export const composePack: Waker = async (deps, workshopId) => {
  const use = deps.model;
  if (!use) return;
  const { workshop } = await deps.store.loadWorkshop(workshopId);
  if (workshop.facilitatorMode !== 'model' || workshop.status !== 'completed') return;
  const pack = await deps.store.inWorkshop(workshopId, takeTry);
  if (!pack) return;
  const documents = await composeDocuments(deps, use, workshop, pack);
  const packs = await deps.store.buildPacks(workshopId);
  await deps.store.inWorkshop(workshopId, async (tx) => {
    // It may have been made anew meanwhile, and what people see may be an earlier making.
    for (const row of packs.filter((one) => one.formatType === 'json')) {
      if (!(await sayIn(tx, row, documents))) continue;
      const handedOut = packs.find((one) => one.formatType === 'markdown' && one.createdAt.getTime() === row.createdAt.getTime());
      // The canvas itself may still be on its way: this comes after it.
      if (handedOut) await tx.post({ kind: 'pack', buildPackId: handedOut.id, inPlace: true });
    }
  });
};

/** The newest pack, when it has something that no model has said and this is not one try too many; the try is counted. */
async function takeTry(tx: WorkshopTx): Promise<BuildPack | undefined> {
  const newest = await tx.newestPack();
  const pack = newest && readPack(newest.content);
  if (!pack?.documents.some(isUnsaid)) return undefined;
  const { settings } = tx.workshop;
  const tries = settings.prose && isDeepStrictEqual(settings.prose.of, pack.sourceVersions) ? settings.prose.tries : 0;
  if (tries >= maxTries) return undefined;
  await tx.updateWorkshop({ settings: { ...settings, prose: { of: pack.sourceVersions, tries: tries + 1 } } });
  return pack;
}

function isUnsaid(document: PackDocument): boolean {
  return !plain.has(document.kind) && !hasProse(document);
}

/** True when a stored pack has sentences now that it did not have. */
async function sayIn(tx: WorkshopTx, { id, content }: BuildPackRow, documents: readonly PackDocument[]): Promise<boolean> {
  const pack = readPack(content);
  const said = keepProse(pack.documents, documents);
  if (said.every((document, index) => document === pack.documents[index])) return false;
  return tx.replacePack(id, { from: content, to: renderJson({ ...pack, documents: said }) });
}

async function composeDocuments(deps: Deps, use: ModelUse, workshop: Workshop, { documents }: BuildPack): Promise<PackDocument[]> {
  const meter = createMeter(deps, use, workshop, workshop.template.steps.at(-1)?.id ?? '');
  const marker = markerOf(use, workshop.id);
  const until = AbortSignal.timeout(wholeMs);
  const composed: PackDocument[] = [];
  let calls = 0;
  let isOver = false;
  for (const document of documents) {
    const numbered = numberLines(document);
    const material = {
      title: document.title,
      sections: document.sections.map(({ heading }, index) => ({ heading, lines: numbered[index] ?? [] })),
    };
    const fits = deps.countTokens(renderMaterial(material)) <= deps.contextTokens * materialShare;
    if (isOver || calls >= maxCalls || !isUnsaid(document) || !fits) {
      composed.push(document);
      continue;
    }
    calls += 1;
    try {
      const call = { marker, deadlineMs: use.deadlineMs, signal: until, onAttempt: meter.onAttempt };
      const prose = await withinBudget(deps, use, workshop, () => writeProse(use.model, material, call));
      composed.push(addProse(document, numbered, prose, createProseCheck(marker)));
    } catch (error) {
      deps.log.warn({ err: error, kind: failureKind(error), workshopId: workshop.id, document: document.kind }, 'no prose by a model');
      composed.push(document);
      isOver = true;
    } finally {
      await meter.record();
    }
  }
  return composed;
}
