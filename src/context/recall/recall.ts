import type { RecallLog, RecallMessage, RecallRange, RecallSource } from '../../ports/recall.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Candidate, chooseMessages, comparePlaces, groupPassages } from './choose-messages.ts';
import { namedSpeakers } from './named-speakers.ts';
import { type QueryText, queryTerms, readPostings } from './query-terms.ts';
import { type Island, scorePlaces } from './score-places.ts';
import { termsOf } from './terms-of.ts';

/** So many places are looked at per token of the budget, for messages of six tokens would fill it; then who spoke and lengths decide. */
const placesPerToken = 1 / 6;
const minPlaces = 60;
const maxPlaces = 2_000;
/** How much more the words of a person count whom the question names. */
const speakerBonus = 0.4;

export interface RecallRequest {
  /** What is being talked about now. */
  texts: readonly QueryText[];
  budgetTokens: number;
  /** What a message costs in the prompt, with whatever is put around it. Must be positive. */
  tokensOf(message: RecallMessage): number;
  /** What is in the prompt already, such as the recent messages: never chosen, and no match either. */
  excluded?: readonly RecallRange[];
  /** What people are called → who they are. */
  speakers?: ReadonlyMap<string, UserId>;
}

export interface RecalledMessage extends RecallMessage {
  /** Cost in the prompt, as `tokensOf` said. */
  tokens: number;
  /** Above 0; 1 is the best place that was looked at. Comparable within one recall only. */
  score: number;
  /** The terms (stems) that it shares with the texts; none in a message that is there for its neighbours' sake. */
  matches: string[];
}

/** Neighbouring messages of one log, oldest first. */
export interface Passage {
  contextId: string;
  messages: RecalledMessage[];
}

export interface Recall {
  /** By the time of their first message. Empty when nothing in the scope matches. */
  passages: Passage[];
  /** What all of them cost; never above the budget. */
  tokens: number;
}

/**
 * Which older messages belong into a prompt: the passages that are most about the texts, as large as the budget allows.
 * The same messages and request give the same result. Reads at most 8,000 postings (3,000 per log when only common words are left)
 * and 2,000 messages, in four queries. See docs/decisions/0014-recall.md.
 */
export async function recall(source: RecallSource, request: RecallRequest): Promise<Recall> {
  const { texts, budgetTokens, tokensOf, excluded = [], speakers = new Map() } = request;
  const nothing = { passages: [], tokens: 0 };
  if (!(budgetTokens > 0)) return nothing;
  const named = namedSpeakers(
    texts.map(({ text }) => text),
    speakers,
  );
  const faint = new Set([...speakers].filter(([, userId]) => named.has(userId)).flatMap(([name]) => [...termsOf(name).keys()]));
  const wanted = queryTerms(texts, faint);
  if (wanted.length === 0) return nothing;
  const logs = await source.logs();
  const { terms, postings } = await readPostings(source, logs, wanted);
  const isExcluded = excluder(excluded);
  const eligible = postings.filter(({ contextId, version }) => !isExcluded(contextId, version));
  const islands = scorePlaces(terms, eligible, meanLength(logs));
  const ranges = bestRanges(islands, placesToRead(budgetTokens), isExcluded);
  if (ranges.length === 0) return nothing;
  const messages = await source.messages(ranges);
  const candidates = toCandidates(messages, islands, { tokensOf, named, isExcluded });
  const chosen = chooseMessages(candidates, budgetTokens);
  const matches = new Map<string, Set<string>>();
  for (const { contextId, version, term } of eligible) {
    const key = placeKey(contextId, version);
    matches.set(key, (matches.get(key) ?? new Set()).add(term));
  }
  const best = candidates.reduce((top, { score }) => Math.max(top, score), 0);
  const passages = groupPassages(candidates, new Set(chosen)).map((passage) => ({
    contextId: passage[0]?.message.contextId ?? '',
    messages: passage
      .map(({ message, score, tokens }) => ({
        ...message,
        tokens,
        score: score / best,
        matches: terms.map(({ term }) => term).filter((term) => matches.get(placeKey(message.contextId, message.version))?.has(term)),
      }))
      .sort(comparePlaces),
  }));
  return { passages: passages.sort(comparePassages), tokens: chosen.reduce((sum, { tokens }) => sum + tokens, 0) };
}

function placesToRead(budgetTokens: number): number {
  return Math.min(maxPlaces, Math.max(minPlaces, Math.ceil(budgetTokens * placesPerToken)));
}

function meanLength(logs: readonly RecallLog[]): number {
  const messages = logs.reduce((sum, log) => sum + log.messages, 0);
  return logs.reduce((sum, log) => sum + log.length, 0) / Math.max(1, messages);
}

type IsExcluded = (contextId: string, version: number) => boolean;

function excluder(ranges: readonly RecallRange[]): IsExcluded {
  const byLog = groupByLog(ranges);
  return (contextId, version) => byLog.get(contextId)?.some(({ from, to }) => from <= version && version <= to) ?? false;
}

/** The `limit` places with the best scores, neighbours joined. */
function bestRanges(islands: readonly Island[], limit: number, isExcluded: IsExcluded): RecallRange[] {
  const all = new Float64Array(islands.reduce((sum, { scores }) => sum + scores.length, 0));
  let filled = 0;
  for (const { scores } of islands) {
    all.set(scores, filled);
    filled += scores.length;
  }
  all.sort();
  const least = all[Math.max(0, all.length - limit)] ?? 0;
  const ranges: RecallRange[] = [];
  let left = limit;
  // The newest first, so that they win when many places have the least score.
  for (const { contextId, from, scores } of islands.toReversed()) {
    for (let at = scores.length - 1; at >= 0 && left > 0; at -= 1) {
      const version = from + at;
      const score = scores[at] ?? 0;
      if (score <= 0 || score < least || isExcluded(contextId, version)) continue;
      left -= 1;
      const range = ranges.at(-1);
      if (range && range.contextId === contextId && range.from === version + 1) range.from = version;
      else ranges.push({ contextId, from: version, to: version });
    }
  }
  return ranges;
}

/** By log and version. */
function toCandidates(
  messages: readonly RecallMessage[],
  islands: readonly Island[],
  { tokensOf, named, isExcluded }: { tokensOf(message: RecallMessage): number; named: ReadonlySet<UserId>; isExcluded: IsExcluded },
): Candidate[] {
  const byLog = groupByLog(islands);
  const candidates: Candidate[] = [];
  for (const message of messages) {
    const island = byLog
      .get(message.contextId)
      ?.find(({ from, scores }) => from <= message.version && message.version < from + scores.length);
    const place = island?.scores[message.version - island.from] ?? 0;
    const score = place * (message.userId !== null && named.has(message.userId) ? 1 + speakerBonus : 1);
    if (score > 0 && !isExcluded(message.contextId, message.version)) candidates.push({ message, score, tokens: tokensOf(message) });
  }
  return candidates.sort(
    ({ message: one }, { message: other }) =>
      (one.contextId < other.contextId ? -1 : Number(one.contextId > other.contextId)) || one.version - other.version,
  );
}

function comparePassages(one: Passage, other: Passage): number {
  const [first] = one.messages;
  const [second] = other.messages;
  return first && second ? comparePlaces(first, second) : 0;
}

function placeKey(contextId: string, version: number): string {
  return `${contextId}\n${version}`;
}

function groupByLog<T extends { contextId: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.contextId);
    if (group) group.push(item);
    else groups.set(item.contextId, [item]);
  }
  return groups;
}
