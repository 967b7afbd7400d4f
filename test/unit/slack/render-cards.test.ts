import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessageBlocks } from '../../../src/practice/blocks/check-blocks.ts';
import type { MessageBlock, Rendered } from '../../../src/slack/blocks.ts';
import type { Identity } from '../../../src/slack/parse-event.ts';
import { renderFinale } from '../../../src/slack/render-finale.ts';
import { renderHub } from '../../../src/slack/render-hub.ts';
import { renderReadBack } from '../../../src/slack/render-read-back.ts';
import { renderReply } from '../../../src/slack/render-reply.ts';
import { renderStepCard } from '../../../src/slack/render-step-card.ts';
import type { HubView, StepView } from '../../../src/turns/views.ts';
import type { StepId } from '../../../src/workshop/ids.ts';
import { phrase } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import type { Workshop } from '../../../src/workshop/workshop.ts';

const identity: Identity = { teamId: 'T1', botUserId: 'UBOT0', botId: 'B1', botName: 'pilot', teamUrl: 'https://team.slack.com/' };
const host = 'UHOST';

const workshop: Workshop = {
  id: 'ws_1',
  orgId: 'T1',
  channelId: 'C1',
  ownerUserId: host,
  title: 'A better check-in',
  originalIdea: 'A better check-in',
  status: 'active',
  template: designThinking,
  facilitatorMode: 'guided',
  settings: { pace: 'live' },
  latestSeq: 7,
  parentId: null,
  forkSeq: null,
  forkDepth: 0,
  createdAt: new Date('2026-11-21T09:00:00Z'),
};

function stepView(stepId: StepId, change: Partial<StepView> = {}): StepView {
  const definition = designThinking.step(stepId);
  return {
    workshop,
    stepId,
    epoch: 0,
    position: designThinking.positionOf(stepId),
    total: designThinking.ids.length,
    name: definition.name,
    purpose: definition.purpose,
    question: definition.opening.question,
    status: 'in_progress',
    lastDecision: undefined,
    headline: undefined,
    sections: [],
    numbered: [],
    concerns: [],
    notes: [],
    gaps: [],
    gapWords: [],
    rules: definition.gate.length,
    skipReason: null,
    forms: definition.forms,
    time: { deadlineAt: null, said: 'nothing' },
    gapForm: undefined,
    canUndo: false,
    readiness: { done: 0, of: 0, needed: 1, isReached: false },
    together: { isOffered: false, open: [], of: 0, signOff: undefined },
    contributors: [],
    isStale: false,
    hasResult: false,
    ...change,
  };
}

function labels({ blocks }: Rendered): string[] {
  return (blocks ?? []).flatMap((block) =>
    block.type === 'actions' ? block.elements.map((one) => ('text' in one ? (one.text?.text ?? '') : '')) : [],
  );
}

function words({ blocks }: Rendered): string {
  const textOf = (block: MessageBlock): string => {
    if (block.type === 'section' || block.type === 'header') return block.text?.text ?? '';
    return block.type === 'context' ? block.elements.map((one) => ('text' in one ? one.text : '')).join('\n') : '';
  };
  return (blocks ?? []).map(textOf).join('\n');
}

/** Throws what Slack would answer. */
function accept({ text, blocks }: Rendered): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4_000);
  if (blocks) readMessageBlocks(blocks);
}

const gap = { field: 'targetUser', says: 'who it is for', items: [] };

describe('the card of a step', () => {
  it('asks its question and offers its forms and the next step', () => {
    const card = renderStepCard(stepView('challenge', { gaps: [gap], gapWords: ['who it is for'] }), identity);
    expect(words(card)).toContain(designThinking.step('challenge').opening.question);
    expect(words(card)).toContain('Still open: who it is for');
    expect(labels(card)).toEqual(['Fill in', 'Next step', 'I’m done']);
  });

  it('begins with what was decided last', () => {
    const card = renderStepCard(stepView('persona', { lastDecision: 'Five themes' }), identity);
    expect(card.blocks?.[0]).toMatchObject({ type: 'context', elements: [{ text: ':white_check_mark: Five themes' }] });
  });

  it('shrinks to its result when it is done, and says what was left open and why', () => {
    const done = renderStepCard(
      stepView('challenge', {
        status: 'complete',
        headline: 'How might we …?',
        gaps: [gap],
        gapWords: ['who it is for'],
        skipReason: 'we ran out of time',
      }),
      identity,
    );
    expect(labels(done)).toEqual([]);
    expect(words(done)).toBe(
      ':white_check_mark: *1. Challenge*: How might we …?\n:warning: Left open: who it is for\nMoved on: we ran out of time',
    );
  });

  it('has no buttons while the workshop is on hold', () => {
    expect(labels(renderStepCard(stepView('challenge', { workshop: { ...workshop, status: 'paused' } }), identity))).toEqual([]);
  });

  it('mentions nobody whom a text merely names', () => {
    const card = renderStepCard(stepView('persona', { lastDecision: 'ask <@UEVIL> and <!channel>' }), identity);
    expect(JSON.stringify(card)).not.toMatch(/<@UEVIL|<!channel/);
  });
});

describe('the read-back', () => {
  const sections = [
    { key: 'hmw', label: 'The question', lines: [{ path: 'hmw', title: 'How might we …?', details: [], userIds: [host] }] },
  ];

  it('says what was captured and who said it, and offers the way on', () => {
    const card = renderReadBack(stepView('challenge', { sections, contributors: [host], canUndo: true }));
    expect(words(card)).toContain('*The question:* How might we …? — <@UHOST>');
    expect(labels(card)).toEqual(['Next step', 'Fix', 'Undo', 'I’m done']);
  });

  it('names the gaps and traps nobody', () => {
    const card = renderReadBack(stepView('challenge', { sections, gaps: [gap], gapWords: ['who it is for'] }));
    expect(words(card)).toContain('*Still open:* who it is for');
    expect(labels(card)).toEqual(['Fix', 'Move on anyway', 'I’m done']);
  });

  it('shows disagreement beside the result', () => {
    const card = renderReadBack(stepView('challenge', { sections, concerns: [{ text: 'that is not the problem', userIds: ['UTOM'] }] }));
    expect(words(card)).toContain('“that is not the problem” — <@UTOM>');
  });

  it('cuts what is too long and says how much is missing', () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({ path: `x[${index}]`, title: 'w'.repeat(200), details: [], userIds: [host] }));
    const card = renderReadBack(stepView('ideation', { sections: [{ key: 'x', label: 'Ideas', lines }] }));
    accept(card);
    expect(words(card)).toMatch(/… and \d+ more, see “\/workshop show”/);
  });
});

const hub = (change: Partial<HubView> = {}): HubView => ({
  workshop,
  agenda: designThinking.ids.map((stepId, index) => ({
    stepId,
    position: index + 1,
    name: designThinking.step(stepId).name,
    minutes: 10,
    status: index === 0 ? 'complete' : index === 1 ? 'in_progress' : 'not_started',
    headline: index === 0 ? 'How might we …?' : undefined,
    threadTs: index < 2 ? `170000000${index}.000100` : null,
    hasGaps: index === 0,
    isStale: false,
  })),
  current: undefined,
  contributors: [host, 'UTOM'],
  time: { deadlineAt: null, said: 'nothing' },
  lateMs: 0,
  coHosts: [],
  parent: undefined,
  forks: [],
  ...change,
});

describe('the hub card', () => {
  it('shows the agenda with links to the threads, the people, and that messages are stored', () => {
    const card = renderHub(hub(), identity, undefined);
    accept(card);
    expect(words(card)).toContain(
      ':white_check_mark: <https://team.slack.com/archives/C1/p1700000000000100|1. Challenge>: How might we …? :warning:',
    );
    expect(words(card)).toContain('Messages in these threads are stored.');
    expect(words(card)).toContain('Host: <@UHOST> · With <@UTOM>');
  });

  it('leads to the canvas at the end', () => {
    const card = renderHub(hub({ workshop: { ...workshop, status: 'completed' } }), identity, {
      canvasId: 'F1',
      moved: undefined,
      openTests: 0,
    });
    expect(words(card)).toContain('<https://team.slack.com/docs/T1/F1|The build pack>');
    expect(words(card)).not.toContain('Since this was made');
  });

  it('is one line when the start was taken back', () => {
    const card = renderHub(
      hub({ workshop: { ...workshop, status: 'completed', settings: { pace: 'live', cancelled: true } } }),
      identity,
      undefined,
    );
    expect(card.blocks).toHaveLength(1);
  });

  it('says when the pack is out of date, and takes results when the workshop is over', () => {
    const moved = phrase`Since this was made, Persona has changed.`;
    const card = renderHub(hub({ workshop: { ...workshop, status: 'completed' } }), identity, { canvasId: 'F1', moved, openTests: 1 });
    accept(card);
    expect(words(card)).toContain('Since this was made, Persona has changed.');
    expect(JSON.stringify(card.blocks)).toContain('Record a result');
  });
});

describe('the finale', () => {
  const finale = {
    workshop,
    members: [],
    carriable: 0,
    lines: { total: 10, linked: 9 },
    decided: phrase`Our question: “${'<why>'}”`,
    nextSteps: phrase`Maya prints ten cards`,
    open: phrase`Nothing.`,
    thanks: [host],
    canvasId: null as string | null,
    canvasStatus: null as string | null,
    moved: undefined,
    openTests: 0,
    documents: [],
  };

  it.each([
    ['F1', 'rung:1', /docs\/T1\/F1\|The build pack/],
    [null, 'rung:4', /is a file in the thread/],
    [null, 'rung:5', /neither canvases nor files/],
    [null, null, /on its way/],
  ])('says where the pack is (%s, %s)', (canvasId, canvasStatus, expected) => {
    const card = renderFinale({ ...finale, canvasId, canvasStatus }, identity);
    accept(card);
    expect(words(card)).toMatch(expected);
    expect(words(card)).toContain('Thank you, <@UHOST>');
    expect(words(card)).toContain('&lt;why&gt;');
  });
});

describe('whatever people write', () => {
  const nasty = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ minLength: 0, maxLength: 3_500, unit: fc.constantFrom('a', ' ', '<', '&', '🧭', '\n') }),
    fc.constantFrom('<!channel>', '<@UHOST>', '', '```', 'x'.repeat(9_000)),
  );
  const userIds = fc.array(fc.constantFrom(host, 'UTOM', 'not an id'), { maxLength: 30 });
  const line = fc.record({
    path: fc.constant('p'),
    title: nasty,
    details: fc.array(fc.record({ label: fc.constant('Role'), text: nasty }), { maxLength: 3 }),
    userIds,
  });
  const view = fc.record({
    stepId: fc.constantFrom(...designThinking.ids),
    status: fc.constantFrom('in_progress' as const, 'complete' as const, 'needs_regeneration' as const),
    lastDecision: fc.option(nasty, { nil: undefined }),
    headline: fc.option(nasty, { nil: undefined }),
    skipReason: fc.option(nasty),
    gapWords: fc.array(nasty, { maxLength: 6 }),
    sections: fc.array(fc.record({ key: fc.constant('k'), label: fc.constant('Things'), lines: fc.array(line, { maxLength: 20 }) }), {
      maxLength: 12,
    }),
    numbered: fc.array(fc.record({ label: fc.constant('Ideas'), lines: fc.array(nasty, { maxLength: 30 }) }), { maxLength: 3 }),
    concerns: fc.array(fc.record({ text: nasty, userIds }), { maxLength: 12 }),
    contributors: userIds,
  });

  it('Slack accepts every card, and no card mentions a channel', () => {
    fc.assert(
      fc.property(view, nasty, ({ stepId, ...change }, title) => {
        const step = stepView(stepId, { ...change, workshop: { ...workshop, title: title || 'x' } });
        for (const card of [
          renderStepCard(step, identity),
          renderReadBack(step),
          renderHub(hub({ workshop: step.workshop, contributors: step.contributors }), identity, {
            canvasId: 'F1',
            moved: phrase`“${title}” has changed.`,
            openTests: 1,
          }),
        ]) {
          accept(card);
          const formatted = (card.blocks ?? []).filter((block) => block.type !== 'header');
          expect(words({ text: '', blocks: formatted })).not.toMatch(/<!/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('Slack accepts every answer, however long and with however many buttons', () => {
    fc.assert(
      fc.property(
        nasty,
        fc.array(fc.record({ label: nasty, action: fc.constantFrom('verb', 'next'), value: nasty }), { maxLength: 40 }),
        (text, buttons) => {
          accept(renderReply({ text: phrase`Well: ${text}`, buttons }));
        },
      ),
      { numRuns: 60 },
    );
  });
});
