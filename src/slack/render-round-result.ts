import type { ActivityView } from '../turns/activities/view-activity.ts';
import type { RoundResult } from '../workshop/activity.ts';
import { disagrees, type RatedProp } from '../workshop/rating.ts';
import { context, type MessageBlock, section } from './blocks.ts';
import { fitLines, limits } from './limits.ts';
import { escapeText, type IsKnown, mention, renderSaid } from './render-phrase.ts';

type Result<K extends RoundResult['kind']> = Extract<RoundResult, { kind: K }>;

const maxLineChars = 400;
const maxVoters = 12;

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** Ranked, with the dots drawn; what got none stands last. Who voted for what is only there in a round that promised to show it. */
export function renderVoteResult(view: ActivityView, result: Result<'vote'>, isKnown: IsKnown): MessageBlock[] {
  const { options } = view.latest;
  const textOf = (id: string) => renderSaid(oneLine(options.find((option) => option.id === id)?.text ?? '…'), isKnown);
  const shares = (rank: number) => result.ranked.filter((one) => one.rank === rank).length > 1;
  const withDots = result.ranked.filter((one) => one.dots > 0);
  const lines = withDots.map((one) => {
    const voters = (result.voters?.[one.optionId] ?? []).slice(0, maxVoters);
    const who = voters.map(({ userId, dots }) => `${mention(userId, isKnown)}${dots > 1 ? ` ×${dots}` : ''}`).join(', ');
    return `${shares(one.rank) ? '=' : ''}${one.rank}.  ${'●'.repeat(Math.min(one.dots, 24))} *${one.dots}*  ${textOf(one.optionId)}${who ? `  — ${who}` : ''}`;
  });
  const without = result.ranked.filter((one) => one.dots === 0);
  const none = without.map((one) => `○ *0*  ${textOf(one.optionId)}`);
  const tied = view.top.tied.map((id) => `“${textOf(id)}”`);
  return [
    ...(lines.length > 0 ? [section(fit(lines))] : []),
    ...(none.length > 0 ? [section(fit(none))] : []),
    ...(tied.length > 0
      ? [context(fit([`Tied at the border, and never cut: ${tied.join(', ')}. “Choose” picks among them, another round settles it.`]))]
      : []),
  ];
}

function fit(lines: readonly string[]): string {
  return fitLines(lines, { maxChars: limits.contextText, maxLineChars, sayMore: (count) => `_… and ${count} more_` });
}

/** Everything at once, in an order that tells nothing. `lead` replaces the heading. */
export function renderWritten(view: ActivityView, result: Result<'write'>, isKnown: IsKnown, lead?: string): MessageBlock[] {
  const { anonymous } = view.latest.settings;
  const lines = result.lines.map((line) => {
    const who = anonymous ? '' : ` — ${line.userIds.map((userId) => mention(userId, isKnown)).join(', ')}`;
    return `• ${renderSaid(oneLine(line.text), isKnown)}${who}`;
  });
  const heading = `${lead ?? `*${lines.length === 1 ? 'One line' : `${lines.length} lines`}*`}\n`;
  const room = Math.floor((3 * limits.section) / Math.max(1, view.rounds.length)) - heading.length;
  const shown = fitLines(lines, {
    maxChars: Math.min(limits.section - heading.length, room),
    maxLineChars,
    sayMore: (count) => `_… and ${count} more, on the list of the step_`,
  });
  return [
    section(heading + shown),
    ...(result.left > 0 ? [context(`:warning: The list is full: ${result.left} of them found no place on it. They stand here only.`)] : []),
  ];
}

/** The middle of each, and where people are apart, as counts. */
export function renderRating(view: ActivityView, result: Result<'rate'>, isKnown: IsKnown): MessageBlock[] {
  const { options } = view.latest;
  const rows = options.map((option) => {
    const rated = result.rated.filter((one) => one.itemId === option.id);
    const parts = rated.map((one) => `${label(view, one, rated.length)}${one.middle ? `*${escapeText(one.middle)}*` : '_no middle_'}`);
    const apart = rated.filter(disagrees).map((one) => `${rated.length > 1 ? `${label(view, one, rated.length)}` : ''}${sayCounts(one)}`);
    return `• ${renderSaid(oneLine(option.text), isKnown)}: ${parts.join(' · ')}${apart.length > 0 ? `  :left_right_arrow: ${apart.join('; ')}` : ''}`;
  });
  const differing = result.rated.filter(disagrees).length;
  const says =
    differing === 0
      ? 'We see it much the same way.'
      : `:left_right_arrow: ${differing === 1 ? 'One place' : `${differing} places`} where we are apart: worth a word in the thread.`;
  return [section(fitLines(rows, { maxChars: limits.section, maxLineChars, sayMore: (count) => `_… and ${count} more_` })), context(says)];
}

function label({ propLabels }: ActivityView, { prop }: RatedProp, count: number): string {
  return count > 1 ? `${escapeText((propLabels[prop] ?? prop).toLowerCase())} ` : '';
}

function sayCounts({ counts }: RatedProp): string {
  return counts
    .filter((one) => one.count > 0)
    .map((one) => `${one.count} ${escapeText(one.option)}`)
    .join(', ');
}
