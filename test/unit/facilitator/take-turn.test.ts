import { describe, expect, it } from 'vitest';
import type { TurnInput, TurnMessage, TurnPlan } from '../../../src/facilitator/facilitator.ts';
import { takeGuidedTurn, withoutMention } from '../../../src/facilitator/guided/take-turn.ts';
import { emptyDraft, itemsOf, textOf } from '../../../src/workshop/draft.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const lullMs = 60_000;
const at = new Date('2026-11-12T15:00:00Z');
let number = 0;

/** A message as a turn sees it; `@pilot` at its front names the bot. */
function says(userId: string, text: string, more: Partial<TurnMessage> = {}): TurnMessage {
  number += 1;
  return {
    id: `m${number}`,
    contextId: 'ctx',
    version: number,
    seq: number,
    role: 'user',
    content: text.replace('@pilot', '<@UPILOT>'),
    userId,
    slackTs: `${number}.0`,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    metadata: { addressed: text.includes('@pilot') },
    flagged: false,
    pins: [],
    ...more,
  };
}

const pinnedBy = (userId: string) => ({
  pins: [{ id: 'r1', messageId: 'm', userId, name: 'pushpin', seq: 1, createdAt: at, removedAt: null }],
});

function turn(stepId: StepId, messages: TurnMessage[], more: Partial<TurnInput> = {}): TurnPlan {
  const definition = designThinking.step(stepId);
  return takeGuidedTurn({
    definition,
    draft: emptyDraft(),
    earlier: {},
    messages,
    seq: 5,
    viewers: [],
    quietMs: 0,
    lullMs,
    followUps: 0,
    readBackShown: false,
    useModel: false,
    unconsidered: 0,
    ...more,
  });
}

const whispers = (plan: TurnPlan) => plan.whispers.map((one) => `${one.userId}: ${phraseToText(one.text)}`);
const names = (plan: TurnPlan, list: string, prop: string) => itemsOf(plan.draft, list).map((item) => textOf(item.values[prop]));

describe('people talking to each other', () => {
  it.each<[StepId, string[]]>([
    ['challenge', ['Morning all!', 'Problem: the queue is long', 'How might we help patients?', '- a dash, but this step has no list']],
    ['stakeholder-mapping', ['Patients, core, low, high', 'what about the owner?', '1. Patients', 'Core: patients']],
    ['ideation', ['What if we gave out buzzers?', 'Pick: 1', 'I vote for that one']],
    ['validate', ['Confidence: 6 because thin', 'We believe it works']],
  ])('in %s are left alone: nothing is captured, nothing is said', (stepId, texts) => {
    const messages = texts.map((text) => says('U1', text));
    const draft = emptyDraft();
    expect(turn(stepId, messages, { draft, quietMs: lullMs * 10 })).toEqual({
      draft,
      changed: false,
      reactions: [],
      whispers: [],
      showReadBack: false,
    });
  });
});

describe('a capture', () => {
  it('is made from what is said to the bot, and answered by a check mark alone', () => {
    const message = says('U1', '@pilot The problem is that everybody hears it');
    const plan = turn('challenge', [message]);
    expect(plan.draft.fields.problemStatement).toMatchObject({
      value: 'Everybody hears it',
      sources: [{ messageId: message.id, userId: 'U1' }],
      origin: 'human',
      seq: 5,
    });
    expect(plan).toMatchObject({ changed: true, reactions: [{ slackTs: message.slackTs, name: 'white_check_mark' }], whispers: [] });
    expect(plan).not.toHaveProperty('say');
  });

  it('is made from what somebody pinned, in the name of its author', () => {
    const plan = turn('challenge', [says('U2', 'Everybody at the desk hears why you came', pinnedBy('U1'))]);
    expect(plan.draft.fields.problemStatement).toMatchObject({ sources: [{ userId: 'U2' }] });
  });

  it('is made from dashes where the step has a list', () => {
    const plan = turn('stakeholder-mapping', [says('U1', 'I see\n- Patients\n- Owner\nhaha')]);
    expect(names(plan, 'stakeholders', 'name')).toEqual(['Patients', 'Owner']);
  });

  it('is made once, however often a turn sees the message', () => {
    const message = says('U1', '@pilot Pain: noise');
    const first = turn('sense-making', [message]);
    const again = turn('sense-making', [message], { draft: first.draft });
    expect(again).toMatchObject({ changed: false, reactions: [] });
    expect(names(again, 'pains', 'text')).toEqual(['noise']);
  });

  it('of small talk to the bot is none', () => {
    expect(turn('challenge', [says('U1', '@pilot thanks!'), says('U2', '@pilot good morning')])).toMatchObject({
      changed: false,
      reactions: [],
      whispers: [],
    });
  });

  it('keeps a disagreement beside the result', () => {
    const plan = turn('challenge', [says('U1', '@pilot I disagree, it is the staff that suffers')]);
    expect(names(plan, 'concerns', 'text')).toEqual(['I disagree, it is the staff that suffers']);
    expect(plan.draft.fields).toEqual({});
    expect(plan.reactions).toHaveLength(1);
  });

  it('that has to be refused is told to its author alone', () => {
    const plan = turn('stakeholder-mapping', [says('U1', '- Patients | core | enormous | low'), says('U2', '@pilot - Owner')]);
    expect(whispers(plan)).toEqual(['U1: “Power” is one of high, medium, low.']);
    expect(plan.reactions).toHaveLength(2);
  });

  it('that failed altogether gets no check mark', () => {
    const plan = turn('concept', [says('U1', '@pilot Technical: 4')]);
    expect(plan).toMatchObject({ changed: false, reactions: [] });
    expect(whispers(plan)[0]).toMatch(/^U1: “Can we build it” needs its reason too/);
  });
});

describe('a message that changed', () => {
  const original = says('U1', '@pilot\n- Patients\n- Owner');
  const { draft } = turn('stakeholder-mapping', [original]);
  const edited = { ...original, flagged: true, editedAt: at, content: '<@UPILOT>\n- Patients\n- Doctors' };

  it('is read anew when it was edited, without another check mark', () => {
    const plan = turn('stakeholder-mapping', [edited], { draft });
    expect(names(plan, 'stakeholders', 'name')).toEqual(['Patients', 'Doctors']);
    expect(plan.reactions).toEqual([]);
  });

  it('still answers the question that it answered, although another was asked since', () => {
    const answer = says('U1', '@pilot Parents hear nothing for eighteen monhts');
    const first = turn('challenge', [answer]).draft;
    const corrected = { ...answer, flagged: true, editedAt: at, content: '<@UPILOT> Parents hear nothing for eighteen months' };
    const { draft: fixed } = turn('challenge', [corrected], { draft: { ...first, asked: 'targetUser' } });
    expect(fixed.fields).toMatchObject({ problemStatement: { value: 'Parents hear nothing for eighteen months' } });
    expect(fixed.fields.targetUser).toBeUndefined();
    expect(fixed.asked).toBe('targetUser');
    const pinnedToo = { ...answer, flagged: true, ...pinnedBy('U2') };
    expect(turn('challenge', [pinnedToo], { draft: { ...first, asked: 'targetUser' } }).draft.fields.targetUser).toBeUndefined();
  });

  it('loses its check mark when nothing of it is an answer any more', () => {
    const plan = turn('stakeholder-mapping', [{ ...edited, content: 'never mind', metadata: { addressed: false } }], { draft });
    expect(names(plan, 'stakeholders', 'name')).toEqual([]);
    expect(plan.reactions).toEqual([{ slackTs: original.slackTs, name: 'white_check_mark', remove: true }]);
  });

  it('is taken back when it was deleted', () => {
    const plan = turn('stakeholder-mapping', [{ ...original, flagged: true, deletedAt: at }], { draft });
    expect(plan).toMatchObject({ changed: true, reactions: [] });
    expect(names(plan, 'stakeholders', 'name')).toEqual([]);
  });

  it('is taken back when the last pin is gone', () => {
    const message = says('U2', 'Everybody hears it at the desk', pinnedBy('U1'));
    const pinned = turn('challenge', [message]);
    const plan = turn('challenge', [{ ...message, flagged: true, pins: [] }], { draft: pinned.draft });
    expect(plan.draft.fields).toEqual({});
    expect(plan.reactions).toEqual([{ slackTs: message.slackTs, name: 'white_check_mark', remove: true }]);
  });

  it('stays where others have built on it, and its author is told', () => {
    const built = turn('stakeholder-mapping', [says('U2', '@pilot patients: core, low, high')], { draft });
    const plan = turn('stakeholder-mapping', [edited], { draft: built.draft });
    expect(names(plan, 'stakeholders', 'name')).toEqual(['Patients', 'Owner']);
    expect(whispers(plan)).toEqual([expect.stringMatching(/^U1: Others have built on what you wrote/)]);
  });
});

describe('what the facilitator says', () => {
  const answered = turn('challenge', [says('U1', '@pilot The problem is that everybody hears it')]).draft;

  it('waits for a lull, and says when to look again', () => {
    const plan = turn('challenge', [], { draft: answered, quietMs: lullMs - 1 });
    expect(plan).not.toHaveProperty('say');
    expect(plan.lookAgainAfterMs).toBe(lullMs);
  });

  it('is the next question after a lull, with thanks by name, once', () => {
    const plan = turn('challenge', [], { draft: answered, quietMs: lullMs });
    expect(phraseToText(plan.say?.text ?? [])).toBe('Thanks, @U1. Who feels it most?');
    expect(plan.draft.asked).toBe('targetUser');
    expect(turn('challenge', [], { draft: plan.draft, quietMs: lullMs, followUps: 1 })).not.toHaveProperty('say');
  });

  it('is answered without a label', () => {
    const asked = turn('challenge', [], { draft: answered, quietMs: lullMs }).draft;
    expect(turn('challenge', [says('U2', '@pilot elderly patients')], { draft: asked }).draft.fields.targetUser?.value).toBe(
      'elderly patients',
    );
  });

  it('is no more than the step’s number of follow-ups', () => {
    const plan = turn('challenge', [], { draft: answered, quietMs: lullMs, followUps: 3 });
    expect(plan).not.toHaveProperty('say');
    expect(plan.showReadBack).toBe(true);
  });

  it('is more patient where a list grows', () => {
    const { draft } = turn('stakeholder-mapping', [says('U1', '- Patients')]);
    expect(turn('stakeholder-mapping', [], { draft, quietMs: lullMs * 2 })).not.toHaveProperty('say');
    expect(turn('stakeholder-mapping', [], { draft, quietMs: lullMs * 3 })).toHaveProperty('say');
  });

  it('is nothing while nobody has said anything, however long', () => {
    expect(turn('challenge', [], { quietMs: lullMs * 100 })).not.toHaveProperty('say');
  });

  it('offers a first question from the team’s own words, and captures it only when somebody takes it', () => {
    const whole = turn('challenge', [
      says('U1', '@pilot Problem: everybody hears it at the desk\nWho: patients\nBetter: nobody hears why they came'),
    ]).draft;
    const plan = turn('challenge', [], { draft: whole, quietMs: lullMs });
    expect(phraseToText(plan.say?.text ?? [])).toContain('How might we help patients so that nobody hears why they came?');
    expect(plan.say?.offers).toEqual([expect.objectContaining({ action: 'use-question' })]);
    expect(plan.draft.fields).not.toHaveProperty('hmwStatement');
  });

  it('asks for the dip in words that are understood without a label', () => {
    const stages = ['Enter', 'Tell', 'Wait', 'Leave'].map((name) => `- ${name} | a | b | c | d | negative`).join('\n');
    const { draft } = turn('journey-mapping', [says('U1', stages)]);
    const asked = turn('journey-mapping', [], { draft, quietMs: lullMs * 3 }).draft;
    const plan = turn('journey-mapping', [says('U2', '@pilot While they wait, because nobody knows how long')], { draft: asked });
    expect(itemsOf(plan.draft, 'stages').flatMap((item) => (item.values.isDip === true ? [item.values.name] : []))).toEqual(['Wait']);
    expect(names(plan, 'stages', 'name')).toHaveLength(4);
  });

  it('is the read-back as soon as nothing is open', () => {
    const plan = turn('challenge', [
      says('U1', '@pilot Problem: everybody hears it\nWho: patients\nBetter: nobody hears\nHMW: How might we help patients?'),
    ]);
    expect(plan).toMatchObject({ showReadBack: true });
    expect(plan).not.toHaveProperty('say');
  });
});

describe('a question to the bot', () => {
  it.each(['@pilot help', '@pilot what now?', '@pilot how does this work?', '@pilot what do I write?'])(
    '“%s” is answered with how this step works',
    (text) => {
      const plan = turn('stakeholder-mapping', [says('U1', text)]);
      expect(phraseToText(plan.say?.text ?? [])).toContain('In *Stakeholders* we');
      expect(plan).toMatchObject({ changed: false, reactions: [], whispers: [] });
    },
  );

  it('for its opinion is given back', () => {
    const plan = turn('challenge', [says('U1', '@pilot which of these would you take?')]);
    expect(phraseToText(plan.say?.text ?? [])).toMatch(/^That one is for you/);
  });

  it.each<[StepId, string]>([
    ['challenge', '@pilot How might we help patients arrive calmly?'],
    ['challenge', '@pilot HMW: how can we help patients?'],
    ['user-research', '@pilot What did you do when the desk was busy?'],
    ['reframe', '@pilot Given that it is loud, how might we help Rosa to talk so that nobody hears?'],
    ['ideation', '@pilot What if patients got a text with a number?'],
    ['ideation', '@pilot how about buzzers?'],
    ['concept', '@pilot Can we build it? 4 because it is paper'],
  ])('is none in %s: %s', (stepId, text) => {
    const plan = turn(stepId, [says('U1', text)]);
    expect(plan).toMatchObject({ changed: true, whispers: [] });
    expect(plan).not.toHaveProperty('say');
  });
});

describe('a viewer', () => {
  it('is told once that others write here, and nothing is captured', () => {
    const plan = turn('stakeholder-mapping', [says('UOUT', '@pilot - Patients'), says('UOUT', '- Owner')], { viewers: ['UOUT'] });
    expect(plan).toMatchObject({ changed: false, reactions: [] });
    expect(whispers(plan)).toEqual([expect.stringMatching(/^UOUT: You are here as a viewer/)]);
  });
});

describe('the bot’s name', () => {
  it.each([
    ['<@UPILOT> the problem', 'the problem'],
    ['<@UPILOT>: the problem', 'the problem'],
    ['<@UPILOT>\n- a\n- b', '- a\n- b'],
    ['Hey <@UPILOT>, the problem is x', 'Hey, the problem is x'],
    ['the problem is x <@UPILOT>', 'the problem is x'],
    ['<@UPILOT> <@U2> prints it', '<@U2> prints it'],
    ['- <@U2> prints it with <@U3>', '- <@U2> prints it with <@U3>'],
  ])('%j → %j', (text, bare) => {
    expect(withoutMention(text)).toBe(bare);
  });

  it('is not looked for in what nobody said to it', () => {
    expect(withoutMention('- ask <@U2> for it', false)).toBe('- ask <@U2> for it');
  });
});
