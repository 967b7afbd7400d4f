import { cleanLine } from '../../workshop/clean-text.ts';
import { stepDays } from '../../workshop/pace.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import { awayMinutesRange } from '../../workshop/presence.ts';
import { defaultQuorum, maxQuorumCount } from '../../workshop/quorum.ts';
import { budgetBounds } from '../../workshop/voting.ts';
import type { FacilitatorMode, Pace, Talk, Workshop, WorkshopSettings } from '../../workshop/workshop.ts';
import type { FormInput, FormOption } from '../form-inputs.ts';
import { maxIdeaChars } from '../start-workshop.ts';

/** What one input of the settings changes. */
export interface WorkshopChange {
  title?: string;
  facilitatorMode?: FacilitatorMode;
  /** Undefined takes a setting back to what is usual. */
  settings?: { [K in keyof WorkshopSettings]?: WorkshopSettings[K] | undefined };
}

/** One preference: how it is asked for, what it is now, what an answer means. */
export interface SettingField {
  key: string;
  label: string;
  hint?: string;
  /** Where it means something; everywhere when it is not said. */
  pace?: Pace;
  /** None: it is typed. */
  options?: (workshop: Workshop) => FormOption[];
  read(workshop: Workshop): string;
  /** What is wrong with it, in a sentence; or what it changes. */
  write(value: string): WorkshopChange | { problem: Phrase };
}

const dayMinutes = 24 * 60;

/** In the order in which a host thinks of them: what it is, who talks, how we decide, when a step is over, what becomes of it. */
export const settingFields: readonly SettingField[] = [
  {
    key: 'title',
    label: 'Title',
    read: ({ title }) => title,
    write(value) {
      const title = cleanLine(value);
      return title && title.length <= maxIdeaChars
        ? { title }
        : { problem: phrase`A title is one line of up to ${maxIdeaChars} characters.` };
    },
  },
  {
    key: 'pace',
    label: 'Pace',
    options: () => [
      { value: 'live', label: 'Live: all of us, about 90 minutes' },
      { value: 'async', label: 'Over days: everybody when they can' },
    ],
    read: ({ settings }) => settings.pace,
    write: (value) => ({ settings: { pace: value as Pace } }),
  },
  {
    key: 'facilitator',
    label: 'Who asks and answers',
    hint: 'The language model only proposes, and every line it proposes cites who said it. Without it I ask fixed questions.',
    options: () => [
      { value: 'model', label: 'A language model, where there is one' },
      { value: 'guided', label: 'Fixed questions, no language model' },
    ],
    read: ({ facilitatorMode }) => facilitatorMode,
    write: (value) => ({ facilitatorMode: value as FacilitatorMode }),
  },
  {
    key: 'proposals',
    label: 'What the model proposes',
    options: () => [
      { value: 'ask', label: 'Ask us before it is written down' },
      { value: 'take', label: 'Write it down at once' },
    ],
    read: ({ settings }) => (settings.autoAccept ? 'take' : 'ask'),
    write: (value) => ({ settings: { autoAccept: value === 'take' } }),
  },
  {
    key: 'talk',
    label: 'How much I talk',
    hint: 'I never speak while you do, and never more than a few times in a step.',
    options: () => [
      { value: 'quiet', label: 'Quiet: I wait long and ask little' },
      { value: 'normal', label: 'Normal: I ask when it has been quiet for a while' },
      { value: 'lively', label: 'Lively: I ask as soon as there is a pause' },
    ],
    read: ({ settings }) => settings.talk ?? 'normal',
    write: (value) => ({ settings: { talk: value as Talk } }),
  },
  {
    key: 'dots',
    label: 'Dots in a vote',
    options: () =>
      Array.from({ length: 8 }, (_, index) => ({ value: String(index + 1), label: index === 0 ? '1 dot each' : `${index + 1} dots each` })),
    read: ({ settings }) => String(settings.votes?.budget ?? budgetBounds.usual),
    write: (value) => ({ settings: { votes: { budget: Number(value), isAnonymous: true } } }),
  },
  {
    key: 'ballots',
    label: 'Votes begin as',
    options: () => [
      { value: 'anonymous', label: 'Anonymous: nobody ever sees who chose what' },
      { value: 'named', label: 'Named: afterwards all see who chose what' },
    ],
    read: ({ settings }) => ((settings.votes?.isAnonymous ?? true) ? 'anonymous' : 'named'),
    write: (value) => ({ settings: { votes: { budget: budgetBounds.usual, isAnonymous: value === 'anonymous' } } }),
  },
  {
    key: 'boxes',
    label: 'Live: time for each step',
    hint: 'You alone are told when a step’s time is almost up. Nothing moves on by itself.',
    pace: 'live',
    options: () => [
      { value: 'free', label: 'As long as it takes' },
      { value: 'boxed', label: 'The minutes on the agenda' },
    ],
    read: ({ settings }) => (settings.timeBoxed ? 'boxed' : 'free'),
    write: (value) => ({ settings: { timeBoxed: value === 'boxed' } }),
  },
  {
    key: 'days',
    label: 'Over days: time for each step',
    hint: 'Until five in the afternoon where you are. A step that has everything closes then, or when enough people are done with it.',
    pace: 'async',
    options: (workshop) =>
      withCurrent([0, 1, 2, 3, 5, 10], workshop.settings.stepDays ?? stepDays.usual).map((days) => ({
        value: String(days),
        label: days === 0 ? 'No deadline' : `${days} working ${days === 1 ? 'day' : 'days'}`,
      })),
    read: ({ settings }) => String(settings.stepDays ?? stepDays.usual),
    write: (value) => ({ settings: { stepDays: Number(value) } }),
  },
  {
    key: 'quorum',
    label: 'A step is done when',
    hint: 'People say so with “I’m done”. Then the host hears of it; over days the step closes by itself once it has what it needs.',
    options: ({ settings }) => [
      { value: 'majority', label: 'More than half of those who take part in it are done' },
      { value: 'everyone', label: 'Everybody who takes part in it is done' },
      ...withCurrent([1, 2, 3, 4, 5, 6, 8, 10], settings.quorum?.count ?? 1).map((count) => ({
        value: String(count),
        label: count === 1 ? 'One person is done' : `${count} people are done`,
      })),
    ],
    read({ settings }) {
      const { rule, count } = settings.quorum ?? defaultQuorum;
      return rule === 'count' ? String(count ?? 1) : rule;
    },
    write(value) {
      if (value === 'majority' || value === 'everyone') return { settings: { quorum: { rule: value } } };
      const count = Number(value);
      if (!Number.isInteger(count) || count < 1 || count > maxQuorumCount)
        return { problem: phrase`How many people have to be done? A whole number from 1 to ${maxQuorumCount}.` };
      return { settings: { quorum: { rule: 'count', count } } };
    },
  },
  {
    key: 'away',
    label: 'When no host is here, others may take over',
    hint: 'After so long without a host. Whoever was the host gets it back with one press.',
    options: ({ settings }) => {
      const usual = settings.pace === 'live' ? [5, 10, 15, 30, 60] : [240, 480, dayMinutes, 2 * dayMinutes, 7 * dayMinutes];
      const current = settings.awayMinutes;
      return [
        { value: 'usual', label: settings.pace === 'live' ? 'As usual: after 10 minutes' : 'As usual: after 24 hours' },
        ...withCurrent(usual, current ?? usual[0] ?? 5).map((minutes) => ({
          value: String(minutes),
          label: `After ${sayMinutes(minutes)}`,
        })),
      ];
    },
    read: ({ settings }) => (settings.awayMinutes === undefined ? 'usual' : String(settings.awayMinutes)),
    write(value) {
      if (value === 'usual') return { settings: { awayMinutes: undefined } };
      const minutes = Number(value);
      return Number.isInteger(minutes) && minutes >= awayMinutesRange.min && minutes <= awayMinutesRange.max
        ? { settings: { awayMinutes: minutes } }
        : { problem: phrase`From ${awayMinutesRange.min} minutes to ${awayMinutesRange.max / dayMinutes} days.` };
    },
  },
  {
    key: 'directs',
    label: 'Direct messages',
    pace: 'async',
    options: () => [
      { value: 'yes', label: 'At most one a day, when something waits for somebody' },
      { value: 'no', label: 'None from this workshop' },
    ],
    read: ({ settings }) => (settings.directMessages === false ? 'no' : 'yes'),
    write: (value) => ({ settings: { directMessages: value !== 'no' } }),
  },
  {
    key: 'packNames',
    label: 'Names in the build pack',
    hint: 'On the canvas, in files and on shared pages. Whoever takes something on is named for the team either way.',
    options: () => [
      { value: 'shown', label: 'Shown: who said what' },
      { value: 'hidden', label: 'Left out: lines lead to messages, unnamed' },
    ],
    read: ({ settings }) => (settings.hidesAuthors ? 'hidden' : 'shown'),
    write: (value) => ({ settings: { hidesAuthors: value === 'hidden' } }),
  },
  {
    key: 'sharedNames',
    label: 'Names on shared pages',
    hint: 'What people outside Slack see who open a link of “/workshop share”.',
    options: () => [
      { value: 'hidden', label: 'Hidden: everybody is “a participant”' },
      { value: 'shown', label: 'Shown: who said what, by name' },
    ],
    read: ({ settings }) => (settings.sharesNames ? 'shown' : 'hidden'),
    write: (value) => ({ settings: { sharesNames: value === 'shown' } }),
  },
  {
    key: 'retention',
    label: 'After the end',
    hint: 'For good: messages, results, pack and canvas. What people wrote in Slack stays. Hosts hear of it before.',
    options: ({ settings }) => [
      { value: 'never', label: 'Keep it' },
      ...withCurrent([1, 7, 30, 90, 365], settings.retentionDays ?? 30).map((days) => ({
        value: String(days),
        label: `Erase it after ${days} ${days === 1 ? 'day' : 'days'}`,
      })),
    ],
    read: ({ settings }) => (settings.retentionDays === undefined ? 'never' : String(settings.retentionDays)),
    write(value) {
      const days = Number(value);
      if (value === 'never') return { settings: { retentionDays: undefined } };
      return Number.isInteger(days) && days >= 1 && days <= 3_650
        ? { settings: { retentionDays: days } }
        : { problem: phrase`A whole number of days, from 1 to 3650.` };
    },
  },
];

function withCurrent(values: readonly number[], current: number): number[] {
  return values.includes(current) ? [...values] : [...values, current].sort((one, other) => one - other);
}

function sayMinutes(minutes: number): string {
  if (minutes < 120) return `${minutes} minutes`;
  if (minutes < 2 * dayMinutes) return `${minutes / 60} hours`;
  return `${minutes / dayMinutes} days`;
}

/** The inputs that mean something at this workshop's pace, filled with what is set. */
export function settingInputs(workshop: Workshop): FormInput[] {
  return settingFields
    .filter((field) => !field.pace || field.pace === workshop.settings.pace)
    .map((field): FormInput => {
      const base = {
        key: field.key,
        label: field.label,
        optional: false,
        initial: field.read(workshop),
        ...(field.hint ? { hint: field.hint } : {}),
      };
      const options = field.options?.(workshop);
      return options ? { ...base, kind: 'choice', options } : { ...base, kind: 'text', long: false, maxChars: maxIdeaChars };
    });
}
