import type { Compaction, ContextSources, ContextWindow } from '../ports/context-store.ts';
import { type Budgets, sectionBudgets, sectionKinds } from './budget.ts';
import { artifactCandidates, factCandidates, gapCandidates, isMissing, summaryCandidates } from './candidates.ts';
import { tokenizerName } from './count-tokens.ts';
import type { CountTokens } from './cut-text.ts';
import { type Candidate, type Fitted, fitFairly, fitWhole } from './fit-parts.ts';
import { fitRecent } from './fit-recent.ts';
import { fitCompaction } from './render-compaction.ts';
import type { BuiltContext, ContextManifest, ContextPart, ContextSection, LeftOut, SectionKind } from './types.ts';

export interface BuildInput {
  sources: ContextSources;
  window: ContextWindow;
  budgetTokens: number;
  countTokens: CountTokens;
  /** Asked for only when the stored text of a compaction does not do as it is. */
  readCompaction: (id: string) => Promise<Compaction | undefined>;
  /** What is to be recalled and fits; none of `shown`, the messages that the recent section is going to hold. Absent: nothing. */
  recall?: (budget: number, shown: readonly ContextPart[]) => Promise<Candidate[]>;
}

/**
 * Fits what is stored into the budget, section by section in the prompt's order. A section may use its share and what the sections
 * before it left; none depends on a later one, which keeps the beginning of the prompt the same from turn to turn.
 */
export async function buildContext(input: BuildInput): Promise<BuiltContext> {
  const { sources, window, countTokens } = input;
  const budgets = sectionBudgets(sources.template.step(sources.stepId), input.budgetTokens);
  const own = { ...budgets };
  const sections: ContextSection[] = [];
  const leftOut: LeftOut[] = [];
  const leave = (kind: SectionKind, count: number, why: LeftOut['why']) => {
    if (count > 0) leftOut.push({ kind, count, why });
  };
  const fit = (kind: SectionKind, how: (budget: number) => Fitted) => {
    const { parts, tokens, leftOut: tooMany } = how(budgets[kind]);
    if (parts.length > 0) sections.push({ kind, parts, tokens });
    leave(kind, tooMany, 'over-budget');
    const next = sectionKinds[sectionKinds.indexOf(kind) + 1];
    if (next) budgets[next] += budgets[kind] - tokens;
    return parts;
  };

  fit('artifacts', (budget) => fitFairly(artifactCandidates(sources), budget, countTokens));
  leave('artifacts', sources.unreadArtifacts, 'not-read-by-step');
  fit('summaries', (budget) => fitFairly(summaryCandidates(sources), budget, countTokens));
  const failed = sources.reads.reduce((sum, step) => sum + step.failedSummaries, 0);
  leave('summaries', failed, 'failed');
  fit('facts', (budget) => newestFirst(factCandidates(sources.facts, countTokens), budget));

  const { parts: shown } = fitRecent(window.messages, own.recent, countTokens);
  const recalled = (await input.recall?.(budgets.recall, shown)) ?? [];
  const inRecall = new Set(fit('recall', (budget) => fitWhole(recalled, budget)).map(messageId));
  fit('gaps', (budget) => fitFairly(gapCandidates(sources, countTokens), budget, countTokens));
  const compacted = await fitCompaction(window.compaction, budgets.compacted, countTokens, input.readCompaction);
  fit('compacted', () => compacted);
  const messages = window.messages.filter((message) => !inRecall.has(message.id));
  fit('recent', (budget) => {
    const fitted = fitRecent(messages, budget, countTokens);
    return { ...fitted, leftOut: fitted.leftOut + window.beyond };
  });
  leave('recent', window.deleted, 'deleted');
  leave('recent', window.compaction?.messages ?? 0, 'covered-by-compaction');

  return {
    sections,
    manifest: describeContext(input.budgetTokens, budgets, sections, leftOut),
    missing: sources.reads.filter(isMissing).map((step) => step.stepId),
  };
}

/** Where not all fit, the oldest are left out; the order stays. */
function newestFirst(candidates: Candidate[], budget: number): Fitted {
  const fitted = fitWhole(candidates.reverse(), budget);
  return { ...fitted, parts: fitted.parts.reverse() };
}

function messageId({ source }: ContextPart): string | undefined {
  return source.kind === 'message' ? source.id : undefined;
}

function describeContext(budgetTokens: number, budgets: Budgets, sections: readonly ContextSection[], leftOut: LeftOut[]): ContextManifest {
  return {
    budgetTokens,
    usedTokens: sections.reduce((sum, section) => sum + section.tokens, 0),
    tokenizer: tokenizerName,
    sections: sectionKinds.map((kind) => {
      const section = sections.find((one) => one.kind === kind);
      return { kind, budgetTokens: budgets[kind], usedTokens: section?.tokens ?? 0, sources: (section?.parts ?? []).map(describePart) };
    }),
    leftOut,
  };
}

function describePart({ source, tokens, isCut }: ContextPart): ContextManifest['sections'][number]['sources'][number] {
  const id = 'id' in source ? source.id : source.stepId;
  const version = source.kind === 'compaction' ? source.toVersion : 'version' in source ? source.version : undefined;
  return {
    kind: source.kind,
    id,
    ...(version === undefined ? {} : { version }),
    ...('stepId' in source ? { stepId: source.stepId } : {}),
    tokens,
    ...(isCut ? { isCut } : {}),
    ...('isStale' in source && source.isStale ? { isStale: true } : {}),
  };
}
