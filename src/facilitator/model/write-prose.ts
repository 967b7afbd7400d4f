import { z } from 'zod';
import type { Model, ModelAttempt } from '../../ports/model.ts';
import { createLeakCheck } from './leaks.ts';
import { fence } from './render-context.ts';
import { proseRules, replyRules } from './rules.ts';

/** At most two levels, because strict structured output takes no more. */
const proseSchema = z.object({
  sentences: z.array(
    z.object({
      section: z.number().describe('The number of the section that it belongs to.'),
      text: z.string().describe('One sentence.'),
      lines: z.array(z.number()).describe('The [numbers] of the lines of this section that say so. Never empty.'),
    }),
  ),
});

export interface ProseMaterial {
  title: string;
  sections: readonly { heading: string; lines: readonly { number: number; text: string }[] }[];
}

/** The same in a few sentences for each section, each with the numbers of its lines. What comes back is a claim. Throws ModelError. */
export async function writeProse(
  model: Model,
  material: ProseMaterial,
  options: { marker: string; deadlineMs: number; signal: AbortSignal; onAttempt: (attempt: ModelAttempt) => void },
): Promise<z.infer<typeof proseSchema>['sentences']> {
  const { marker, ...call } = options;
  const answer = await model.object({
    ...call,
    purpose: 'summary',
    name: 'prose',
    schema: proseSchema,
    messages: [
      { role: 'system', content: proseRules(marker) },
      { role: 'user', content: `${fence(renderMaterial(material), marker)}\n\nWrite the document “${material.title}” in sentences.` },
    ],
  });
  return answer.sentences;
}

/** What a call's material comes to, to be held against a budget. */
export function renderMaterial({ title, sections }: ProseMaterial): string {
  return [
    `# Document: ${title}`,
    ...sections.flatMap(({ heading, lines }, index) => [
      `## Section ${index + 1}: ${heading}`,
      ...lines.map(({ number, text }) => `[${number}] ${text}`),
    ]),
  ].join('\n');
}

/** Tells whether a sentence gives away what only the model was told. */
export function createProseCheck(marker: string): (sentence: string) => boolean {
  return createLeakCheck([marker, proseRules(''), replyRules('')]);
}
