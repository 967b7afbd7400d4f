import type { StepPresence } from '../../ports/people-store.ts';
import type { StoredMessage, TurnWork } from '../../ports/store.ts';
import { fieldOf } from '../../workshop/apply-ops.ts';
import { type Draft, itemsOf } from '../../workshop/draft.ts';
import { ruleOf } from '../../workshop/gap-form.ts';
import type { Gap } from '../../workshop/gate.ts';
import type { JsonObject } from '../../workshop/json.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { ActivityOf, StepDefinition } from '../../workshop/step-definition.ts';
import { listOf } from '../activities/round-options.ts';
import { judgeStep } from '../complete-step.ts';
import { readOverheard } from './read-action.ts';
import { findActionDefinition } from './registry.ts';

/** Something that the facilitator could offer by itself, and why just now. */
export interface Offer {
  action: string;
  params: JsonObject;
  why: Phrase;
  /** How many lulls of silence come first: what people have just said themselves is taken up sooner. */
  lulls: number;
}

export interface OfferScene extends Pick<TurnWork, 'workshop' | 'step' | 'artifacts'> {
  /** As the turn leaves it. */
  draft: Draft;
  /** The newest messages of the thread, oldest first. */
  recent: readonly StoredMessage[];
  presence: StepPresence;
}

/** A list grows on for a while after a short silence. */
const listLulls = 3;
/** So much talk beside what is written down, and the card with the way on is out of sight. */
const muchTalk = 6;
/** A vote of two is a talk. */
const minVoters = 3;
const minUnheard = 2;
/** Whoever agrees after it was said. */
const maxAgreeing = 5;
const agrees =
  /^(?:(?:yes|yep|yeah|yup|ok|okay|agreed|agree|i agree|same|same here|me too|sure|true|right|exactly|indeed|fine|good|great|perfect|sounds good|looks good|let'?s|let us|\+1|ditto)[\s,.!…]*|\p{Extended_Pictographic}\uFE0F?\s*|:[a-z0-9_+-]+:\s*){1,3}$/iu;

/** How many of the newest messages it takes to see what there is to offer. */
export const offerLooksAt = 12;

/** What a sharp facilitator could offer now, the best first. Whether it may is asked elsewhere. */
export function findOffers(scene: OfferScene): Offer[] {
  const { definition, gaps } = judgeStep({ ...scene.step, draft: scene.draft }, scene.artifacts);
  return [
    ...overhear(scene, gaps),
    ...offerVote(scene, definition, gaps),
    ...(gaps.length === 0 ? [...offerVoices(scene), ...offerOnward(scene)] : []),
  ];
}

/** What people said to each other last, and nobody has said anything else since. */
function overhear(scene: OfferScene, gaps: readonly Gap[]): Offer[] {
  for (const message of newestFirst(scene).slice(0, maxAgreeing)) {
    if (message.metadata.addressed === true || isCaptured(scene, message)) return [];
    const heard = readOverheard(scene.workshop.template, message.content);
    if (heard) {
      const isRipe = !findActionDefinition(heard.action)?.offer?.needsGate || (gaps.length === 0 && scene.step.readBackShown);
      return isRipe ? [{ ...heard, why: phrase`${person(message.userId ?? '')} said as much.`, lulls: 1 }] : [];
    }
    if (!agrees.test(message.content.trim().replace(/’/g, "'"))) return [];
  }
  return [];
}

/** Only the choice is missing, there is a vote for it, and enough of us to vote. */
function offerVote({ draft, presence }: OfferScene, definition: StepDefinition, [gap]: readonly Gap[]): Offer[] {
  const activity =
    gap && definition.activities.find((one): one is ActivityOf<'vote'> => one.kind === 'vote' && decides(definition, one, gap));
  if (!activity || presence.team.length < minVoters) return [];
  const count = itemsOf(draft, activity.list).length;
  const { label } = listOf(definition, activity);
  return [{ action: 'open-vote', params: {}, why: phrase`${label}: ${count} are there, and none is chosen yet.`, lulls: listLulls }];
}

/** Whether what the vote marks is what the gap asks for. */
function decides(definition: StepDefinition, { list, marks }: ActivityOf<'vote'>, gap: Gap): boolean {
  const rule = ruleOf(definition, gap);
  if (rule?.rule === 'exactly-one') return rule.field === list && rule.prop === marks;
  const field = fieldOf(definition, gap.field);
  return field?.kind === 'projected' && field.list === list && field.where === marks;
}

/** All is there, and part of the team was not heard. */
function offerVoices({ workshop, step, presence: { team, takePart, done } }: OfferScene): Offer[] {
  const heard = new Set([...takePart, ...done, workshop.ownerUserId]);
  const unheard = team.filter((userId) => !heard.has(userId));
  if (unheard.length < minUnheard || workshop.settings.invited?.stepId === step.stepId) return [];
  return [
    {
      action: 'invite',
      params: {},
      why: phrase`All that ${step.definition.name} needs is here, and not from all of us yet.`,
      lulls: listLulls,
    },
  ];
}

/** All is there, and the card that says so is far above the talk. */
function offerOnward(scene: OfferScene): Offer[] {
  const messages = newestFirst(scene);
  const last = messages.findIndex((message) => isCaptured(scene, message));
  const talk = last < 0 ? messages.length : last;
  if (!scene.step.readBackShown || talk < muchTalk) return [];
  return [{ action: 'advance', params: {}, why: phrase`All that ${scene.step.definition.name} needs is here.`, lulls: listLulls }];
}

function newestFirst({ recent, presence: { team } }: OfferScene): StoredMessage[] {
  return recent
    .filter(({ role, userId, deletedAt }) => role === 'user' && !deletedAt && userId !== null && team.includes(userId))
    .toReversed();
}

function isCaptured({ draft }: OfferScene, { id }: StoredMessage): boolean {
  return draft.captures.some((one) => one.source.messageId === id);
}
