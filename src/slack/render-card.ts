import type { CardRow } from '../ports/outbox.ts';
import { viewAction } from '../turns/actions/view-action.ts';
import { viewActivity } from '../turns/activities/view-activity.ts';
import { viewComparison } from '../turns/forking/view-comparison.ts';
import { viewFinale } from '../turns/view-pack.ts';
import { viewProposal } from '../turns/view-proposal.ts';
import { viewHub, viewStep } from '../turns/views.ts';
import { type Rendered, section } from './blocks.ts';
import { renderAction } from './render-action.ts';
import { renderActivity } from './render-activity.ts';
import { renderComparison } from './render-comparison.ts';
import { renderErased } from './render-erased.ts';
import { renderFinale } from './render-finale.ts';
import { renderHub } from './render-hub.ts';
import { renderProposal } from './render-proposal.ts';
import { renderReadBack } from './render-read-back.ts';
import { renderStepCard } from './render-step-card.ts';
import { renderTimer } from './render-timer.ts';
import type { SlackContext } from './slack-context.ts';

/** A card in the state that its workshop has now. */
export async function renderCard(
  { deps, identity }: Pick<SlackContext, 'deps' | 'identity'>,
  card: Pick<CardRow, 'kind' | 'stepId' | 'subjectId' | 'workshopId'>,
): Promise<Rendered> {
  const { store } = deps;
  const { workshopId, stepId } = card;
  if (await store.isErased(workshopId)) return renderErased(card.kind);
  if (card.kind === 'hub') {
    return renderHub(await viewHub(store, workshopId), identity, await viewFinale(deps, workshopId));
  }
  if (card.kind === 'finale') {
    const finale = await viewFinale(deps, workshopId);
    const text = 'We are done. The build pack is on its way.';
    return finale ? renderFinale(finale, identity) : { text, blocks: [section(text)] };
  }
  if (card.kind === 'action') return renderAction(await viewAction(store, workshopId, card.subjectId ?? ''));
  if (card.kind === 'timer') {
    const timer = card.subjectId ? await store.findTimer({ workshopId, timerId: card.subjectId }) : undefined;
    if (!timer) throw new Error('a timer card without a timer');
    return renderTimer(timer, workshopId);
  }
  if (card.kind === 'comparison') return renderComparison(await viewComparison(store, card.subjectId ?? '', workshopId));
  if (!stepId) throw new Error(`a ${card.kind} card without a step`);
  if (card.kind === 'activity') return renderActivity(await viewActivity(store, workshopId, stepId, card.subjectId ?? ''));
  if (card.kind === 'proposal') return renderProposal(await viewProposal(store, workshopId, stepId));
  const step = await viewStep(store, workshopId, stepId);
  return card.kind === 'step' ? renderStepCard(step, identity) : renderReadBack(step);
}
