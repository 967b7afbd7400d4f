import type { Button } from '../ports/outbox.ts';
import type { ReadBackLine, ReadBackSection, StepView } from '../turns/views.ts';
import { actions, context, fitMessage, header, type MessageBlock, type Rendered, section } from './blocks.ts';
import { cutText, fitLines, limits } from './limits.ts';
import { type IsKnown, knows, mention, renderPhrase, renderSaid } from './render-phrase.ts';
import { cardValue, doneButton, sayReadiness } from './render-step-card.ts';
import { saySignOff, togetherButtons } from './render-together.ts';

/** For all sections together, so that headers, gaps and buttons always fit. */
const sectionsChars = 9_000;
const maxLineChars = 500;
const maxBracketChars = 90;
const maxConcerns = 8;

/** What was captured, by section, with who said it; what is open; the way on. Stands near the end of the thread, for the root scrolls away. */
export function renderReadBack(step: StepView): Rendered {
  const isKnown = knows([step.workshop.ownerUserId, ...step.contributors, ...step.concerns.flatMap((one) => one.userIds)]);
  const isOpen = step.status === 'in_progress' && step.workshop.status !== 'completed';
  const title = isOpen ? `What I have for ${step.name}` : `${step.name}: what we take along`;
  // Once it is done, the working lists have gone into the result.
  const numbered = isOpen ? step.numbered : [];
  const room = Math.min(limits.section, Math.floor(sectionsChars / Math.max(1, step.sections.length + numbered.length)));
  const shown = step.sections.map((one) => section(renderSection(one, room, isKnown)));
  const lists = numbered.map(({ label, lines }) =>
    section(
      `*${label}*\n${fit(
        lines.map((line, index) => `${index + 1}. ${renderSaid(line, isKnown)}`),
        room,
      )}`,
    ),
  );
  const isEmpty = shown.length + lists.length === 0;
  const blocks: MessageBlock[] = [
    header(title),
    ...(isEmpty ? [section('Nothing yet.')] : [...shown, ...lists]),
    ...sayConcerns(step, isKnown),
    ...(isOpen && step.notes.length > 0 ? [context(...step.notes.map((note) => `:bulb: ${renderPhrase(note, isKnown)}`))] : []),
    context(sayOpen(step, isOpen, isKnown), ...(isOpen ? [...sayReadiness(step), ...saySignOff(step)] : [])),
    ...(isOpen ? [actions(buttonsOf(step))] : []),
  ];
  return fitMessage({ text: `${title}. ${sayOpen(step, isOpen, isKnown).replace(/[*]/g, '')}`, blocks });
}

function fit(lines: readonly string[], maxChars: number): string {
  return fitLines(lines, { maxChars, maxLineChars, sayMore: (count) => `_… and ${count} more, see “/workshop show”_` });
}

function renderSection({ label, lines }: ReadBackSection, maxChars: number, isKnown: IsKnown): string {
  const [only] = lines;
  if (only && lines.length === 1 && only.details.length === 0) return cutText(`*${label}:* ${renderLine(only, isKnown)}`, maxChars);
  const heading = `*${label}*\n`;
  return (
    heading +
    fit(
      lines.flatMap((line) => renderEntry(line, isKnown)),
      maxChars - heading.length,
    )
  );
}

/** In brackets as long as that reads as one line; otherwise a line for each detail, set off from the next. */
function renderEntry(line: ReadBackLine, isKnown: IsKnown): string[] {
  const { details } = line;
  if (details.reduce((sum, one) => sum + one.label.length + one.text.length, 0) <= maxBracketChars)
    return [`• ${renderLine(line, isKnown)}`];
  return [
    renderLine({ ...line, details: [] }, isKnown),
    ...details.map((one) => cutText(`> _${one.label}:_ ${renderSaid(one.text.replace(/\s*\n\s*/g, ' '), isKnown)}`, maxLineChars)),
  ];
}

function renderLine({ title, details, userIds, isSynthetic }: ReadBackLine, isKnown: IsKnown): string {
  const more =
    details.length > 0 ? ` (${details.map((one) => `${one.label.toLowerCase()}: ${renderSaid(one.text, isKnown)}`).join(' · ')})` : '';
  const who = userIds.length > 0 ? ` — ${userIds.map((userId) => mention(userId, isKnown)).join(', ')}` : '';
  const made = isSynthetic ? ' _(synthetic, not from a real person)_' : '';
  return cutText(`${renderSaid(title, isKnown)}${more}`, maxLineChars - who.length - made.length) + who + made;
}

function sayConcerns({ concerns }: StepView, isKnown: IsKnown): MessageBlock[] {
  if (concerns.length === 0) return [];
  const lines = concerns
    .slice(0, maxConcerns)
    .map(
      (one) => `• “${renderSaid(cutText(one.text, 240), isKnown)}” — ${one.userIds.map((userId) => mention(userId, isKnown)).join(', ')}`,
    );
  return [section(`:speech_balloon: *Somebody sees it differently*\n${fit(lines, limits.section - 100)}`)];
}

function sayOpen(step: StepView, isOpen: boolean, isKnown: IsKnown): string {
  const gaps = renderSaid(cutText(step.gapWords.join('; '), 1_000), isKnown);
  if (step.gapWords.length === 0)
    return isOpen
      ? ':white_check_mark: Everything this step needs is here. Is it right? Then the host moves us on.'
      : ':white_check_mark: Complete.';
  return isOpen ? `:warning: *Still open:* ${gaps}` : `:warning: *Left open:* ${gaps}`;
}

function buttonsOf(step: StepView): Button[] {
  const hasGaps = step.gaps.length > 0;
  return [
    ...(hasGaps ? [] : [{ label: 'Next step', action: 'next', value: cardValue(step), style: 'primary' } as const]),
    ...(step.gapForm ? [{ label: step.gapForm.label, action: 'form', value: cardValue(step, step.gapForm.id) }] : []),
    { label: 'Fix', action: 'form', value: cardValue(step, 'fix') },
    ...(step.canUndo ? [{ label: 'Undo', action: 'undo', value: cardValue(step) }] : []),
    ...(hasGaps ? [{ label: 'Move on anyway', action: 'move-on', value: cardValue(step), style: 'danger' } as const] : []),
    ...togetherButtons(step).filter((button) => button.action === 'sign-off'),
    doneButton(step),
  ];
}
