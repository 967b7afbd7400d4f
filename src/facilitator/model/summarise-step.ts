import type { Model, ModelAttempt } from '../../ports/model.ts';
import { contentWords, isGrounded, isQuoted, quotedSpans } from '../../workshop/grounding.ts';
import { createLeakCheck } from './leaks.ts';
import { fence } from './render-context.ts';
import { replyRules, summaryLimits, summaryRules } from './rules.ts';

export interface StepMaterial {
  name: string;
  /** The result, as prompts show it. */
  result: string;
  /** What is still open, in words. */
  open: string;
  /** `Maya: …`, oldest first. */
  talk: readonly string[];
}

const maxChunks = 8;

/**
 * A step's memory in at most 150 words: what was decided, what it rests on, what comes out of it. Long talk is read in pieces and the
 * notes of the pieces together. Sentences that claim what the material does not hold are left out. Throws ModelError, or an Error when
 * nothing remains.
 */
export async function summariseStep(
  model: Model,
  material: StepMaterial,
  options: {
    marker: string;
    /** Of material in one call. */
    budgetTokens: number;
    countTokens: (text: string) => number;
    deadlineMs: number;
    onAttempt: (attempt: ModelAttempt) => void;
  },
): Promise<string> {
  const { marker, deadlineMs, onAttempt } = options;
  const ask = (task: string, text: string) =>
    model.text({
      purpose: 'summary',
      deadlineMs,
      onAttempt,
      messages: [
        { role: 'system', content: summaryRules(marker) },
        { role: 'user', content: `${fence(text, marker)}\n\n${task}` },
      ],
    });
  const chunks = chunk(material.talk, options);
  const notes: string[] = [];
  if (chunks.length > 1)
    for (const [index, part] of chunks.entries())
      notes.push(
        await ask(
          `Note what part ${index + 1} of ${chunks.length} of the talk in “${material.name}” brought: decisions, reasons, names, numbers, disagreement.`,
          part,
        ),
      );
  const talk = chunks.length > 1 ? notes.join('\n\n') : (chunks[0] ?? '');
  const whole = [`# Result of ${material.name}`, material.result, '# Still open', material.open || 'Nothing.', '# The talk', talk].join(
    '\n',
  );
  const written = await ask(`Write the memory of the step “${material.name}”.`, whole);
  const summary = keepWhatHolds(written, [material.result, material.open, ...material.talk], [marker, summaryRules(''), replyRules('')]);
  if (!summary) throw new Error('the summary held nothing that its material does');
  return summary;
}

/** Pieces that fit into a call, the newest ones if there are too many: the older talk is in the result or it did not matter. */
function chunk(
  lines: readonly string[],
  { budgetTokens, countTokens }: { budgetTokens: number; countTokens: (text: string) => number },
): string[] {
  const chunks: string[] = [];
  let current: string[] = [];
  let used = 0;
  for (const line of lines) {
    const tokens = countTokens(line);
    if (current.length > 0 && used + tokens > budgetTokens) {
      chunks.push(current.join('\n'));
      current = [];
      used = 0;
    }
    current.push(tokens > budgetTokens ? line.slice(0, budgetTokens) : line);
    used += Math.min(tokens, budgetTokens);
  }
  if (current.length > 0) chunks.push(current.join('\n'));
  return chunks.slice(-maxChunks);
}

/** The sentences that rest on the material and give nothing of ours away, up to the limit of words. */
export function keepWhatHolds(text: string, material: readonly string[], secrets: readonly string[] = []): string {
  const leaks = createLeakCheck(secrets);
  const kept: string[] = [];
  let words = 0;
  for (const raw of text.split(/(?<=[.!?…])\s+|\n+/)) {
    const sentence = raw
      .replace(/^[#>*\-\s]+/, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (!sentence || contentWords(sentence).size === 0) continue;
    if (/:\/\/|www\.|<[^>]*>|\]\(/.test(sentence)) continue;
    if (leaks(sentence)) continue;
    if (quotedSpans(sentence).some((span) => !isQuoted(span, material)) || !isGrounded(sentence, material)) continue;
    const count = sentence.split(' ').length;
    if (words + count > summaryLimits.words) break;
    words += count;
    kept.push(sentence);
  }
  return kept.join(' ');
}
