import { stepDays as dayRange } from '../../workshop/pace.ts';
import type { WorkshopSettings } from '../../workshop/workshop.ts';
import type { FormInput } from '../form-inputs.ts';

const offeredDays = [0, 1, 2, 3, 5, 10];

/** What the settings ask about time; each pace has its own question, and the other one's answer waits. */
export function timeInputs({ timeBoxed, stepDays }: Pick<WorkshopSettings, 'timeBoxed' | 'stepDays'>): FormInput[] {
  const days = stepDays ?? dayRange.usual;
  const offered = offeredDays.includes(days) ? offeredDays : [...offeredDays, days].sort((a, b) => a - b);
  return [
    {
      key: 'boxes',
      label: 'Live: time for each step',
      hint: 'You alone are told when a step’s time is almost up. Nothing moves on by itself.',
      kind: 'choice',
      optional: false,
      options: [
        { value: 'free', label: 'As long as it takes' },
        { value: 'boxed', label: 'The minutes on the agenda' },
      ],
      initial: timeBoxed ? 'boxed' : 'free',
    },
    {
      key: 'days',
      label: 'Over days: time for each step',
      hint: 'Until five in the afternoon where you are. A step that has everything closes then, or when enough people are done with it.',
      kind: 'choice',
      optional: false,
      options: offered.map((count) => ({
        value: String(count),
        label: count === 0 ? 'No deadline' : count === 1 ? '1 working day' : `${count} working days`,
      })),
      initial: String(days),
    },
  ];
}

/** What of a submitted form is about time; what is not in it stays as it is. */
export function readTimeSettings(values: Readonly<Record<string, unknown>>): Pick<WorkshopSettings, 'timeBoxed' | 'stepDays'> {
  const days = typeof values.days === 'string' && /^\d{1,2}$/.test(values.days) ? Number(values.days) : undefined;
  return {
    ...(values.boxes === 'boxed' || values.boxes === 'free' ? { timeBoxed: values.boxes === 'boxed' } : {}),
    ...(days !== undefined && days <= dayRange.most ? { stepDays: days } : {}),
  };
}
