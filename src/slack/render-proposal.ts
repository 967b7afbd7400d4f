import type { Button } from '../ports/outbox.ts';
import { writeTarget } from '../turns/button-target.ts';
import { proposalFormId } from '../turns/proposal-form.ts';
import type { ProposalLineView, ProposalView } from '../turns/view-proposal.ts';
import { actions, context, fitMessage, type Rendered, section } from './blocks.ts';
import { cutText, fitLines, limits } from './limits.ts';
import { type IsKnown, knows, mention, renderSaid } from './render-phrase.ts';

const maxLineChars = 600;

/** What a model found in the thread and nobody has written down: the change, whose words it rests on, and who decides. */
export function renderProposal(view: ProposalView): Rendered {
  const { proposal, name } = view;
  if (!proposal) return { text: `Nothing is proposed in ${name}.`, blocks: [context('Nothing is proposed any more.')] };
  const isKnown = knows([
    view.workshop.ownerUserId,
    ...proposal.lines.flatMap((line) => line.userIds),
    ...(proposal.decidedBy ? [proposal.decidedBy] : []),
  ]);
  const title = view.isOpen ? titleOf(proposal.lines.length) : endOf(view, isKnown);
  const lines = proposal.status === 'dismissed' || proposal.status === 'superseded' ? [] : proposal.lines;
  const body = fitLines(
    lines.flatMap((line) => renderLine(line, isKnown)),
    { maxChars: limits.section, maxLineChars, sayMore: (count) => `_… and ${count} more_` },
  );
  return fitMessage({
    text: `${title.replaceAll('*', '')} (${name})`,
    blocks: [
      section(title),
      ...(body ? [section(body)] : []),
      ...(view.isOpen
        ? [actions(buttonsOf(view, proposal.id)), context('Anybody who takes part can decide. Nothing is written down before that.')]
        : []),
    ],
  });
}

function titleOf(count: number): string {
  return count === 1
    ? ':memo: *I heard something that belongs here. Write it down?*'
    : `:memo: *I heard ${count} things that belong here. Write them down?*`;
}

function endOf({ proposal }: ProposalView, isKnown: IsKnown): string {
  const by = proposal?.decidedBy ? ` by ${mention(proposal.decidedBy, isKnown)}` : '';
  switch (proposal?.status) {
    case 'accepted':
      return `:white_check_mark: Written down${by}`;
    case 'dismissed':
      return `Left out${by}`;
    case 'superseded':
      return 'Something newer took its place.';
    default:
      return 'This was not decided before the step ended.';
  }
}

function renderLine(line: ProposalLineView, isKnown: IsKnown): string[] {
  const who = line.userIds.map((userId) => mention(userId, isKnown)).join(', ');
  const details =
    line.details.length > 0
      ? ` (${line.details.map((one) => `${one.label.toLowerCase()}: ${renderSaid(one.text, isKnown)}`).join(' · ')})`
      : '';
  const text = renderSaid(line.text.replace(/\s*\n\s*/g, ' '), isKnown);
  const change =
    line.before === null ? `*+* ${text}${details}` : `*~* ~${renderSaid(line.before.replace(/[~\n]/g, ' '), isKnown)}~ → ${text}${details}`;
  const room = maxLineChars - who.length - line.label.length - 12;
  return [
    `_${line.label}_ ${cutText(change, room)} — ${who}`,
    ...(line.quote ? [`> “${renderSaid(cutText(line.quote.replace(/\s*\n\s*/g, ' '), 240), isKnown)}”`] : []),
  ];
}

function buttonsOf({ workshop, stepId, epoch }: ProposalView, proposalId: string): Button[] {
  const value = writeTarget({ workshopId: workshop.id, stepId, epoch, formId: proposalFormId(proposalId) });
  return [
    { label: 'Write it down', action: 'accept', value, style: 'primary' },
    { label: 'Edit', action: 'form', value },
    { label: 'Dismiss', action: 'leave-out', value },
  ];
}
