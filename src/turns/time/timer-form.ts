import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { roleOf } from '../../workshop/roles.ts';
import { readTimerWish, timerMinutes } from '../../workshop/timer.ts';
import type { FeatureForm } from '../feature-forms.ts';
import { requireRole } from '../use-case.ts';
import { inTimedStep } from './timer-target.ts';
import { startTimer } from './timers.ts';

export const timerFormId = 'timer';

const maxLabelChars = 80;

/** A timer of any length, with what it is for. */
export const timerForm: FeatureForm = {
  async open(deps, asker, request) {
    const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: request.workshopId });
    if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
    const { members } = await deps.store.loadWorkshop(found.id);
    requireRole(roleOf(members, asker.userId, asker.isOutsider), 'steer', found.ownerUserId);
    return {
      request,
      title: 'Set a timer',
      submitLabel: 'Start',
      inputs: [
        {
          key: 'minutes',
          label: 'Minutes',
          hint: `Whole minutes, ${timerMinutes.min} to ${timerMinutes.max}.`,
          kind: 'text',
          long: false,
          maxChars: 10,
          optional: false,
          initial: '7',
        },
        { key: 'label', label: 'What for', kind: 'text', long: false, maxChars: maxLabelChars, optional: true },
      ],
    };
  },

  async save(deps, asker, request, { values }) {
    const minutes = readTimerWish(typeof values.minutes === 'string' ? values.minutes : '');
    const label = typeof values.label === 'string' ? values.label : '';
    try {
      await inTimedStep(deps, asker, request, async (tx, step, now) => {
        await startTimer(tx, step, { minutes: minutes.do === 'start' ? minutes.minutes : 0, label, by: asker.userId, now });
        return undefined;
      });
      return { saved: true };
    } catch (error) {
      if (error instanceof RuleBreach) return { errors: { minutes: error.says } };
      throw error;
    }
  },
};
