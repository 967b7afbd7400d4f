import type { Button } from '../ports/outbox.ts';
import { writeRoundTarget } from '../turns/activities/in-round.ts';
import { sayTook } from '../turns/activities/say-round.ts';
import { takePart } from '../turns/activities/show-together.ts';
import type { ActivityView } from '../turns/activities/view-activity.ts';
import { writeTarget } from '../turns/button-target.ts';
import { timerButtons } from '../turns/time/steer-timer.ts';
import type { Round } from '../workshop/activity.ts';
import { moment } from '../workshop/phrase.ts';
import { remainingOf, sayDuration } from '../workshop/timer.ts';
import { actions, context, fitMessage, header, type MessageBlock, type Rendered, section } from './blocks.ts';
import { fitLines, limits } from './limits.ts';
import { escapeText, type IsKnown, knows, mention, renderMoment, renderSaid } from './render-phrase.ts';
import { renderRating, renderVoteResult, renderWritten } from './render-round-result.ts';

const maxOptionChars = 220;
const optionsChars = 6_000;

/** What a team does together: open, with how many have taken part and nothing else; closed, with what came of it. */
export function renderActivity(view: ActivityView | undefined): Rendered {
  if (!view) return { text: 'Nothing is open here.', blocks: [context('Nothing is open here any more.')] };
  const isKnown = knows([view.workshop.ownerUserId, ...view.members]);
  const { latest, activity } = view;
  if (view.isVoid) return oneLine(`~${escapeText(activity.label)}~ The step was started over since: this does not count any more.`);
  const earlier = view.rounds.slice(0, -1).filter((round) => round.status === 'closed');
  if (latest.status === 'cancelled' && earlier.length === 0) return oneLine(`~${escapeText(activity.label)}~ was called off.`);
  const shown = latest.status === 'cancelled' ? (earlier.pop() as Round) : latest;
  const title = titleOf(view, shown);
  const body = shown.status === 'open' ? renderOpen(view, isKnown) : renderClosed({ ...view, latest: shown }, isKnown);
  const before = earlier.flatMap((round) => renderEarlier(view, round, isKnown));
  const blocks = [header(title), ...body, ...before];
  return fitMessage({ text: shown.status === 'open' ? `${title}. ${sayTook(shown.kind, view.took, view.of)}` : title, blocks });
}

function oneLine(mrkdwn: string): Rendered {
  return fitMessage({ text: mrkdwn.replace(/~/g, ''), blocks: [context(mrkdwn)] });
}

function titleOf({ activity, rounds }: ActivityView, { round, status }: Round): string {
  const planned = activity.kind === 'write' ? activity.rounds : 1;
  const which = planned > 1 ? `, round ${round}${round <= planned ? ` of ${planned}` : ''}` : rounds.length > 1 ? `, round ${round}` : '';
  return `${activity.label}${which}${status === 'open' ? '' : ': closed'}`;
}

function renderOpen(view: ActivityView, isKnown: IsKnown): MessageBlock[] {
  const { activity, latest, workshop } = view;
  const isPaused = workshop.status === 'paused';
  return [
    ...(activity.intro && latest.round === 1 ? [section(escapeText(activity.intro))] : []),
    ...renderOptions(latest, isKnown),
    context(`*${sayTook(latest.kind, view.took, view.of)}*${sayEnd(view)}`, sayRules(latest)),
    ...(isPaused
      ? [context(':double_vertical_bar: On hold. “/workshop resume” goes on.')]
      : view.isStepOpen
        ? [actions(openButtons(view))]
        : []),
  ];
}

function renderOptions({ options, kind }: Round, isKnown: IsKnown): MessageBlock[] {
  if (kind === 'write' || options.length === 0) return [];
  const lines = options.map((option, index) => `${index + 1}. ${renderSaid(option.text.replace(/\s*\n\s*/g, ' '), isKnown)}`);
  return splitLines(lines, optionsChars).map(section);
}

/** In sections of what one holds; at most `maxChars` in all. */
function splitLines(lines: readonly string[], maxChars: number): string[] {
  const whole = fitLines(lines, {
    maxChars,
    maxLineChars: maxOptionChars,
    sayMore: (count) => `_… and ${count} more, all of them in the menus_`,
  });
  const parts: string[] = [];
  for (const line of whole.split('\n')) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= limits.section) parts[parts.length - 1] = `${last}\n${line}`;
    else parts.push(line);
  }
  return parts;
}

function sayEnd({ timer }: ActivityView): string {
  if (!timer) return '';
  if (timer.status === 'paused') return ` · the time is on hold, ${sayDuration(remainingOf(timer, timer.startedAt))} left`;
  return ` · closes at ${renderMoment(moment(timer.endsAt))}`;
}

function sayRules({ kind, settings }: Round): string {
  if (kind === 'write') return `Hidden until it closes, then all at once${settings.anonymous ? ', without names on the card' : ''}.`;
  if (kind === 'rate') return 'Hidden until it closes. Then the middle is shown and how far we are apart, never who chose what.';
  const budget = settings.budget ?? 1;
  const dots = budget === 1 ? 'One dot each' : `${budget} dots each, several may go on the same one`;
  return `${dots}. Counts are hidden until it closes. ${settings.anonymous ? 'Nobody ever sees who voted for what.' : 'Then everybody sees who voted for what.'}`;
}

function openButtons({ latest, workshop, timer }: ActivityView): Button[] {
  const part = takePart[latest.kind];
  const [time] = timer ? timerButtons(workshop.id, timer) : [];
  return [
    { label: part.label, action: 'form', value: writeRoundTarget(latest, part.form), style: 'primary' },
    { label: latest.kind === 'write' ? 'Close and show all' : 'Close it', action: 'close-round', value: writeRoundTarget(latest) },
    ...(time ? [time] : []),
    { label: 'Call it off', action: 'cancel-round', value: writeRoundTarget(latest) },
  ];
}

function renderClosed(view: ActivityView, isKnown: IsKnown): MessageBlock[] {
  const { result } = view.latest;
  if (!result || result.took === 0)
    return [context('Nobody took part this time.'), ...(view.isStepOpen ? [actions([againButton(view, 'Once more')])] : [])];
  const who = context(`${result.took} of ${result.of} took part${view.latest.closedBy ? '' : ' · time was up'}`);
  if (result.kind === 'write') return [...renderWritten(view, result, isKnown), who, ...buttonsFor(view, writtenButtons(view))];
  if (result.kind === 'rate')
    return [...renderRating(view, result, isKnown), who, ...sayDecision(view, isKnown), ...buttonsFor(view, ratedButtons(view))];
  return [...renderVoteResult(view, result, isKnown), who, ...sayDecision(view, isKnown), ...buttonsFor(view, votedButtons(view))];
}

function buttonsFor(view: ActivityView, buttons: Button[]): MessageBlock[] {
  return view.isStepOpen && buttons.length > 0 ? [actions(buttons)] : [];
}

function againButton({ workshop, definition, latest, activity }: ActivityView, label: string): Button {
  const value = writeTarget({ workshopId: workshop.id, stepId: definition.id, epoch: latest.epoch, formId: `together:${activity.id}` });
  return { label, action: 'form', value };
}

function writtenButtons(view: ActivityView): Button[] {
  const { latest, activity } = view;
  if (activity.kind !== 'write' || latest.round >= activity.rounds) return [];
  return [{ label: `Round ${latest.round + 1}: pass them on`, action: 'next-round', value: writeRoundTarget(latest), style: 'primary' }];
}

function ratedButtons({ latest }: ActivityView): Button[] {
  const change: Button = { label: 'Change first', action: 'form', value: writeRoundTarget(latest, 'settle') };
  if (latest.decision) return [change];
  return [{ label: 'Take these', action: 'take-middles', value: writeRoundTarget(latest), style: 'primary' }, change];
}

function votedButtons(view: ActivityView): Button[] {
  const { latest, top, tied } = view;
  const choose: Button = { label: latest.decision ? 'Change' : 'Choose', action: 'form', value: writeRoundTarget(latest, 'decide') };
  const again = againButton(view, tied.length > 1 ? 'Another round on the tied' : 'Another round');
  if (latest.decision) return [choose, again];
  const count = top.optionIds.length;
  const take: Button = {
    label: count === 1 ? 'Take the first' : `Take the top ${count}`,
    action: 'take-top',
    value: writeRoundTarget(latest),
    style: 'primary',
  };
  return [...(count > 0 ? [take] : []), choose, again];
}

function sayDecision({ latest, workshop }: ActivityView, isKnown: IsKnown): MessageBlock[] {
  const { decision, decidedBy, options, kind } = latest;
  if (!decision) return [context(`Dots and middles advise; ${mention(workshop.ownerUserId, isKnown)} decides.`)];
  const by = decidedBy ? mention(decidedBy, isKnown) : 'somebody';
  if (kind === 'rate') return [context(`:white_check_mark: Written down by ${by}`)];
  const names = decision.optionIds.map((id) => `*${renderSaid(options.find((option) => option.id === id)?.text ?? '', isKnown)}*`);
  const shown = fitLines(names, { maxChars: limits.section - 200, maxLineChars: maxOptionChars, sayMore: (count) => `and ${count} more` });
  return [section(`:white_check_mark: We take on ${shown.replace(/\n/g, ', ')} (${by} decided)`)];
}

/** Rounds of before, in short: the last one has the card. */
function renderEarlier(view: ActivityView, round: Round, isKnown: IsKnown): MessageBlock[] {
  const { result } = round;
  if (!result || result.took === 0) return [];
  const lead = `*Round ${round.round}*`;
  if (result.kind === 'write') return renderWritten({ ...view, latest: round }, result, isKnown, lead);
  if (result.kind === 'rate') return [context(`${lead}: ${result.took} of ${result.of} rated.`)];
  const dots = result.ranked
    .filter((one) => one.dots > 0)
    .slice(0, 5)
    .map((one) => `${renderSaid(round.options.find((option) => option.id === one.optionId)?.text ?? '', isKnown)} ${one.dots}`);
  return [context(`${lead}: ${dots.join(' · ')}`)];
}
