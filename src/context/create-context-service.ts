import type { ContextStore } from '../ports/context-store.ts';
import type { Log } from '../ports/log.ts';
import { buildContext } from './build-context.ts';
import type { CountTokens } from './cut-text.ts';
import type { ContextService } from './types.ts';

export interface ContextServiceSettings {
  store: ContextStore;
  countTokens: CountTokens;
  log: Log;
}

export function createContextService({ store, countTokens, log }: ContextServiceSettings): ContextService {
  return {
    async build({ contextId, budgetTokens }) {
      const [sources, window] = await Promise.all([store.contextSources(contextId), store.contextWindow(contextId, budgetTokens)]);
      const built = await buildContext({ sources, window, budgetTokens, countTokens });
      log.debug({ contextId, manifest: built.manifest }, 'Context built');
      return built;
    },

    async contextAt(contextId, version) {
      const { artifacts, summaries, messages } = await store.pastContext(contextId, version);
      return { persistentContext: artifacts, summaries, messages };
    },

    compactIfNeeded: async () => false,
  };
}
