import type { StepId } from '../workshop/ids.ts';
import { listPhrases, ours, type Phrase, phrase } from '../workshop/phrase.ts';
import type { Template } from '../workshop/template.ts';

/** A step whose result is another than when the pack was made. `null`: there was or is none. */
export interface MovedStep {
  name: string;
  from: number | null;
  to: number | null;
}

/** What has changed since a pack was made from these versions, in the template's order. */
export function findMoved(
  sourceVersions: Readonly<Record<string, number>>,
  artifacts: readonly { stepId: StepId; version: number }[],
  template: Template,
): MovedStep[] {
  return template.steps.flatMap(({ id, name }) => {
    const from = sourceVersions[id] ?? null;
    const to = artifacts.find((one) => one.stepId === id)?.version ?? null;
    return from === to ? [] : [{ name, from, to }];
  });
}

const maxNamed = 4;

/** The same with what to do about it in Slack. */
export function sayMoved(moved: readonly MovedStep[]): Phrase | undefined {
  const said = sayMovedSince(moved);
  return said && phrase`${said} “/workshop canvas” makes it anew.`;
}

/** “Since this was made, Persona has changed (version 1 → 2).”; undefined when nothing has. */
export function sayMovedSince(moved: readonly MovedStep[]): Phrase | undefined {
  if (moved.length === 0) return undefined;
  const named = moved.slice(0, maxNamed).map(sayStep);
  const more = moved.length - named.length;
  const all = listPhrases(more > 0 ? [...named, ours(`${more} more moved on`)] : named);
  return phrase`Since this was made, ${all}.`;
}

function sayStep({ name, from, to }: MovedStep): Phrase {
  if (from === null) return phrase`${ours(name)} was finished (version ${String(to)})`;
  if (to === null) return phrase`${ours(name)} was started over`;
  return phrase`${ours(name)} has changed (version ${from} → ${to})`;
}
