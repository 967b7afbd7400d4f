import type { Button } from '../ports/outbox.ts';
import { writeTarget } from '../turns/button-target.ts';
import type { StepView } from '../turns/views.ts';
import { actions, context, fitMessage, header, type MessageBlock, type Rendered, section } from './blocks.ts';
import { cutText, limits } from './limits.ts';
import type { Identity } from './parse-event.ts';
import { escapeText, type IsKnown, knows, mention, renderSaid } from './render-phrase.ts';
import { sayStepTime } from './render-time.ts';
import { sayTogether, togetherButtons } from './render-together.ts';

const maxForms = 4;
const maxNamed = 12;
const maxGapsChars = 600;
const maxDecisionChars = 160;

/** What a button of a card carries: who may press it, and whether it still means something, is asked when it is pressed. */
export function cardValue(step: StepView, formId?: string): string {
  return writeTarget({ workshopId: step.workshop.id, stepId: step.stepId, epoch: step.epoch, ...(formId ? { formId } : {}) });
}

/** The root of a step's thread: last decision, question, progress, buttons. One line once it is done. */
export function renderStepCard(step: StepView, { botUserId }: Identity): Rendered {
  const { standIn } = step.workshop.settings;
  const isKnown = knows([step.workshop.ownerUserId, ...(standIn ? [standIn.by] : []), ...step.contributors]);
  const name = `${step.position}. ${step.name}`;
  if (step.workshop.settings.archived && step.status === 'in_progress') return oneLine(`${name} is put away`, name);
  if (step.workshop.settings.cancelled) return oneLine(`~${name}~ taken back`, name);
  if (step.status !== 'in_progress') return renderResult(step, isKnown);
  const isPaused = step.workshop.status === 'paused';
  const blocks: MessageBlock[] = [
    ...(step.workshop.parentId ? [context(`_${renderSaid(cutText(step.workshop.title, maxDecisionChars), isKnown)}_`)] : []),
    ...(step.lastDecision ? [context(`:white_check_mark: ${renderSaid(cutText(step.lastDecision, maxDecisionChars), isKnown)}`)] : []),
    header(`Step ${step.position} of ${step.total}: ${step.name}`),
    section(step.gaps.length > 0 ? `*${escapeText(step.question)}*\n${escapeText(step.purpose)}` : escapeText(step.purpose)),
    ...(step.isStale && step.hasResult ? [context(':arrows_counterclockwise: What this rests on has changed. Is it still right?')] : []),
    context(...sayProgress(step, isKnown)),
    ...(isPaused
      ? [context(':double_vertical_bar: On hold. “/workshop resume” goes on.')]
      : [
          actions(buttonsOf(step)),
          context(`Reply in this thread: begin with <@${botUserId}>, or put a :pushpin: on a message. Everything else is just talk.`),
        ]),
  ];
  return fitMessage({ text: escapeText(`Step ${step.position} of ${step.total}: ${step.name}. ${step.question}`), blocks });
}

/** Filled for each rule of the gate that is met. */
function sayProgress(step: StepView, isKnown: IsKnown): string[] {
  const met = Math.max(0, step.rules - step.gaps.length);
  const dots = '●'.repeat(met) + '○'.repeat(step.rules - met);
  const open =
    step.gapWords.length > 0
      ? `Still open: ${renderSaid(cutText(step.gapWords.join('; '), maxGapsChars), isKnown)}`
      : 'Everything needed is here. The host can press *Next step*.';
  const people = step.contributors.slice(0, maxNamed).map((userId) => mention(userId, isKnown));
  return [
    `${dots}  ${open}`,
    ...(people.length > 0 ? [`With ${people.join(', ')}`] : []),
    ...sayReadiness(step),
    ...sayStepTime(step.time, step.workshop.settings.pace),
    ...sayStandIn(step, isKnown),
    ...sayTogether(step),
  ];
}

/** A count, never names: who takes longer is nobody's business. */
export function sayReadiness({ readiness }: StepView): string[] {
  const { done, of, needed } = readiness;
  return done > 0 ? [`:raised_hand: ${done} of ${Math.max(of, needed)} ${done === 1 ? 'is' : 'are'} done with this step`] : [];
}

function sayStandIn({ workshop: { settings } }: StepView, isKnown: IsKnown): string[] {
  const { standIn } = settings;
  return standIn ? [`${mention(standIn.by, isKnown)} leads while ${mention(standIn.for, isKnown)} is away`] : [];
}

export function doneButton(step: StepView): Button {
  return { label: 'I’m done', action: 'done', value: cardValue(step) };
}

function buttonsOf(step: StepView): Button[] {
  const isReady = step.gaps.length === 0;
  return [
    ...step.forms.slice(0, maxForms).map((form): Button => ({ label: form.label, action: 'form', value: cardValue(step, form.id) })),
    ...togetherButtons(step),
    ...(step.sections.length + step.numbered.length > 0 ? [{ label: 'Fix', action: 'form', value: cardValue(step, 'fix') }] : []),
    ...(step.isStale && step.hasResult && isReady ? [{ label: 'Still right', action: 'still-right', value: cardValue(step) }] : []),
    { label: 'Next step', action: 'next', value: cardValue(step), ...(isReady ? { style: 'primary' as const } : {}) },
    doneButton(step),
  ];
}

function renderResult(step: StepView, isKnown: IsKnown): Rendered {
  const mark =
    step.status === 'complete'
      ? ':white_check_mark:'
      : step.status === 'needs_regeneration'
        ? ':arrows_counterclockwise:'
        : ':white_circle:';
  const result = step.headline ? `: ${renderSaid(cutText(step.headline, limits.section / 3), isKnown)}` : '';
  const text = `${mark} *${step.position}. ${step.name}*${result}`;
  const gaps =
    step.gapWords.length > 0 ? `:warning: Left open: ${renderSaid(cutText(step.gapWords.join('; '), maxGapsChars), isKnown)}` : '';
  const reason = step.skipReason ? `Moved on: ${renderSaid(cutText(step.skipReason, maxGapsChars), isKnown)}` : '';
  const people =
    step.contributors.length > 0
      ? `With ${step.contributors
          .slice(0, maxNamed)
          .map((userId) => mention(userId, isKnown))
          .join(', ')}`
      : '';
  const stale =
    step.status === 'needs_regeneration' ? '_Out of date: what it rests on was changed. We look at it again when we get there._' : '';
  const notes = [stale, gaps, reason, people].filter(Boolean);
  return fitMessage({ text: text.replace(/[*]/g, ''), blocks: [section(text), ...(notes.length > 0 ? [context(...notes)] : [])] });
}

function oneLine(mrkdwn: string, text: string): Rendered {
  return fitMessage({ text, blocks: [context(mrkdwn)] });
}
