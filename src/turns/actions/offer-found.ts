import type { ExtractedOffer, OfferKind } from '../../facilitator/model/extraction-schema.ts';
import type { StepWork } from '../../ports/store.ts';
import type { MessageId, UserId } from '../../workshop/ids.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { judgeStep } from '../complete-step.ts';
import type { ReplyRow } from '../reply-outcome.ts';
import type { Deps } from '../use-case.ts';
import { offersAnything, offerUnasked } from './offer-unasked.ts';
import { toAction } from './read-action.ts';
import { allActions, findActionDefinition } from './registry.ts';

/** What a model may offer in a workshop: nothing that destroys, nothing where the facilitator keeps still. */
export function offerKinds(workshop: Pick<Workshop, 'status' | 'settings'>): OfferKind[] {
  if (!offersAnything(workshop)) return [];
  return allActions().flatMap(({ id, isDestructive, offer }) => (offer && !isDestructive ? [{ id, when: offer.when }] : []));
}

interface Found {
  work: StepWork;
  row: { content: Pick<ReplyRow['content'], 'contextId' | 'toVersion'> };
  /** What can be cited. */
  messages: ReadonlyMap<MessageId, { userId: UserId }>;
}

/**
 * A model would offer something: it must be of the registry, rest on what people of this workshop said, and make sense on the step as it
 * is now, with nobody having gone on talking. Then its card asks; by the same rules of noise as what the guided facilitator offers.
 */
export async function offerFound(deps: Deps, { work, row, messages }: Found, found: ExtractedOffer): Promise<void> {
  const { workshop, step } = work;
  const wanted = findActionDefinition(found.action)?.offer;
  const asked = toAction(workshop.template, found.action, found.step ? { step: found.step } : {});
  const said = found.evidence.map((id) => id && messages.get(id)?.userId);
  const [userId] = said;
  if (!wanted || !asked || !userId || said.includes(undefined)) return;
  const recent = await deps.store.recentMessages(row.content.contextId, 1);
  if (recent.some((message) => message.role === 'user' && message.version > row.content.toVersion)) return;
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    const current = await tx.step(step.stepId);
    if (current.status !== 'in_progress' || current.epoch !== step.epoch) return;
    const isWhole = judgeStep(current, await tx.currentArtifacts()).gaps.length === 0 && current.readBackShown;
    if (wanted.needsGate && !isWhole) return;
    await offerUnasked(tx, current, [{ ...asked, why: phrase`${person(userId)} said as much.` }], now);
  });
}
