import { cleanLine } from '../../workshop/clean-text.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { FeatureForm } from '../feature-forms.ts';
import { maxIdeaChars, startWorkshop } from '../start-workshop.ts';
import type { FormRequest } from '../use-case.ts';

export const startFormId = 'start-here';
/** The form belongs to no workshop yet; what stands in its memory means nothing. */
export const nowhere = 'home';
export const startRequest: FormRequest = { workshopId: nowhere, stepId: nowhere, epoch: 0, formId: startFormId };

/** Under which input a refusal of the start belongs; under the channel otherwise. */
const inputOfBreach: Readonly<Record<string, string>> = { 'no-idea': 'idea', 'long-idea': 'idea' };

/** Starts a workshop in a channel of one's choice. What was typed stays in the form until it has begun. */
export const startForm: FeatureForm = {
  async open(deps, asker, request) {
    requireOwnTeam(asker.isOutsider);
    const templates = deps.templates.list();
    return {
      request,
      title: 'Start a workshop',
      submitLabel: 'Start',
      inputs: [
        {
          key: 'idea',
          label: 'What is it about?',
          hint: 'One line, as vague as it is now: “A better check-in for small clinics”.',
          kind: 'text',
          long: false,
          maxChars: maxIdeaChars,
          optional: false,
        },
        { key: 'channel', label: 'In which channel?', hint: 'Where the team is. I have to be in it.', kind: 'channel', optional: false },
        ...(templates.length > 1
          ? [
              {
                key: 'template',
                label: 'How',
                kind: 'choice' as const,
                optional: false,
                options: templates.map(({ id, name, description }) => ({ value: id, label: `${name}: ${description}` })),
                initial: templates[0]?.id ?? '',
              },
            ]
          : []),
        {
          key: 'pace',
          label: 'Pace',
          kind: 'choice',
          optional: false,
          options: [
            { value: 'live', label: 'Live: all of us at once' },
            { value: 'async', label: 'Over days: everybody when they can' },
          ],
          initial: 'live',
        },
        {
          key: 'beside',
          label: 'If a workshop is under way there',
          kind: 'ticks',
          optional: true,
          options: [{ value: 'both', label: 'Run this one beside it' }],
          initial: [],
        },
      ],
    };
  },

  async save(deps, asker, _request, { values }) {
    const idea = typeof values.idea === 'string' ? values.idea : '';
    const channelId = typeof values.channel === 'string' ? values.channel : '';
    try {
      requireOwnTeam(asker.isOutsider);
      if (!/^[CG][A-Z0-9]{2,20}$/.test(channelId)) return refuse('channel', phrase`Choose the channel where your team is.`);
      // Both at once: whoever presses has three seconds in all.
      const [hasBot, isThere] = await Promise.all([deps.channels.hasBot(channelId), deps.channels.hasPerson(channelId, asker.userId)]);
      if (!hasBot)
        return refuse(
          'channel',
          phrase`I am not in that channel yet. Type “/invite @${deps.channels.botName}” there, then press Start again. What you typed stays here.`,
        );
      if (isThere === undefined)
        return refuse('channel', phrase`Slack does not tell me whether you are in that channel. Please press Start again.`);
      if (!isThere) return refuse('channel', phrase`You are not in that channel. Join it first, then press Start again.`);
      const list = deps.templates.list();
      const template = list.find((one) => one.id === values.template) ?? list[0];
      const isBeside = Array.isArray(values.beside) && values.beside.includes('both');
      const reply = await startWorkshop(deps, { ...asker, channelId }, `${template?.id ?? ''}: ${idea}`, isBeside ? 'both' : 'ask', {
        pace: values.pace === 'async' ? 'async' : 'live',
      });
      if (!reply) return { saved: true };
      const [active] = await deps.store.listWorkshops({ orgId: asker.orgId, channelId }, ['active', 'paused']);
      if (active && isJustStarted(active, asker.userId, idea, deps.clock.now())) return { saved: true };
      return refuse(
        'channel',
        phrase`“${active?.title ?? 'A workshop'}” is under way there. End it first, choose another channel, or tick the box below to run both.`,
      );
    } catch (error) {
      if (error instanceof RuleBreach && error.code === 'repeated') return { saved: true };
      if (error instanceof RuleBreach) return refuse(inputOfBreach[error.code] ?? 'channel', error.says);
      throw error;
    }
  },
};

const justMs = 60_000;

/** Slack did not hear our answer in time, and the same person presses Start again: it has begun. */
function isJustStarted({ ownerUserId, originalIdea, createdAt }: Workshop, userId: UserId, idea: string, now: Date): boolean {
  return ownerUserId === userId && originalIdea === cleanLine(idea) && now.getTime() - createdAt.getTime() < justMs;
}

function requireOwnTeam(isOutsider: boolean): void {
  if (isOutsider)
    throw new RuleBreach(
      'outside',
      phrase`Workshops are started by people of the company that installed me. You are welcome to join one: the host can let you in.`,
    );
}

function refuse(key: string, says: Phrase): { errors: Record<string, Phrase> } {
  return { errors: { [key]: says } };
}
