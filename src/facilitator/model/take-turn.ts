import type { Facilitator, TurnInput, TurnPlan } from '../facilitator.ts';

/** So much talk since a model has last looked is worth a look of its own. */
const minTalk = 3;

/**
 * What is given on purpose is captured as ever, by the guided facilitator and at once. Where that one would speak, or would have to
 * tell somebody that it did not understand, a model is asked instead, and its words are kept for the case that none answers.
 */
export function createModelFacilitator(guided: Facilitator): Facilitator {
  return {
    async takeTurn(input) {
      const plan = await guided.takeTurn(input);
      return input.useModel ? letModelSpeak(input, plan) : plan;
    },
  };
}

export function letModelSpeak(input: TurnInput, { say, ...plan }: TurnPlan): TurnPlan {
  const unread = plan.whispers.filter((whisper) => whisper.isUnread);
  const lastSpeaker = input.messages.findLast((message) => message.metadata.addressed === true && !message.deletedAt)?.userId ?? null;
  // A question made of the team's own words needs nobody to word it.
  if (say?.offers?.some((offer) => offer.action === 'use-question')) return { ...plan, say };
  if (say)
    return {
      ...plan,
      think: {
        speak: true,
        recipient: say.isFollowUp ? null : lastSpeaker,
        fallback: { text: say.text, ...(say.offers ? { offers: say.offers } : {}) },
        isFollowUp: say.isFollowUp,
      },
    };
  const [first] = unread;
  if (first)
    return {
      ...(input.followUps < input.definition.followUps ? withoutFollowUp(plan) : plan),
      whispers: plan.whispers.filter((whisper) => !unread.includes(whisper)),
      think: { speak: true, recipient: first.userId, fallback: { text: first.text }, isFollowUp: false },
    };
  if (input.unconsidered < minTalk) return plan;
  if (input.quietMs >= input.lullMs) return { ...plan, think: { speak: false, recipient: null, isFollowUp: false } };
  return { ...plan, lookAgainAfterMs: Math.min(plan.lookAgainAfterMs ?? input.lullMs, input.lullMs) };
}

/** The answer ends with a question: another one after the silence that follows would be one too many. Without follow-ups only the read-back waits. */
function withoutFollowUp({ lookAgainAfterMs: _, ...plan }: Omit<TurnPlan, 'say'>): Omit<TurnPlan, 'say'> {
  return plan;
}
