import type { BuildPack, PackDocument } from '../build-pack/pack.ts';
import { addProse, hasProse, numberLines } from '../build-pack/prose.ts';
import { renderJson } from '../build-pack/render-json.ts';
import { createProseCheck, renderMaterial, writeProse } from '../facilitator/model/write-prose.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { createMeter, failureKind, type ModelUse, markerOf, requireBudget } from './model-use.ts';
import type { Deps } from './use-case.ts';
import { readPack } from './view-pack.ts';
import type { Waker } from './wake-workshop.ts';

/** Of all calls for a pack together. */
const wholeMs = 3 * 60_000;
const maxCalls = 6;
/** Of the prompt, for material in one call. */
const materialShare = 0.7;
/** Tables by nature: a sentence would only say the same again. */
const plain = new Set<PackDocument['kind']>(['decisions', 'actions']);

/**
 * The workshop is over and its pack stands: a model says the documents in sentences above their lines, and whatever shows the pack follows.
 * Without a model, or where it fails, the pack stays what it is.
 */
export const composePack: Waker = async (deps, workshopId) => {
  const use = deps.model;
  if (!use) return;
  const { workshop } = await deps.store.loadWorkshop(workshopId);
  if (workshop.facilitatorMode !== 'model' || workshop.status !== 'completed') return;
  const row = (await deps.store.buildPacks(workshopId)).find((one) => one.formatType === 'json');
  const pack = row && readPack(row.content);
  if (!row || !pack || hasProse(pack.documents)) return;
  const documents = await composeDocuments(deps, use, workshop, pack);
  if (!hasProse(documents)) return;
  const content = renderJson({ ...pack, documents });
  await deps.store.inWorkshop(workshopId, async (tx) => {
    // Made anew or erased meanwhile: this one is about something else.
    if (!(await tx.replacePack(row.id, { from: row.content, to: content }))) return;
    // The canvas itself may still be on its way: this comes after it.
    const shown = await tx.shownPack();
    if (shown) await tx.post({ kind: 'pack', buildPackId: shown.id, inPlace: true });
  });
};

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
    if (isOver || calls >= maxCalls || plain.has(document.kind) || !fits) {
      composed.push(document);
      continue;
    }
    calls += 1;
    try {
      await requireBudget(deps, use, workshop);
      const call = { marker, deadlineMs: use.deadlineMs, signal: until, onAttempt: meter.onAttempt };
      composed.push(addProse(document, numbered, await writeProse(use.model, material, call), createProseCheck(marker)));
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
