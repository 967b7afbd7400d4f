import { keepVerbatim, type WindowMessage } from '../ports/context-store.ts';
import type { CountTokens } from './cut-text.ts';
import { type Candidate, type Fitted, fitOne, frameTokens, shareOut } from './fit-parts.ts';
import type { ContextPart } from './types.ts';

/**
 * The recent messages, oldest first, without a hole: when not all fit, the newest ten share the budget fairly, the latest first of all,
 * and older ones come whole as far as there is room.
 */
export function fitRecent(newestFirst: readonly WindowMessage[], budget: number, countTokens: CountTokens): Fitted {
  const [latest, ...others] = newestFirst.slice(0, keepVerbatim).map(toCandidate);
  if (!latest) return { parts: [], tokens: 0, leftOut: 0 };
  const parts: ContextPart[] = [];
  let left = budget;
  const take = (candidate: Candidate, tokens: number) => {
    const part = fitOne(candidate, tokens, countTokens);
    if (!part) return false;
    parts.push(part);
    left -= part.tokens;
    return true;
  };
  const wanted = others.map((one) => one.tokens + frameTokens);
  const ofOthers = wanted.reduce((sum, want) => sum + want, 0);
  // Half of the budget is the latest message's by right; more of it only when nobody else wants it.
  const isWhole = take(latest, Math.max(Math.ceil(budget / 2), budget - ofOthers)) || take(latest, budget);
  const given = shareOut(wanted, left);
  const isUnbroken = isWhole && others.every((one, index) => take(one, given[index] ?? 0));
  if (isUnbroken)
    for (const message of newestFirst.slice(keepVerbatim)) {
      const candidate = toCandidate(message);
      if (candidate.tokens + frameTokens > left || !take(candidate, left)) break;
    }
  const tokens = parts.reduce((sum, part) => sum + part.tokens, 0);
  return { parts: parts.reverse(), tokens, leftOut: newestFirst.length - parts.length };
}

function toCandidate(message: WindowMessage): Candidate {
  const { id, seq, version, stepId, workshopId, role, userId, text, tokens, isWhole } = message;
  return { source: { kind: 'message', id, seq, version, stepId, workshopId, role, userId }, text, tokens, isCut: !isWhole };
}
