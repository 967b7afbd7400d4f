import { describe, expect, it } from 'vitest';
import type { TurnInput, TurnMessage, TurnPlan } from '../../../../src/facilitator/facilitator.ts';
import { letModelSpeak } from '../../../../src/facilitator/model/take-turn.ts';
import { emptyDraft } from '../../../../src/workshop/draft.ts';
import { phrase } from '../../../../src/workshop/phrase.ts';
import { designThinking } from '../../../../src/workshop/steps.ts';

const lullMs = 12_000;
const addressed = { userId: 'UMAYA', metadata: { addressed: true }, deletedAt: null } as unknown as TurnMessage;

function input(more: Partial<TurnInput> = {}): TurnInput {
  return {
    definition: designThinking.step('user-research'),
    draft: emptyDraft(),
    earlier: {},
    messages: [addressed],
    seq: 1,
    viewers: [],
    quietMs: 0,
    lullMs,
    followUps: 0,
    readBackShown: false,
    useModel: true,
    unconsidered: 0,
    ...more,
  };
}
const plan = (more: Partial<TurnPlan> = {}): TurnPlan => ({
  draft: emptyDraft(),
  changed: false,
  reactions: [],
  whispers: [],
  showReadBack: false,
  ...more,
});
const words = phrase`Who else?`;

describe('where the guided facilitator would speak, a model is asked', () => {
  it('to answer somebody, and what guided would say is kept for the worst case', () => {
    const spoken = letModelSpeak(input(), plan({ say: { text: words, isFollowUp: false } }));
    expect(spoken.say).toBeUndefined();
    expect(spoken.think).toEqual({ speak: true, recipient: 'UMAYA', fallback: { text: words }, isFollowUp: false });
  });

  it('to follow up after a lull, on its own account', () => {
    const offers = [{ label: 'Rate', action: 'form' as const, formId: 'rate' }];
    const spoken = letModelSpeak(input(), plan({ say: { text: words, offers, isFollowUp: true } }));
    expect(spoken.think).toEqual({ speak: true, recipient: null, fallback: { text: words, offers }, isFollowUp: true });
  });

  it('instead of telling somebody that they were not understood', () => {
    const whispers = [
      { userId: 'UMAYA', text: words, isUnread: true as const },
      { userId: 'UTOMAS', text: phrase`Too long.` },
    ];
    const spoken = letModelSpeak(input(), plan({ whispers }));
    expect(spoken.whispers).toEqual([{ userId: 'UTOMAS', text: phrase`Too long.` }]);
    expect(spoken.think).toMatchObject({ speak: true, recipient: 'UMAYA', fallback: { text: words } });
  });

  it('but not to word a question that is made of the team’s own words', () => {
    const say = { text: words, offers: [{ label: 'Use it', action: 'use-question' as const }], isFollowUp: true };
    expect(letModelSpeak(input(), plan({ say }))).toEqual(plan({ say }));
  });
});

describe('while people talk to each other', () => {
  it('nothing is asked of a model', () => {
    expect(letModelSpeak(input({ unconsidered: 2, quietMs: lullMs * 10 }), plan()).think).toBeUndefined();
  });

  it('it is looked at once they pause, and nothing is said', () => {
    expect(letModelSpeak(input({ unconsidered: 3 }), plan())).toEqual(plan({ lookAgainAfterMs: lullMs }));
    expect(letModelSpeak(input({ unconsidered: 3, quietMs: lullMs }), plan()).think).toEqual({
      speak: false,
      recipient: null,
      isFollowUp: false,
    });
  });
});
