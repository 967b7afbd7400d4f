import type { ContextSources, PromptFact, ReadStep } from '../ports/context-store.ts';
import { sayFact } from '../workshop/fact-words.ts';
import { describeGap } from '../workshop/gate.ts';
import type { CountTokens } from './cut-text.ts';
import type { Candidate } from './fit-parts.ts';

/** What the steps that this one reads have to offer to a prompt, before it is known how much of it fits. */

export function artifactCandidates({ reads, template }: ContextSources): Candidate[] {
  return reads.flatMap(({ stepId, isStale, artifact }) =>
    artifact?.text
      ? [
          {
            source: {
              kind: 'artifact' as const,
              id: artifact.id,
              stepId,
              stepName: template.step(stepId).name,
              version: artifact.version,
              isStale,
            },
            text: artifact.text,
            tokens: artifact.tokens,
          },
        ]
      : [],
  );
}

/** Beside the artifacts, not instead of them: an artifact is the truth, a summary says how it came about. */
export function summaryCandidates({ reads, template }: ContextSources): Candidate[] {
  return reads.flatMap(({ stepId, isStale, summary }) =>
    summary
      ? [
          {
            source: {
              kind: 'summary' as const,
              id: summary.id,
              stepId,
              stepName: template.step(stepId).name,
              version: summary.version,
              isStale,
            },
            text: summary.text,
            tokens: summary.tokens,
          },
        ]
      : [],
  );
}

/** Oldest first, so that a new fact is added to the prompt's stable beginning instead of changing it. */
export function factCandidates(facts: readonly PromptFact[], countTokens: CountTokens): Candidate[] {
  return facts.map((fact) => {
    const text = sayFact(fact.key, fact.value);
    return { source: { kind: 'fact', id: fact.id }, text, tokens: countTokens(text) };
  });
}

/** Without a result there is nothing to build on; that nothing was written down is in the summary, and is no context either (F-03). */
export function isMissing({ artifact }: ReadStep): boolean {
  return !artifact?.text;
}

/** The fixed marker for a step that gave nothing: the facilitator names it instead of improvising (F-03). */
function sayMissing(stepName: string): string {
  return `Nothing is known from the step "${stepName}": it has no result yet. Do not guess what it found.`;
}

export function gapCandidates({ reads, template }: ContextSources, countTokens: CountTokens): Candidate[] {
  return reads.flatMap((step) => {
    const { stepId } = step;
    const stepName = template.step(stepId).name;
    const candidates: { source: Candidate['source']; text: string }[] = [];
    if (isMissing(step)) candidates.push({ source: { kind: 'missing', stepId, stepName }, text: sayMissing(stepName) });
    if (step.gaps.length > 0) {
      const reason = step.skipReason ? ` The team moved on: ${step.skipReason}` : '';
      const text = `Still open in "${stepName}": ${step.gaps.map(describeGap).join('; ')}.${reason}`;
      candidates.push({ source: { kind: 'gap', stepId, stepName }, text });
    }
    return candidates.map((one) => ({ ...one, tokens: countTokens(one.text) }));
  });
}
