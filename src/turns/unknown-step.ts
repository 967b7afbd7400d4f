import { RuleBreach } from '../workshop/errors.ts';
import { phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Verb } from './verbs.ts';

/** Which steps there are, with an example of how to name one. */
export function unknownStep({ template: { steps } }: Workshop, verb: Verb): RuleBreach {
  const names = steps.map((step) => step.name).join(', ');
  return new RuleBreach('no-step', phrase`Which step? One of ${names}: “/workshop ${verb} ${(steps.at(1) ?? steps.at(0))?.id ?? ''}”.`);
}
