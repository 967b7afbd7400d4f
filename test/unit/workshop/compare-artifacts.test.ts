import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artifactSchema, ownValue, projectArtifact, valueAt } from '../../../src/workshop/artifact.ts';
import { type Change, type ComparedArtifact, compareArtifacts } from '../../../src/workshop/compare-artifacts.ts';
import type { Draft } from '../../../src/workshop/draft.ts';
import type { Json } from '../../../src/workshop/json.ts';
import { rebuildDraft } from '../../../src/workshop/rebuild-draft.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { drafts } from './generate-drafts.ts';

const asResult = (stepId: string, draft: Draft, withDraft = true): ComparedArtifact => ({
  ...projectArtifact(designThinking.step(stepId), draft),
  draft: withDraft ? draft : null,
});

/** Every line of a result without its marks, in no order. */
function linesOf(stepId: string, { artifact }: ComparedArtifact): string[] {
  return designThinking.step(stepId).fields.flatMap((field) => {
    if ((field.kind === 'items' && field.internal) || field.kind === 'projected') return [];
    const value = ownValue(field, artifact);
    if (value === undefined) return [];
    const flags = field.kind === 'items' ? field.props.flatMap((prop) => (prop.kind === 'flag' ? prop.key : [])) : [];
    return (Array.isArray(value) ? value : [value]).map((one) => `${field.key} ${JSON.stringify(flatten(one, flags))}`);
  });
}

/** Order of keys and of inner lists means nothing. */
function flatten(value: Json | undefined, without: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((one) => flatten(one)).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !without.includes(key))
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, one]) => [key, flatten(one)]),
  );
}

/** The lines of `before` with the changes applied. */
function apply(stepId: string, before: ComparedArtifact, changes: readonly Change[]): string[] {
  const copy = structuredClone(before.artifact) as Record<string, Json>;
  const gone = new Map<string, Set<number>>();
  const added: [string, Json][] = [];
  for (const change of changes) {
    if (change.kind === 'moved') continue;
    if (change.kind === 'added') {
      added.push([change.field, change.value]);
      continue;
    }
    const path = change.kind === 'changed' ? change.pathBefore : change.path;
    const index = Number(/\[(\d+)\]$/.exec(path)?.[1] ?? -1);
    if (change.kind === 'removed') {
      if (index < 0) takeOut(stepId, copy, change.field);
      else gone.set(change.field, (gone.get(change.field) ?? new Set()).add(index));
      continue;
    }
    for (const part of change.parts) {
      if (index < 0) putAt(copy, change.field, part.after as Json);
      else if (part.key === '') (copy[change.field] as Json[])[index] = part.after as Json;
      else setAt((copy[change.field] as Record<string, Json>[])[index]!, part.key.split('.'), part.after);
    }
  }
  for (const [field, indexes] of gone) copy[field] = (copy[field] as Json[]).filter((_, index) => !indexes.has(index));
  for (const [field, value] of added) {
    const isList = ['items', 'texts'].includes(designThinking.step(stepId).fields.find((one) => one.key === field)!.kind);
    if (isList) copy[field] = [...((copy[field] as Json[]) ?? []), value];
    else putAt(copy, field, value);
  }
  return linesOf(stepId, { ...before, artifact: copy });
}

function setAt(holder: Record<string, Json>, keys: string[], value: Json | undefined): void {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) {
    holder[key] ??= {};
    setAt(holder[key] as Record<string, Json>, rest, value);
  } else if (value === undefined) delete holder[key];
  else holder[key] = value;
}

/** A score leaves what else its object holds. */
function takeOut(stepId: string, holder: Record<string, Json>, field: string): void {
  const inside = designThinking
    .step(stepId)
    .fields.flatMap(({ key }) => (key.startsWith(`${field}.`) ? [[key, valueAt(holder, key)] as const] : []));
  setAt(holder, field.split('.'), undefined);
  for (const [key, value] of inside) if (value !== undefined) setAt(holder, key.split('.'), value);
}

/** A score joins what else its object holds. */
function putAt(holder: Record<string, Json>, field: string, value: Json): void {
  const before = valueAt(holder, field);
  setAt(
    holder,
    field.split('.'),
    typeof before === 'object' && before !== null && typeof value === 'object' ? { ...before, ...value } : value,
  );
}

const sorted = (lines: string[]) => [...lines].sort();

describe('comparing two results', () => {
  for (const { id } of designThinking.steps) {
    it(`finds nothing between a result of ${id} and itself, with its draft and without`, () => {
      fc.assert(
        fc.property(drafts(id), ([draft]) => {
          const result = asResult(id, draft);
          expect(compareArtifacts(designThinking.step(id), result, structuredClone(result))).toEqual([]);
          const bare = asResult(id, draft, false);
          expect(compareArtifacts(designThinking.step(id), bare, structuredClone(bare))).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });

    it(`finds all that is between two results of ${id}: applied to the first they give the second`, () => {
      fc.assert(
        fc.property(drafts(id), fc.boolean(), ([one, other], withDraft) => {
          const [before, after] = [asResult(id, one, withDraft), asResult(id, other, withDraft)];
          const changes = compareArtifacts(designThinking.step(id), before, after);
          expect(sorted(apply(id, before, changes))).toEqual(sorted(linesOf(id, after)));
        }),
        { numRuns: 60 },
      );
    });
  }

  it('follows an item by its id when its name changes, and names who changed it', () => {
    const step = designThinking.step('stakeholder-mapping');
    const source = (messageId: string, userId: string) => ({ messageId, userId });
    const item = (name: string, sources: ReturnType<typeof source>[]) => ({
      id: 'i1',
      values: { name },
      sources,
      origin: 'human' as const,
      seq: 1,
    });
    const draft = (one: ReturnType<typeof item>): Draft => ({
      fields: {},
      items: { stakeholders: [one] },
      captures: [],
      nextItemNumber: 2,
    });
    const before = asResult('stakeholder-mapping', draft(item('Nurses', [source('m1', 'UANNA')])));
    const after = asResult('stakeholder-mapping', draft(item('Nurses and doctors', [source('m1', 'UANNA'), source('m2', 'UBO')])));
    expect(compareArtifacts(step, before, after)).toMatchObject([
      { kind: 'changed', userIds: ['UBO'], parts: [{ key: 'name', before: 'Nurses', after: 'Nurses and doctors' }] },
    ]);
    // After a reset another item may have the same id: it began with another message.
    const other = asResult('stakeholder-mapping', draft(item('Cooks', [source('m9', 'UBO')])));
    expect(compareArtifacts(step, before, other).map((change) => change.kind)).toEqual(['added', 'removed']);
  });

  it('tells that the dip has moved, and what was picked', () => {
    const stage = (id: string, action: string, isDip: boolean) => ({
      id,
      values: { name: action, isDip },
      sources: [{ messageId: id, userId: 'UANNA' }],
      origin: 'human' as const,
      seq: 1,
    });
    const draft = (first: boolean): Draft => ({
      fields: {},
      items: { stages: [stage('i1', 'Arrive', first), stage('i2', 'Wait', !first)] },
      captures: [],
      nextItemNumber: 3,
    });
    const step = designThinking.step('journey-mapping');
    expect(compareArtifacts(step, asResult('journey-mapping', draft(true)), asResult('journey-mapping', draft(false)))).toEqual([
      { kind: 'moved', field: 'stages', prop: 'isDip', label: 'The dip', from: ['Arrive'], to: ['Wait'], userIds: ['UANNA'] },
    ]);
  });
});

describe('a draft put together from a result', () => {
  for (const { id } of designThinking.steps) {
    it(`gives the same result of ${id} again, with the same sources`, () => {
      fc.assert(
        fc.property(drafts(id), ([draft]) => {
          const definition = designThinking.step(id);
          const { artifact, provenance } = projectArtifact(definition, draft);
          fc.pre(artifactSchema(definition).safeParse(artifact).success);
          const again = projectArtifact(definition, rebuildDraft(definition, artifact, provenance, 7));
          expect(again.artifact).toEqual(artifact);
          const messages = (one: typeof provenance) =>
            Object.entries(one)
              .map(([path, entry]) => [path, entry.messageIds])
              .sort();
          expect(messages(again.provenance)).toEqual(messages(provenance));
        }),
        { numRuns: 80 },
      );
    });
  }
});
