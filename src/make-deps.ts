import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { countTokens } from './context/count-tokens.ts';
import { createContextService } from './context/create-context-service.ts';
import { createGuidedFacilitator } from './facilitator/guided/take-turn.ts';
import { createModelFacilitator } from './facilitator/model/take-turn.ts';
import { checkModel } from './openai/check-model.ts';
import type { Clock } from './ports/clock.ts';
import type { Meters } from './ports/meters.ts';
import type { Embedder, Model } from './ports/model.ts';
import type { Store, TeamStore } from './ports/store.ts';
import type { Templates } from './ports/templates.ts';
import type { MakeDeps } from './slack/open-team.ts';
import { composeReply } from './turns/compose-reply.ts';
import { createMessageCeiling } from './turns/limits/message-ceiling.ts';
import { createPressure } from './turns/limits/pressure.ts';
import { runTurn } from './turns/run-turn.ts';
import type { Deps } from './turns/use-case.ts';

/** Whoever asks the doctor again does not ask the model's server again. */
const probeEveryMs = 30_000;
const probeMs = 1_500;
/** A reply that takes longer has missed its moment. */
const replyDeadlineMs = 90_000;

/** What all workspaces have in common. */
export interface Shared {
  config: Config;
  store: Store;
  templates: Templates;
  clock: Clock;
  log: Logger;
  model: Model | undefined;
  embedder: Embedder | undefined;
  /** Given instead of the configured one: nothing about it can be asked of a server. */
  isModelGiven: boolean;
  markerSecret: string;
  meters: Meters;
}

/** What every use case works with, for one workspace after the other: they share everything but what is of one of them. */
export function createMakeDeps({
  config,
  store,
  templates,
  clock,
  log,
  model,
  embedder,
  isModelGiven,
  markerSecret,
  meters,
}: Shared): MakeDeps {
  const facilitator = createModelFacilitator(createGuidedFacilitator());
  const { caps, prices } = config;
  const probeModel = config.model && !isModelGiven ? rememberFor(probeEveryMs, checkConfigured(config.model)) : undefined;
  const pressure = createPressure({ store, clock });
  return (orgId, ports) => {
    const ours = countUsage(store.ofTeam(orgId), meters);
    const { messagesPerTeam } = config.limits;
    const deps: Deps = {
      store: ours,
      facilitator,
      takeTurn: (contextId) => runTurn(deps, contextId, { isEarly: true }),
      async composeReply(row, sink) {
        const outcome = await composeReply(deps, row, sink);
        if (outcome.kind === 'replaced' && deps.model) meters.fellBack();
        return outcome;
      },
      context: createContextService({
        store: ours,
        countTokens,
        recall: config.recall,
        log: log.child({ part: 'context' }),
        ...(embedder ? { embedder } : {}),
      }),
      contextTokens: config.contextTokens,
      limits: config.limits,
      ...(messagesPerTeam > 0 ? { ceiling: createMessageCeiling(messagesPerTeam, orgId, { store: ours, clock }) } : {}),
      pressure,
      templates,
      countTokens,
      ...(model ? { model: { model, deadlineMs: replyDeadlineMs, caps, prices, markerSecret } } : {}),
      people: ports.people,
      channels: ports.channels,
      probes: { ...ports.probes, ...(probeModel ? { model: probeModel } : {}) },
      ...(config.sharing ? { sharing: { baseUrl: config.sharing.baseUrl } } : {}),
      clock,
      log: log.child({ part: 'turns', team: orgId }),
      pace: config.turnPace,
    };
    return deps;
  };
}

/** Whatever is written down about a model's use is counted too. */
function countUsage(store: TeamStore, meters: Meters): TeamStore {
  return {
    ...store,
    async recordUsage(event) {
      const { purpose, outcome, promptTokens, completionTokens, cachedTokens } = event;
      meters.modelAttempt({ purpose, outcome, prompt: promptTokens, completion: completionTokens, cached: cachedTokens });
      await store.recordUsage(event);
    },
  };
}

const checkConfigured = (model: NonNullable<Config['model']>) => () => checkModel(model, probeMs);

function rememberFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > ms) last = { at: Date.now(), answer: ask() };
    return last.answer;
  };
}
