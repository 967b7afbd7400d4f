import type { ContextManifest, LeftOut, SectionKind } from '../context/types.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, phrase } from '../workshop/phrase.ts';
import type { Template } from '../workshop/template.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { type Asker, type Deps, type Reply, requirePermission } from './use-case.ts';

type Section = ContextManifest['sections'][number];

/** After `context`: a step, and `--json` for the operator's log. */
const jsonFlag = /(^|\s)--json\b/;

/** The words of `/workshop context` without its flag. */
export function withoutJsonFlag(rest: string): { rest: string; isJson: boolean } {
  return { rest: rest.replace(jsonFlag, ' ').trim(), isJson: jsonFlag.test(rest) };
}

/**
 * What a model would see in a step, now: from which steps, how much, what was left out and why. It names sources and shows nobody's words,
 * so everybody in the channel may ask; to write the manifest into the log is for the host. The same in guided mode.
 */
export async function describeContext(
  deps: Deps,
  asker: Asker,
  workshop: Workshop,
  wanted: { stepId: StepId | undefined; isJson: boolean },
): Promise<Reply> {
  if (wanted.isJson) await deps.store.inWorkshop(workshop.id, (tx) => requirePermission(tx, asker, 'steer'));
  const { steps } = await deps.store.loadWorkshop(workshop.id);
  const stepId = wanted.stepId ?? steps.find((step) => step.status === 'in_progress')?.stepId ?? workshop.template.ids.at(-1);
  const step = steps.find((one) => one.stepId === stepId);
  if (!step) throw new RuleBreach('no-step', phrase`I can't find that step.`);
  const { manifest } = await deps.context.build({ contextId: step.contextId, budgetTokens: deps.contextTokens });
  const report = { workshopId: workshop.id, stepId: step.stepId, manifest };
  if (wanted.isJson) deps.log.info(report, 'What a prompt would be made of');
  else deps.log.debug(report, 'What a prompt would be made of');
  return {
    text: joinPhrases(
      [
        phrase`To answer in *${step.definition.name}* I would look at this (${sharePercent(manifest.usedTokens, manifest)} of the room there is):`,
        ...manifest.sections.filter((section) => section.usedTokens > 0).map((section) => saySection(workshop.template, section, manifest)),
        ...(manifest.usedTokens === 0 ? [phrase`• nothing yet: nothing was said and nothing decided before.`] : []),
        ...sayLeftOut(manifest.leftOut),
        sayModel(deps, workshop),
        ...(wanted.isJson ? [phrase`The exact list is in the log.`] : []),
      ],
      '\n',
    ),
  };
}

function saySection(template: Template, { kind, usedTokens, sources }: Section, manifest: ContextManifest): Phrase {
  return phrase`• ${sectionWords[kind](sources, template)}: ${sharePercent(usedTokens, manifest)}${sources.some((source) => source.isCut) ? ours(', shortened') : []}`;
}

const sectionWords: Record<SectionKind, (sources: Section['sources'], template: Template) => Phrase> = {
  artifacts: (sources, template) => phrase`*Results* of ${sayStepsOf(template, sources)}`,
  summaries: (sources, template) => phrase`*Summaries* of ${sayStepsOf(template, sources)}`,
  facts: (sources) => phrase`*Facts* I was told: ${sources.length}`,
  recall: (sources, template) => phrase`*Earlier messages* about the same: ${sources.length}, from ${sayStepsOf(template, sources)}`,
  gaps: (sources, template) => phrase`*Open or missing* in ${sayStepsOf(template, sources)}`,
  compacted: (sources) => phrase`*The beginning of this thread*, in excerpts (up to message ${sources[0]?.version ?? 0})`,
  recent: (sources) => (sources.length === 1 ? phrase`*The last message* here` : phrase`*The last ${sources.length} messages* here`),
};

/** A recalled message may be of an earlier workshop that followed another template. */
function sayStepsOf(template: Template, sources: Section['sources']): Phrase {
  const stale = new Set(sources.filter((source) => source.isStale).map((source) => source.stepId));
  const steps = template.steps.filter((step) => sources.some((source) => source.stepId === step.id));
  const isElsewhere = sources.some((source) => source.stepId !== undefined && !template.has(source.stepId));
  return listPhrases([
    ...steps.map((step) => phrase`${step.name}${stale.has(step.id) ? ours(' (out of date)') : []}`),
    ...(isElsewhere ? [ours('earlier workshops')] : []),
  ]);
}

const kindWords: Record<SectionKind, [one: string, many: string]> = {
  artifacts: ['result', 'results'],
  summaries: ['summary', 'summaries'],
  facts: ['fact', 'facts'],
  recall: ['earlier message', 'earlier messages'],
  gaps: ['open point', 'open points'],
  compacted: ['excerpt', 'excerpts'],
  recent: ['message', 'messages'],
};
const reasonWords: Record<LeftOut['why'], string> = {
  'over-budget': 'no room',
  failed: 'a model failed to write it',
  deleted: 'deleted',
  'not-read-by-step': 'this step does not build on it',
  'low-score': 'about something else',
  'covered-by-compaction': 'only the excerpts',
  'other-scope': 'belongs elsewhere',
};

function sayLeftOut(leftOut: readonly LeftOut[]): Phrase[] {
  if (leftOut.length === 0) return [];
  const parts = leftOut.map(
    ({ kind, count, why }) => phrase`${count} ${ours(kindWords[kind][count === 1 ? 0 : 1])} (${ours(reasonWords[why])})`,
  );
  return [phrase`Left out: ${joinPhrases(parts, ', ')}.`];
}

function sayModel({ model }: Deps, workshop: Workshop): Phrase {
  return model && workshop.facilitatorMode === 'model'
    ? phrase`A language model gets this with every question to it.`
    : phrase`No language model is used here; this is what one would get.`;
}

function sharePercent(tokens: number, { budgetTokens }: ContextManifest): string {
  const percent = budgetTokens > 0 ? Math.round((100 * tokens) / budgetTokens) : 0;
  return percent === 0 && tokens > 0 ? 'under 1 %' : `${percent} %`;
}
