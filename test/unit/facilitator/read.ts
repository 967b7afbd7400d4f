import { readAnswer } from '../../../src/facilitator/guided/read-answer.ts';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { type Artifact, projectArtifact } from '../../../src/workshop/artifact.ts';
import { concernsKey, type Draft, emptyDraft, itemsOf, textOf } from '../../../src/workshop/draft.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

export interface Read {
  artifact: Artifact;
  draft: Draft;
  concerns: string[];
  /** What the author was told. */
  told: string[];
}

/** What the messages of a team make of a step, one after the other; `whole`: said to the facilitator. */
export function read(
  stepId: StepId,
  messages: string | readonly string[],
  options: { whole?: boolean; draft?: Draft; asked?: string } = {},
): Read {
  const definition = designThinking.step(stepId);
  let draft: Draft = { ...(options.draft ?? emptyDraft()), ...(options.asked ? { asked: options.asked } : {}) };
  const told: string[] = [];
  [messages].flat().forEach((text, index) => {
    const answer = readAnswer(definition, draft, text, options.whole ?? true);
    const seq = index + 10;
    const applied = applyOps(definition, draft, answer.ops, { source: { messageId: `m${seq}`, userId: 'U1' }, origin: 'human', seq });
    told.push(...[...answer.unplaced, ...applied.refused.map((refusal) => refusal.says)].map((one) => phraseToText(one)));
    draft = applied.draft;
  });
  return {
    artifact: projectArtifact(definition, draft).artifact,
    draft,
    concerns: itemsOf(draft, concernsKey).map((item) => textOf(item.values.text)),
    told,
  };
}

/** A draft whose list holds these things already, as their names. */
export function holding(list: string, nameProp: string, names: readonly string[]): Draft {
  const source = { messageId: 'm1', userId: 'U1' };
  return {
    ...emptyDraft(),
    items: {
      [list]: names.map((name, index) => ({
        id: `i${index + 1}`,
        values: { [nameProp]: name },
        sources: [source],
        origin: 'human' as const,
        seq: 1,
      })),
    },
    nextItemNumber: names.length + 1,
  };
}
