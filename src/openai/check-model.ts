import type { ModelError, ModelPurpose } from '../ports/model.ts';
import { createClient } from './create-client.ts';
import { createWatch } from './create-watch.ts';
import type { ModelSettings } from './model-settings.ts';
import { readError } from './read-error.ts';

/** Enough for a model that thinks first to be let in; what it says does not matter. */
const PROBE_TOKENS = 16;

/**
 * One sentence for the operator when the models cannot be used as they are set, undefined when they can, or when nothing speaks against
 * it. Asks the server's list, and each model itself that is not on it: aliases rarely are. Never throws.
 */
export async function checkModel(settings: ModelSettings, maxMs = 5_000): Promise<string | undefined> {
  const watch = createWatch(undefined);
  watch.arm(maxMs, `No answer within ${maxMs / 1_000} s.`);
  try {
    const listed = await listModels(settings, watch.signal);
    const names = [...new Set(Object.values(settings.models))].filter((name) => !listed.has(name));
    const troubles = await Promise.all(names.map((name) => probe(settings, name, watch.signal)));
    return troubles.find((trouble) => trouble !== undefined);
  } finally {
    watch.close();
  }
}

/** Empty when the server has no list. */
async function listModels(settings: ModelSettings, signal: AbortSignal): Promise<Set<string>> {
  try {
    const page = await createClient(settings).models.list({ signal });
    return new Set(page.data.flatMap((model) => (typeof model?.id === 'string' ? [model.id] : [])));
  } catch {
    return new Set();
  }
}

async function probe(settings: ModelSettings, model: string, signal: AbortSignal): Promise<string | undefined> {
  const limit = settings.flags.includes('max-tokens') ? { max_tokens: PROBE_TOKENS } : { max_completion_tokens: PROBE_TOKENS };
  try {
    await createClient(settings).chat.completions.create(
      { model, messages: [{ role: 'user', content: 'Say yes.' }], ...limit },
      { signal },
    );
    return undefined;
  } catch (thrown) {
    return describe(readError(thrown, { signal, model }), model, settings);
  }
}

function describe(error: ModelError, model: string, settings: ModelSettings): string | undefined {
  // The server knows the model, and objects to how it was asked here; the real calls are asked differently.
  const isAboutTheProbe = error.kind === 'bad-request' && !error.message.includes('404');
  if (isAboutTheProbe || error.kind === 'rate-limit' || error.kind === 'content-filter') return undefined;
  const purposes = (Object.keys(settings.models) as Exclude<ModelPurpose, 'intent'>[]).filter(
    (purpose) => settings.models[purpose] === model,
  );
  return `The model “${model}” (for ${purposes.join(', ')}) cannot be used: ${error.message} Workshops are led without it meanwhile.`;
}
