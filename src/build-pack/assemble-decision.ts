import { type Draft, itemsOf, normalise, textOf } from '../workshop/draft.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import { mergeSources } from './merge-sources.ts';
import type { OverviewDecision, OverviewStep } from './overview.ts';

/** As many as a headline names. */
export const maxNamed = 3;

/** What a step is remembered by, as a decision: whose words it is, who took it, and what else there was. Nothing while there is nothing. */
export function assembleDecision(definition: StepDefinition, step: OverviewStep, draft: Draft): OverviewDecision[] {
  if (!step.headline) return [];
  const named = mainLines(definition, step).slice(0, maxNamed);
  const sources = mergeSources(named.flatMap((line) => line.own ?? line.sources ?? []).map((sources) => ({ sources })));
  const notTaken = listNotTaken(definition, step, draft);
  return [
    {
      stepId: step.stepId,
      name: step.name,
      text: step.headline,
      line: {
        path: `decisions.${step.stepId}`,
        title: step.headline,
        marks: [],
        details: [],
        parts: [],
        ...(sources ? { sources } : {}),
        ...(step.decision ? { decision: step.decision } : {}),
      },
      ...(notTaken.length > 0 ? { notTaken } : {}),
    },
  ];
}

/** The lines that a step is remembered by. */
export function mainLines({ headline }: StepDefinition, { sections }: OverviewStep): OverviewStep['sections'][number]['lines'] {
  return (headline ? sections.find((section) => section.key === headline) : sections[0])?.lines ?? [];
}

/** Where the step chose among what was said: the rest of it, in its order. */
function listNotTaken(definition: StepDefinition, step: OverviewStep, draft: Draft): string[] {
  const field = definition.fields.find((one) => one.key === definition.headline);
  const from =
    field?.kind === 'text' ? field.picksFrom : field?.kind === 'projected' && field.where ? nameOf(definition, field.list) : undefined;
  if (!from) return [];
  const taken = new Set(mainLines(definition, step).map((line) => normalise(line.title)));
  return itemsOf(draft, from.list)
    .map((item) => textOf(item.values[from.prop]))
    .filter((text) => text !== '' && !taken.has(normalise(text)));
}

function nameOf(definition: StepDefinition, list: string): { list: string; prop: string } | undefined {
  const field = definition.fields.find((one) => one.key === list);
  return field?.kind === 'items' ? { list, prop: field.nameProp } : undefined;
}
