import { type ContextStore, type Uncompacted, windowMessages } from '../ports/context-store.ts';
import type { Log } from '../ports/log.ts';
import type { Embedder } from '../ports/model.ts';
import { type Budgets, sectionBudgets, wholeTokens } from './budget.ts';
import { buildContext } from './build-context.ts';
import { compact } from './compact.ts';
import type { CountTokens } from './cut-text.ts';
import { frameTokens } from './fit-parts.ts';
import { createRecall, openRecall } from './recall-messages.ts';
import { rememberCounts } from './remember-counts.ts';
import type { ContextService } from './types.ts';

export interface ContextServiceSettings {
  store: Omit<ContextStore, 'prepareVectors' | 'unembedded' | 'saveEmbeddings'>;
  countTokens: CountTokens;
  log: Log;
  /** Whether recall also looks into earlier workshops of the same channel; it does not by itself. */
  recall?: { earlierWorkshops: boolean };
  /** Finds older messages by their meaning too; see embed-missing.ts for where their vectors come from. */
  embedder?: Embedder;
}

/** A text that stands in for any number of messages; what does not fit of it is in its metadata. */
const maxCompactionTokens = 2_000;
/** Each covers hundreds of messages. What is left after that is for the next turn. */
const maxRounds = 20;
/** Of the room for recent messages, in tokens as well as in number. */
const fullAt = 0.8;

export function createContextService({ store, log, recall, ...settings }: ContextServiceSettings): ContextService {
  const countTokens = rememberCounts(settings.countTokens);
  const recallSettings = {
    store,
    countTokens,
    log,
    earlierWorkshops: recall?.earlierWorkshops ?? false,
    ...(settings.embedder ? { embedder: settings.embedder } : {}),
  };
  const isFull = ({ messages, tokens }: Omit<Uncompacted, 'definition'>, { recent }: Budgets) =>
    messages > windowMessages * fullAt || tokens + messages * frameTokens > recent * fullAt;
  const compactOnce = (contextId: string, budgetTokens: number) => {
    let room = 0;
    return store.compact(contextId, {
      isNeeded({ definition, ...size }) {
        const budgets = sectionBudgets(definition, budgetTokens);
        room = Math.min(budgets.compacted - frameTokens, maxCompactionTokens);
        return isFull(size, budgets);
      },
      write: (input) => compact(input, room, countTokens),
    });
  };

  return {
    async build(request) {
      const { contextId } = request;
      const budgetTokens = wholeTokens(request.budgetTokens);
      const opening = openRecall(recallSettings, request);
      const [sources, window] = await Promise.all([store.contextSources(contextId), store.contextWindow(contextId, budgetTokens)]);
      const remember = createRecall(recallSettings, request, window, opening);
      const built = await buildContext({ sources, window, budgetTokens, countTokens, readCompaction: store.compaction, recall: remember });
      log.debug({ contextId, manifest: built.manifest }, 'Context built');
      return built;
    },

    async contextAt(contextId, version) {
      const { artifacts, summaries, messages } = await store.pastContext(contextId, version);
      return { persistentContext: artifacts, summaries, messages };
    },

    mayNeedCompaction: ({ definition, ...atMost }, budgetTokens) => isFull(atMost, sectionBudgets(definition, budgetTokens)),

    async compactIfNeeded(contextId, budgetTokens) {
      let rounds = 0;
      while (rounds < maxRounds && (await compactOnce(contextId, budgetTokens))) rounds += 1;
      if (rounds > 0) log.debug({ contextId, rounds }, 'Older messages compacted');
      return rounds > 0;
    },
  };
}
