import type { ContextStore, ContextWindow, RecalledText, RecallScope } from '../ports/context-store.ts';
import type { Log } from '../ports/log.ts';
import type { Embedder } from '../ports/model.ts';
import type { RecallPlace, RecallRange } from '../ports/recall.ts';
import type { CountTokens } from './cut-text.ts';
import { type Candidate, frameTokens } from './fit-parts.ts';
import { fuseRankings } from './fuse-rankings.ts';
import { type RecallRequest, recall } from './recall/recall.ts';
import type { ContextPart, ContextRequest } from './types.ts';

export interface RecallSettings {
  store: Pick<ContextStore, 'recallScope' | 'indexForRecall'>;
  countTokens: CountTokens;
  log: Log;
  /** Whether earlier workshops of the same channel are looked through as well. */
  earlierWorkshops: boolean;
  /** Absent: messages are found by their words alone. */
  embedder?: Embedder;
}

/** Without a query: the latest words of people, the ones before them as their surroundings. */
const lastWords = 3;
const surroundingWeight = 0.4;
/** Of a query, and of each of those words. */
const maxQueryChars = 2_000;
/** What a turn indexes at most before it looks; the rest is for the next turns. */
const maxIndexedPerTurn = 2_000;
/** Messages that are near in meaning. */
const maxNearest = 40;
const embedDeadlineMs = 3_000;

/** What a recalled message is in a prompt, and when it was said. */
interface Found {
  candidate: Candidate;
  createdAtMs: number;
}

/**
 * Finds older messages of the workshop that are about what is being said. The index is brought up to date here, at the turn: a message
 * costs nothing more when it arrives.
 */
export function createRecall(
  settings: RecallSettings,
  request: ContextRequest,
  window: ContextWindow,
  opening: Promise<RecallScope> | undefined,
) {
  return async (budgetTokens: number, shown: readonly ContextPart[]): Promise<Candidate[]> => {
    const texts = wantedTexts(request, window);
    if (!opening || texts.length === 0 || budgetTokens <= frameTokens) return [];
    const scope = await opening;
    const found = new Map<string, Found>();
    const source = {
      ...scope,
      async messages(ranges: readonly RecallRange[]) {
        const messages = await scope.messages(ranges);
        for (const message of messages) found.set(placeKey(message), toFound(message, settings.countTokens));
        return messages;
      },
    };
    const excluded = rangesOf(shown, window);
    const { passages } = await recall(source, {
      texts,
      budgetTokens,
      tokensOf: (message) => (found.get(placeKey(message))?.candidate.tokens ?? budgetTokens) + frameTokens,
      excluded,
      ...(request.names ? { speakers: new Map([...request.names].map(([userId, name]) => [name, userId])) } : {}),
    });
    const byWords = passages.flatMap((passage) => passage.messages);
    const byMeaning = await nearest(settings, source, texts[0]?.text ?? '');
    const ranked = fuseRankings([
      byWords.toSorted((one, other) => other.score - one.score).map(placeKey),
      byMeaning.filter((place) => !excluded.some((range) => isWithin(place, range))).map(placeKey),
    ]);
    return chooseAffordable(
      ranked.flatMap((key) => found.get(key) ?? []),
      budgetTokens,
    );
  };
}

/** Where recall looks; undefined when it is not wanted. Begun while the tiers are read, for it takes as long as they do. */
export function openRecall(settings: RecallSettings, { contextId, query }: ContextRequest): Promise<RecallScope> | undefined {
  if (query?.trim() === '') return undefined;
  const opening = openScope(settings, contextId);
  // Whoever waits for it hears of a failure; nobody may.
  opening.catch(() => undefined);
  return opening;
}

async function openScope({ store, earlierWorkshops }: RecallSettings, contextId: string): Promise<RecallScope> {
  const scope = await store.recallScope(contextId, { earlierWorkshops });
  if (scope.behind.length === 0) return scope;
  let left = maxIndexedPerTurn;
  for (const id of scope.behind) if (left > 0) left -= await store.indexForRecall(id, left);
  return store.recallScope(contextId, { earlierWorkshops });
}

/** Without an embedder, or when it fails, words must do. */
async function nearest({ embedder, log }: RecallSettings, source: RecallScope, text: string): Promise<RecallPlace[]> {
  if (!embedder) return [];
  try {
    const [vector] = await embedder.embed([text], { deadlineMs: embedDeadlineMs });
    if (!vector) return [];
    const places = await source.nearest({ model: embedder.model, vector, limit: maxNearest });
    await source.messages(places.map(({ contextId, version }) => ({ contextId, from: version, to: version })));
    return places;
  } catch (error) {
    log.warn({ err: error }, 'Recall by meaning failed; words alone decide');
    return [];
  }
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

function isWithin(place: RecallPlace, range: RecallRange): boolean {
  return place.contextId === range.contextId && range.from <= place.version && place.version <= range.to;
}

/** The best ones that fit together, in the order they were said. */
function chooseAffordable(ranked: readonly Found[], budgetTokens: number): Candidate[] {
  let left = budgetTokens;
  const chosen = ranked.filter(({ candidate }) => {
    const tokens = candidate.tokens + frameTokens;
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
  return chosen.sort((one, other) => one.createdAtMs - other.createdAtMs).map((one) => one.candidate);
}

function placeKey({ contextId, version }: RecallPlace): string {
  return `${contextId} ${version}`;
}

/** A message that was counted by our tokenizer need not be counted again. */
function toFound(message: RecalledText, countTokens: CountTokens): Found {
  const { id, seq, version, stepId, workshopId, role, userId, text, isWhole, createdAtMs } = message;
  const tokens = message.tokens !== null && isWhole ? message.tokens : countTokens(text);
  const source = { kind: 'message' as const, id, seq, version, stepId, workshopId, role, userId };
  return { candidate: { source, text, tokens, isCut: !isWhole }, createdAtMs };
}
