import type { StepWork } from '../ports/store.ts';
import { itemsOf } from '../workshop/draft.ts';
import { describeGap } from '../workshop/gate.ts';
import { listPhrases, type Phrase, phrase } from '../workshop/phrase.ts';
import { judgeStep } from './complete-step.ts';
import type { Deps } from './use-case.ts';

/** What the facilitator adds to, or says instead of, a model's words. Read it aloud before changing it. */

/** Before the guided facilitator's own words, once, when a model stops answering. */
export function sayModelAway(kind: string): Phrase {
  if (kind === 'over-cap')
    return phrase`_What this workshop may spend on a language model is used up, so I go on with my own questions._\n`;
  return phrase`_My language model is not answering just now, so I go on with my own questions. It joins in again by itself._\n`;
}

export function sayMissing(steps: readonly string[]): Phrase {
  const names = listPhrases(steps.map((name) => phrase`*${name}*`));
  return phrase`${names} left nothing behind that I could build on, and I won't make it up. What do you know about it? Tell me here, starting with my name, and we work with that.`;
}

const maxNamed = 4;

/** The last line of a reply: what the draft holds by now, and what waits for a yes. */
export async function sayWritten(deps: Deps, work: StepWork, proposed: number): Promise<Phrase> {
  const now = await deps.store.loadStep(work.step.contextId);
  const { definition, gaps } = judgeStep(now?.step ?? work.step, work.artifacts);
  const { draft } = now?.step ?? work.step;
  const held = definition.fields.flatMap((field) => {
    if (draft.fields[field.key] && !field.from) return [phrase`${field.label}`];
    const count = itemsOf(draft, field.key).length;
    return count > 0 && !(field.kind === 'items' && field.seededFrom) ? [phrase`${count} ${field.label.toLowerCase()}`] : [];
  });
  const more = held.length > maxNamed ? [phrase`${held.length - maxNamed} more`] : [];
  const written =
    held.length > 0 ? phrase`Written down: ${listPhrases([...held.slice(0, maxNamed), ...more])}.` : phrase`Nothing is written down yet.`;
  const [gap] = gaps;
  const open = gap ? phrase` Open: ${describeGap(gap)}.` : phrase` Everything this step needs is there.`;
  const waiting = proposed > 0 ? phrase` ${proposed === 1 ? 'One line waits' : `${proposed} lines wait`} for your yes.` : [];
  return [...phrase`\n\n_`, ...written, ...open, ...waiting, ...phrase`_`];
}
