import type { ContextStore, ContextWindow, RecalledText } from '../ports/context-store.ts';
import type { RecallPlace, RecallRange } from '../ports/recall.ts';
import type { CountTokens } from './cut-text.ts';
import { type Candidate, frameTokens } from './fit-parts.ts';
import { type RecallRequest, recall } from './recall/recall.ts';
import type { ContextPart, ContextRequest } from './types.ts';

interface RecallSettings {
  store: Pick<ContextStore, 'recallScope' | 'indexForRecall'>;
  countTokens: CountTokens;
  earlierWorkshops?: boolean;
}

/** Without a query: the latest words of people, the ones before them as their surroundings. */
const lastWords = 3;
const surroundingWeight = 0.4;
/** Of a query, and of each of those words. */
const maxQueryChars = 2_000;
/** What a turn indexes at most before it looks; the rest is for the next turns. */
const maxIndexedPerTurn = 2_000;

/**
 * Finds older messages of the workshop that are about what is being said. The index is brought up to date here, at the turn: a message
 * costs nothing more when it arrives.
 */
export function createRecall(settings: RecallSettings, request: ContextRequest, window: ContextWindow) {
  return async (budgetTokens: number, shown: readonly ContextPart[]): Promise<Candidate[]> => {
    const texts = wantedTexts(request, window);
    if (texts.length === 0 || budgetTokens <= frameTokens) return [];
    const scope = await openScope(settings, request.contextId);
    const found = new Map<string, Candidate>();
    const { passages } = await recall(
      {
        ...scope,
        async messages(ranges) {
          const messages = await scope.messages(ranges);
          for (const message of messages) found.set(placeOf(message), toCandidate(message, settings.countTokens));
          return messages;
        },
      },
      {
        texts,
        budgetTokens,
        tokensOf: (message) => (found.get(placeOf(message))?.tokens ?? budgetTokens) + frameTokens,
        excluded: rangesOf(shown, window),
        ...(request.names ? { speakers: new Map([...request.names].map(([userId, name]) => [name, userId])) } : {}),
      },
    );
    return passages.flatMap((passage) => passage.messages.flatMap((message) => found.get(placeOf(message)) ?? []));
  };
}

async function openScope({ store, earlierWorkshops = false }: RecallSettings, contextId: string) {
  const scope = await store.recallScope(contextId, { earlierWorkshops });
  if (scope.behind.length === 0) return scope;
  let left = maxIndexedPerTurn;
  for (const id of scope.behind) if (left > 0) left -= await store.indexForRecall(id, left);
  return store.recallScope(contextId, { earlierWorkshops });
}

function wantedTexts({ query }: ContextRequest, window: ContextWindow): RecallRequest['texts'] {
  if (query !== undefined) return query.trim() === '' ? [] : [{ text: query.slice(0, maxQueryChars), weight: 1 }];
  return window.messages
    .filter((message) => message.role === 'user')
    .slice(0, lastWords)
    .map(({ text }, index) => ({ text: text.slice(0, maxQueryChars), weight: index === 0 ? 1 : surroundingWeight }));
}

/** The recent messages, as the ranges of each log that they lie in. */
function rangesOf(shown: readonly ContextPart[], window: ContextWindow): RecallRange[] {
  const ids = new Set(shown.flatMap(({ source }) => (source.kind === 'message' ? [source.id] : [])));
  const ranges = new Map<string, RecallRange>();
  for (const { id, contextId, version } of window.messages) {
    if (!ids.has(id)) continue;
    const range = ranges.get(contextId) ?? { contextId, from: version, to: version };
    ranges.set(contextId, { contextId, from: Math.min(range.from, version), to: Math.max(range.to, version) });
  }
  return [...ranges.values()];
}

function placeOf({ contextId, version }: RecallPlace): string {
  return `${contextId} ${version}`;
}

/** A message that was counted by our tokenizer need not be counted again. */
function toCandidate(message: RecalledText, countTokens: CountTokens): Candidate {
  const { id, seq, version, stepId, workshopId, role, userId, text, isWhole } = message;
  const tokens = message.tokens !== null && isWhole ? message.tokens : countTokens(text);
  return { source: { kind: 'message', id, seq, version, stepId, workshopId, role, userId }, text, tokens, isCut: !isWhole };
}
