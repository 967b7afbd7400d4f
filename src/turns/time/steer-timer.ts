import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { farthestMs, readDeadline } from '../../workshop/deadline-wish.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { moment, type Phrase, phrase } from '../../workshop/phrase.ts';
import { deadlineOf } from '../../workshop/time-box.ts';
import { readTimerWish, remainingOf, sayDuration, type TimerWish, timerMinutes } from '../../workshop/timer.ts';
import type { Pace, Step } from '../../workshop/workshop.ts';
import { currentStep } from '../advance-step.ts';
import { readTarget, staleButton, writeTarget } from '../button-target.ts';
import type { ButtonHandler } from '../press-button.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import type { VerbHandler, VerbTarget } from '../verb-handlers.ts';
import { moreLabel, moveDeadline } from './deadlines.ts';
import { timerFormId } from './timer-form.ts';
import { timerHooks } from './timer-hooks.ts';
import { inTimedStep, readTimerTarget, requireTicking, withOpenTimer, writeTimerTarget } from './timer-target.ts';
import { cancelTimer, extendTimer, pauseTimer, requireMinutes, resumeTimer, startTimer } from './timers.ts';
import { zonesOf } from './zones.ts';

/** `/workshop timer …`, and the same by mention in a thread. Hosts only, but for the panel, which tells everybody how it stands. */
export const steerTimer: VerbHandler = async (deps, asker, target) => {
  const wish = readTimerWish(target.rest);
  if (wish.do === 'panel') return describeTimer(deps, target);
  if (wish.do === 'unclear') return setDeadline(deps, asker, target);
  return inTimedStep(deps, asker, { workshopId: target.workshop.id, stepId: target.stepId }, async (tx, step, now) => {
    if (wish.do === 'start') {
      await startTimer(tx, step, { minutes: wish.minutes, by: asker.userId, now });
      return undefined;
    }
    if (wish.do === 'extend') requireMinutes(wish.minutes);
    const open = (await tx.openTimers()).find((timer) => timer.workshopStepId === step.id);
    return steer(tx, asker, requireTicking(open, now), wish, now);
  });
};

type SteerWish = Exclude<TimerWish, { do: 'panel' | 'start' | 'unclear' }>;

async function steer(tx: WorkshopTx, asker: Asker, timer: StoredTimer, wish: SteerWish, now: Date): Promise<Reply | undefined> {
  if (wish.do === 'pause' && timer.status === 'paused')
    throw new RuleBreach('on-hold', phrase`It is on hold already. “/workshop timer resume” goes on.`);
  if (wish.do === 'resume' && timer.status === 'running')
    throw new RuleBreach('runs', phrase`It runs already, until ${moment(timer.endsAt)}.`);
  await tx.audit({ action: `timer-${wish.do}`, userId: asker.userId, details: { timerId: timer.id }, at: now });
  if (wish.do === 'cancel') {
    await cancelTimer(tx, timer, now);
    for (const hook of timerHooks()) await hook.stopped?.(tx, timer, now);
    return undefined;
  }
  const changed =
    wish.do === 'extend'
      ? await extendTimer(tx, timer, wish.minutes, now)
      : wish.do === 'pause'
        ? await pauseTimer(tx, timer, 'person', now)
        : await resumeTimer(tx, timer, now);
  for (const hook of timerHooks()) await hook.changed?.(tx, changed, now);
  return undefined;
}

function unclearTimer(pace: Pace): RuleBreach {
  const { min, max } = timerMinutes;
  if (pace === 'async')
    return new RuleBreach(
      'timer-unclear',
      phrase`I did not get that. Say until when the step is open, such as “/workshop timer 2 days” or “timer until Friday 17:00”, or give me whole minutes from ${min} to ${max}.`,
    );
  return new RuleBreach(
    'timer-unclear',
    phrase`I did not get that. Give me whole minutes from ${min} to ${max}, such as “/workshop timer 5”, or extend 3, pause, resume, cancel.`,
  );
}

/** “timer 2 days”, “timer until Friday 17:00”: until when the step is open, in a workshop over days. */
async function setDeadline(deps: Deps, asker: Asker, { workshop, stepId, rest }: VerbTarget): Promise<Reply | undefined> {
  const zone = (await zonesOf(deps, workshop.ownerUserId))(workshop.ownerUserId);
  const deadlineAt = readDeadline(rest, deps.clock.now(), zone);
  if (!deadlineAt) throw unclearTimer(workshop.settings.pace);
  return inTimedStep(deps, asker, { workshopId: workshop.id, stepId }, async (tx, step, now) => {
    if (tx.workshop.settings.pace === 'live')
      throw new RuleBreach(
        'live',
        phrase`Days and dates are for workshops over days (“/workshop settings”). Live, a timer takes minutes: “/workshop timer 5”.`,
      );
    if (deadlineAt <= now || deadlineAt.getTime() - now.getTime() > farthestMs)
      throw new RuleBreach(
        'not-ahead',
        phrase`That would be ${moment(deadlineAt, 'day-and-time')}. A step can be open for up to 60 days from now.`,
      );
    await moveDeadline(tx, step, deadlineAt, now);
    await tx.audit({ action: 'deadline', userId: asker.userId, details: { stepId: step.stepId, at: deadlineAt.toISOString() }, at: now });
    return { text: phrase`${step.definition.name} is open until ${moment(deadlineAt, 'day-and-time')}. Its card shows it.` };
  });
}

/** What there is to do about time, for one person. */
async function describeTimer(deps: Deps, { workshop, stepId }: VerbTarget): Promise<Reply> {
  const loaded = await deps.store.loadWorkshop(workshop.id);
  const step = stepId ? loaded.steps.find((one) => one.stepId === stepId) : currentStep(loaded.steps);
  if (step?.status !== 'in_progress') return { text: phrase`No step is open, so no timer runs.` };
  const now = deps.clock.now();
  const timer = await deps.store.openTimerOf(step.id);
  if (!timer && workshop.settings.pace === 'async') return describeDeadline(workshop.id, step);
  if (!timer)
    return {
      text: phrase`No timer runs in ${step.definition.name}. How long shall it be? The host starts it here, or with “/workshop timer 7”.`,
      buttons: startButtons(workshop.id, step),
    };
  return { text: sayRunning(timer, now), buttons: timerButtons(workshop.id, timer) };
}

function describeDeadline(workshopId: string, step: Step): Reply {
  const deadlineAt = deadlineOf(step);
  const value = writeTarget({ workshopId, stepId: step.stepId, epoch: step.epoch });
  const { name } = step.definition;
  return {
    text: deadlineAt
      ? phrase`${name} is open until ${moment(deadlineAt, 'day-and-time')}. The host changes it here, or with “/workshop timer until Friday 17:00”.`
      : phrase`${name} is open for as long as it takes. The host sets a time with “/workshop timer 2 days” or “timer until Friday 17:00”.`,
    buttons: [
      { label: moreLabel('async'), action: 'deadline-more', value },
      { label: 'Remind those who are missing', action: 'remind', value },
      { label: 'Timer…', action: 'form', value: writeTarget({ workshopId, stepId: step.stepId, epoch: step.epoch, formId: timerFormId }) },
    ],
  };
}

function sayRunning(timer: StoredTimer, now: Date): Phrase {
  const left = sayDuration(remainingOf(timer, now));
  return timer.status === 'paused'
    ? phrase`The timer is on hold with ${left} left.`
    : phrase`The timer runs until ${moment(timer.endsAt)}: ${left} left.`;
}

function startButtons(workshopId: string, step: Step): Button[] {
  const target = { workshopId, stepId: step.stepId, epoch: step.epoch };
  return [
    ...timerMinutes.presets.map((minutes) => ({
      label: `${minutes} min`,
      action: 'timer-start',
      value: writeTarget({ ...target, formId: String(minutes) }),
    })),
    { label: 'Other…', action: 'form', value: writeTarget({ ...target, formId: timerFormId }) },
  ];
}

/** What its card and the panel offer for one that runs or is on hold; nothing for others. */
export function timerButtons(workshopId: string, timer: StoredTimer): Button[] {
  const value = (minutes?: number) => writeTimerTarget({ workshopId, timerId: timer.id, ...(minutes === undefined ? {} : { minutes }) });
  const stop: Button = { label: 'Stop', action: 'timer-stop', value: value() };
  if (timer.status === 'paused')
    return timer.heldBy === 'workshop' ? [] : [{ label: 'Resume', action: 'timer-go', value: value(), style: 'primary' }, stop];
  if (timer.status !== 'running') return [];
  return [
    { label: '+1 min', action: 'timer-add', value: value(1) },
    { label: '+5 min', action: 'timer-add', value: value(5) },
    { label: 'Pause', action: 'timer-hold', value: value() },
    stop,
  ];
}

export const timerButtonHandlers: Readonly<Record<string, ButtonHandler>> = {
  'timer-start': async (deps, asker, value) => {
    const { formId, ...target } = readTarget(value);
    const minutes = Number(formId);
    if (!formId) throw staleButton();
    return inTimedStep(deps, asker, target, async (tx, step, now) => {
      await startTimer(tx, step, { minutes, by: asker.userId, now });
      return undefined;
    });
  },
  'timer-add': (deps, asker, value) => {
    const target = readTimerTarget(value);
    return press(deps, asker, value, { do: 'extend', minutes: target.minutes ?? 0 });
  },
  'timer-hold': (deps, asker, value) => press(deps, asker, value, { do: 'pause' }),
  'timer-go': (deps, asker, value) => press(deps, asker, value, { do: 'resume' }),
  'timer-stop': (deps, asker, value) => press(deps, asker, value, { do: 'cancel' }),
};

async function press(deps: Deps, asker: Asker, value: string, wish: SteerWish): Promise<Reply | undefined> {
  return withOpenTimer(deps, asker, readTimerTarget(value), (tx, timer, now) => steer(tx, asker, timer, wish, now));
}
