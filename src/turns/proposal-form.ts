import type { Proposal } from '../workshop/proposal.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import type { FormInput } from './form-inputs.ts';
import type { FormView } from './forms.ts';
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

/** The proposed lines to be put in other words, or left out. */
export function proposalForm(step: StepWithDraft, request: FormRequest, proposal: Proposal): FormView {
  const definition = step.definition;
  return {
    request,
    title: 'Before it is written',
    submitLabel: 'Write it down',
    intro: 'Put it in better words, or empty what should be left out.',
    inputs: proposal.lines.map((line): FormInput => {
      const wording = wordingOf(definition, line.op);
      const shown = describeLine(definition, step.draft, line);
      if (!wording)
        return {
          key: line.id,
          label: `${shown.label}: ${shown.text}`.slice(0, 140),
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
        kind: 'text',
        long: wording.text.length > 80,
        maxChars: 3_000,
        optional: true,
        initial: wording.text,
      };
    }),
  };
}
