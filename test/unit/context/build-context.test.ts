import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectionKinds } from '../../../src/context/budget.ts';
import { buildContext } from '../../../src/context/build-context.ts';
import { compact } from '../../../src/context/compact.ts';
import type { Candidate } from '../../../src/context/fit-parts.ts';
import type { BuiltContext } from '../../../src/context/types.ts';
import type { Compaction, ContextSources, ContextWindow, ReadStep, WindowMessage } from '../../../src/ports/context-store.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const countTokens = (text: string) => text.length;
const stepId: StepId = 'reframe';

function readStep(id: StepId, artifact: string | null, more: Partial<ReadStep> = {}): ReadStep {
  return {
    stepId: id,
    isStale: false,
    gaps: [],
    skipReason: null,
    artifact: artifact === null ? null : { id: `art_${id}`, version: 1, text: artifact, tokens: artifact.length },
    summary: null,
    failedSummaries: 0,
    ...more,
  };
}

function sourcesOf(reads: ReadStep[], facts: ContextSources['facts'] = []): ContextSources {
  return { workshopId: 'ws_1', orgId: 'T1', template: designThinking, stepId, reads, unreadArtifacts: 0, facts };
}

function message(version: number, text: string): WindowMessage {
  const place = { contextId: 'ctx_1', workshopId: 'ws_1', stepId };
  return { ...place, id: `msg_${version}`, version, seq: version, role: 'user', userId: 'U1', text, tokens: text.length, isWhole: true };
}

function windowOf(texts: readonly string[], compaction: ContextWindow['compaction'] = null): ContextWindow {
  const from = compaction?.coversTo ?? 0;
  return { messages: texts.map((text, index) => message(from + index + 1, text)).reverse(), beyond: 0, deleted: 0, compaction };
}

const compactions = new Map<string, Compaction>();
const readCompaction = async (id: string) => compactions.get(id);

function compactionOf(texts: readonly string[]): NonNullable<ContextWindow['compaction']> {
  const messages = texts.map((text, index) => ({ version: index + 1, role: 'user' as const, userId: 'U1', text, metadata: {} }));
  const { compaction, text } = compact({ before: null, gone: [], changed: [], messages, coversTo: texts.length }, 400, countTokens);
  const id = `msg_compaction_${compactions.size}`;
  compactions.set(id, compaction);
  const { coversFrom, coversTo, messages: count } = compaction;
  return { id, coversFrom, coversTo, messages: count, text, tokens: text.length, gone: [] };
}

const arbitrary = fc.record({
  artifacts: fc.array(fc.option(fc.string({ maxLength: 3_000 })), { minLength: 4, maxLength: 4 }),
  summaries: fc.array(fc.option(fc.string({ maxLength: 800 })), { minLength: 4, maxLength: 4 }),
  gaps: fc.array(fc.string({ maxLength: 300 }), { maxLength: 3 }),
  facts: fc.array(fc.string({ maxLength: 100 }), { maxLength: 60 }),
  recalled: fc.array(fc.string({ maxLength: 400 }), { maxLength: 10 }),
  covered: fc.array(fc.string({ maxLength: 200 }), { maxLength: 30 }),
  recent: fc.array(fc.string({ maxLength: 900 }), { maxLength: 40 }),
});
type Arbitrary = typeof arbitrary extends fc.Arbitrary<infer T> ? T : never;

function build(given: Arbitrary, budgetTokens: number): Promise<BuiltContext> {
  const { reads } = designThinking.step(stepId);
  const gaps = given.gaps.map((says) => ({ field: 'x', says, items: [] }));
  const steps = reads.map((id, index) => {
    const summary = given.summaries[index] ?? null;
    return readStep(id, given.artifacts[index] ?? null, {
      summary: summary === null ? null : { id: `sum_${id}`, version: 1, text: summary, tokens: summary.length },
      gaps: index === 0 ? gaps : [],
    });
  });
  const facts = given.facts.map((value, index) => ({ id: `fact_${index}`, key: `f${index}`, value }));
  const recalled: Candidate[] = given.recalled.map((text, index) => {
    const { id, seq, version, workshopId, role, userId } = message(10_000 + index, text);
    return { source: { kind: 'message', id, seq, version, stepId, workshopId, role, userId }, text, tokens: text.length };
  });
  const compaction = given.covered.length > 0 ? compactionOf(given.covered) : null;
  const window = windowOf(given.recent, compaction);
  return buildContext({
    sources: sourcesOf(steps, facts),
    window,
    budgetTokens,
    countTokens,
    readCompaction,
    recall: async () => recalled,
  });
}

const textsOf = (built: BuiltContext, kind: string) =>
  built.sections.find((section) => section.kind === kind)?.parts.map((part) => part.text) ?? [];

describe('a context in its budget', () => {
  it('is never over it, whatever is stored and whatever the budget', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.oneof(fc.nat(400), fc.nat(12_000)), async (given, budget) => {
        const built = await build(given, budget);
        const texts = built.sections.flatMap((section) => section.parts);
        expect(texts.reduce((sum, part) => sum + countTokens(part.text), 0)).toBeLessThanOrEqual(budget);
        expect(built.sections.reduce((sum, section) => sum + section.tokens, 0)).toBe(built.manifest.usedTokens);
        expect(built.manifest.usedTokens).toBeLessThanOrEqual(budget);
        for (const section of built.manifest.sections) expect(section.usedTokens).toBeLessThanOrEqual(section.budgetTokens);
      }),
      { numRuns: 300 },
    );
  });

  it('always ends with the latest message, and has its sections in the order of the prompt', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer({ min: 40, max: 9_000 }), async (given, budget) => {
        const built = await build(given, budget);
        const kinds = built.sections.map((section) => section.kind);
        expect(kinds).toEqual(sectionKinds.filter((kind) => kinds.includes(kind)));
        if (given.recent.length === 0) return;
        const last = built.sections.at(-1);
        expect(last?.kind).toBe('recent');
        expect(last?.parts.at(-1)?.source).toMatchObject({ version: given.covered.length + given.recent.length });
      }),
      { numRuns: 200 },
    );
  });

  it('begins with the same bytes whatever is said, recalled, compacted or left open meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, arbitrary, fc.nat(9_000), async (given, later, budget) => {
        const { artifacts, summaries, facts } = given;
        const before = await build(given, budget);
        const after = await build({ ...later, artifacts, summaries, facts }, budget);
        for (const kind of ['artifacts', 'summaries', 'facts'])
          expect(after.sections.find((section) => section.kind === kind)).toEqual(before.sections.find((section) => section.kind === kind));
      }),
      { numRuns: 200 },
    );
  });

  it('adds a new fact behind the others', async () => {
    const facts = [1, 2].map((n) => ({ id: `fact_${n}`, key: `fact ${n}`, value: 'known' }));
    const window = windowOf([]);
    const known = await buildContext({
      sources: sourcesOf([], facts.slice(0, 1)),
      window,
      budgetTokens: 4_000,
      countTokens,
      readCompaction,
    });
    const more = await buildContext({ sources: sourcesOf([], facts), window, budgetTokens: 4_000, countTokens, readCompaction });
    expect(textsOf(known, 'facts')).toEqual(['fact 1: known']);
    expect(textsOf(more, 'facts')).toEqual(['fact 1: known', 'fact 2: known']);
  });

  it('hands on what a section does not use: without artifacts there is more room for what is said', async () => {
    const long = Array.from({ length: 60 }, (_, n) => `${n} ${'word '.repeat(16)}`);
    const artifact = 'x '.repeat(2_000);
    const reads = designThinking.step(stepId).reads.map((id) => readStep(id, artifact));
    const full = await buildContext({
      sources: sourcesOf(reads),
      window: windowOf(long),
      budgetTokens: 5_000,
      countTokens,
      readCompaction,
    });
    const empty = await buildContext({ sources: sourcesOf([]), window: windowOf(long), budgetTokens: 5_000, countTokens, readCompaction });
    expect(textsOf(full, 'recent').length).toBeLessThan(35);
    expect(textsOf(empty, 'recent').length).toBeGreaterThan(50);
  });
});

describe('what a context says of a step that it reads', () => {
  const build = (reads: ReadStep[]) =>
    buildContext({ sources: sourcesOf(reads), window: windowOf(['hello']), budgetTokens: 6_000, countTokens, readCompaction });

  it('is a fixed marker when the step gave nothing at all', async () => {
    const built = await build([readStep('challenge', 'A problem'), readStep('sense-making', null), readStep('persona', '')]);
    expect(built.missing).toEqual(['sense-making', 'persona']);
    const gaps = built.sections.find((section) => section.kind === 'gaps');
    expect(gaps?.parts.map((part) => part.source)).toEqual([
      { kind: 'missing', stepId: 'sense-making', stepName: 'Sense-making' },
      { kind: 'missing', stepId: 'persona', stepName: 'Persona' },
    ]);
    expect(gaps?.parts[0]?.text).toBe('Nothing is known from the step "Sense-making": it has no result yet. Do not guess what it found.');
  });

  it('is what stayed open, and why the team moved on', async () => {
    const gaps = [{ field: 'personas', says: 'one person, in full', items: ['Maria has no quote'] }];
    const built = await build([readStep('persona', 'Maria', { gaps, skipReason: 'We know her well.' })]);
    expect(built.missing).toEqual([]);
    expect(textsOf(built, 'gaps')).toEqual([
      'Still open in "Persona": one person, in full (Maria has no quote). The team moved on: We know her well.',
    ]);
  });

  it('is marked where it rests on something that was reopened', async () => {
    const built = await build([readStep('persona', 'Maria', { isStale: true, summary: { id: 'sum', version: 2, text: 'S', tokens: 1 } })]);
    expect(built.sections.slice(0, 2).map((section) => section.parts[0]?.source)).toEqual([
      { kind: 'artifact', id: 'art_persona', stepId: 'persona', stepName: 'Persona', version: 1, isStale: true },
      { kind: 'summary', id: 'sum', stepId: 'persona', stepName: 'Persona', version: 2, isStale: true },
    ]);
    expect(built.manifest.sections[0]?.sources).toEqual([
      { kind: 'artifact', id: 'art_persona', version: 1, stepId: 'persona', tokens: 17, isStale: true },
    ]);
  });
});
