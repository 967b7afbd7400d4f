import type { RecallLog, RecallMessage, RecallPlace, RecallPosting, RecallRange, RecallSource } from '../../ports/recall.ts';
import type { UserId } from '../../workshop/ids.ts';
import { bestRanges, excluder, groupByLog } from './best-ranges.ts';
import { type Candidate, chooseMessages, comparePlaces, groupPassages } from './choose-messages.ts';
import { namedSpeakers } from './named-speakers.ts';
import { type QueryText, queryTerms, readPostings, type WeightedTerm } from './query-terms.ts';
import { type Island, scorePlaces } from './score-places.ts';

/** So many places are looked at per token of the budget, for messages of six tokens would fill it; then who spoke and lengths decide. */
const placesPerToken = 1 / 6;
const minPlaces = 60;
const maxPlaces = 2_000;
/** How much more the words of a person count whom the question names. */
const speakerBonus = 0.5;

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
 * The same messages and request give the same result. Reads at most 4,000 postings (2,000 per log when only common words are left)
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
  const wanted = queryTerms(texts);
  if (wanted.length === 0) return nothing;
  const logs = await source.logs();
  const { terms, postings } = await readPostings(source, logs, wanted);
  const isExcluded = excluder(excluded);
  const eligible = postings.filter(({ contextId, version }) => !isExcluded(contextId, version));
  const islands = scorePlaces(terms, eligible, meanLength(logs));
  const ranges = bestRanges(islands, placesToRead(budgetTokens), isExcluded);
  if (ranges.length === 0) return nothing;
  const messages = await source.messages(ranges);
  const candidates = toCandidates(messages, { ranges, islands, named, tokensOf });
  const chosen = new Set(chooseMessages(candidates, budgetTokens));
  const explain = explainer(candidates, terms, eligible);
  const passages = groupPassages(candidates, chosen).map((passage) => passage.map(explain).sort(comparePlaces));
  return {
    passages: passages.map((all) => ({ contextId: all[0]?.contextId ?? '', messages: all })).sort(comparePassages),
    tokens: [...chosen].reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

function placesToRead(budgetTokens: number): number {
  return Math.min(maxPlaces, Math.max(minPlaces, Math.ceil(budgetTokens * placesPerToken)));
}

function meanLength(logs: readonly RecallLog[]): number {
  const messages = logs.reduce((sum, log) => sum + log.messages, 0);
  return logs.reduce((sum, log) => sum + log.length, 0) / Math.max(1, messages);
}

/** By log and version. */
function toCandidates(
  messages: readonly RecallMessage[],
  reading: {
    ranges: readonly RecallRange[];
    islands: readonly Island[];
    named: ReadonlySet<UserId>;
    tokensOf(message: RecallMessage): number;
  },
): Candidate[] {
  const rangesByLog = groupByLog(reading.ranges);
  const islandsByLog = groupByLog(reading.islands);
  const candidates = messages.flatMap((message): Candidate[] => {
    const { contextId, version, userId } = message;
    const range = rangesByLog.get(contextId)?.find(({ from, to }) => from <= version && version <= to);
    const island = islandsByLog.get(contextId)?.find(({ from, scores }) => from <= version && version < from + scores.length);
    if (!range || !island) return [];
    const bonus = userId !== null && reading.named.has(userId) ? speakerBonus : 0;
    return [{ message, range, score: (island.scores[version - island.from] ?? 0) * (1 + bonus), tokens: reading.tokensOf(message) }];
  });
  return candidates.sort(
    ({ message: one }, { message: other }) =>
      (one.contextId < other.contextId ? -1 : Number(one.contextId > other.contextId)) || one.version - other.version,
  );
}

function explainer(candidates: readonly Candidate[], terms: readonly WeightedTerm[], postings: readonly RecallPosting[]) {
  const best = candidates.reduce((top, { score }) => Math.max(top, score), 0);
  const key = ({ contextId, version }: RecallPlace, term: string) => `${contextId}\n${version}\n${term}`;
  const matching = new Set(postings.map((posting) => key(posting, posting.term)));
  return ({ message, score, tokens }: Candidate): RecalledMessage => ({
    ...message,
    tokens,
    score: score / best,
    matches: terms.map(({ term }) => term).filter((term) => matching.has(key(message, term))),
  });
}

function comparePassages(one: Passage, other: Passage): number {
  const [first] = one.messages;
  const [second] = other.messages;
  return first && second ? comparePlaces(first, second) : 0;
}
