import { fieldOf } from '../workshop/apply-ops.ts';
import { itemsOf, type Source } from '../workshop/draft.ts';
import type { UserId } from '../workshop/ids.ts';
import { wordsOf } from '../workshop/outline.ts';
import type { Proposal, ProposalLine } from '../workshop/proposal.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import type { FormInput } from './form-inputs.ts';
import type { FormValues, FormView } from './forms.ts';
import { keepSeen } from './merge-form.ts';
import type { FormRequest } from './use-case.ts';
import { describeLine, wordingOf } from './view-proposal.ts';

/** How a form and a button name the proposal that they are about. */
const prefix = 'proposal:';

export function proposalFormId(proposalId: string): string {
  return `${prefix}${proposalId}`;
}

export function proposalIdOf(formId: string | undefined): string | undefined {
  return formId?.startsWith(prefix) ? formId.slice(prefix.length) : undefined;
}

/** Beside a line's own input: what stood in its place when the form was opened. */
export function seenKey(lineId: string): string {
  return `now:${lineId}`;
}

/** What a line would take the place of, in words; undefined where it only adds something. */
export function inItsPlace(
  { definition, draft }: StepWithDraft,
  { op }: Pick<ProposalLine, 'op'>,
): { words: string; by?: UserId } | undefined {
  if (op.op === 'set') {
    const given = draft.fields[op.field];
    return { words: given ? wordsOf(given.value) : '', ...byLast(given?.sources) };
  }
  if (op.op !== 'update') return undefined;
  const item = itemsOf(draft, op.list).find((one) => one.id === op.itemId);
  const list = fieldOf(definition, op.list);
  const words = Object.keys(op.values).flatMap((key) => {
    const value = item?.values[key];
    return value === undefined || value === null ? [] : wordsOf(value);
  });
  return { words: item ? words.join('; ') : `(no ${list?.kind === 'items' ? list.singular : 'line'})`, ...byLast(item?.sources) };
}

function byLast(sources: readonly Source[] | undefined): { by?: UserId } {
  const by = sources?.at(-1)?.userId;
  return by ? { by } : {};
}

/** All lines of a proposal have to fit into what a modal remembers. */
export const maxSeenChars = 120;

/** What whoever opens the form sees of the places that its lines would take. */
function seenBy(step: StepWithDraft, lines: readonly ProposalLine[]): FormValues {
  return keepSeen(
    Object.fromEntries(
      lines.flatMap((line) => {
        const there = inItsPlace(step, line);
        return there ? [[seenKey(line.id), there.words]] : [];
      }),
    ),
    maxSeenChars,
  );
}

/** The proposed lines to be put in other words, or left out. */
export function proposalForm(step: StepWithDraft, request: FormRequest, proposal: Proposal): FormView {
  const definition = step.definition;
  return {
    request,
    title: 'Before it is written',
    submitLabel: 'Write it down',
    intro: 'Put it in better words, or empty what should be left out.',
    seen: seenBy(step, proposal.lines),
    inputs: proposal.lines.map((line): FormInput => {
      const wording = wordingOf(definition, line.op);
      const shown = describeLine(definition, step.draft, line);
      const there = inItsPlace(step, line)?.words;
      const hint = there ? { hint: `In its place now: “${there}”` } : {};
      if (!wording)
        return {
          key: line.id,
          label: `${shown.label}: ${shown.text}`.slice(0, 140),
          ...hint,
          kind: 'choice',
          optional: false,
          options: [
            { value: 'take', label: 'Write it down' },
            { value: 'leave', label: 'Leave it out' },
          ],
          initial: 'take',
        };
      return {
        key: line.id,
        label: shown.label,
        ...hint,
        kind: 'text',
        long: wording.text.length > 80,
        maxChars: 3_000,
        optional: true,
        initial: wording.text,
      };
    }),
  };
}
