import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, rehearsalPatience } from '../../scripts/rehearsal/open-house.ts';
import { startApp } from '../../src/app.ts';
import { readEnvironment, toConfig } from '../../src/config.ts';
import type { ModelErrorKind } from '../../src/ports/model.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, questionFor, type Room } from '../support/room.ts';
import { createStrictModel, type ExpectedCall, fails, finds, hold, onlySays, says } from '../support/strict-model.ts';
import { converse, openModelRoom, proposalIn, proposed, repliesIn, statusesIn } from '../support/strict-model-room.ts';

const capTokens = 50_000;
const model = createStrictModel();
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ model, env: { MODEL_CAP_WORKSHOP_TOKENS: String(capTokens) } });
});
afterAll(() => scenario.close());
afterEach(() => model.settle());

const open = () => openModelRoom(scenario);
const question = '@pilot what do you think?';
const away = 'My language model is not answering just now, so I go on with my own questions. It joins in again by itself.';
const spent = 'What this workshop may spend on a language model is used up, so I go on with my own questions.';
const guided = questionFor('challenge', 'problemStatement');

/** Somebody asks, and this is all that the thread says about it. */
async function ask(room: Room, ...calls: (ExpectedCall | ExpectedCall[])[]): Promise<string> {
  if (calls.length > 0) model.expects(...calls);
  const before = repliesIn(room).length;
  const reply = await converse(room, 'tomas', question);
  expect(repliesIn(room)).toHaveLength(before + 1);
  expect([reply.streaming ?? false, statusesIn(room), room.whispers()]).toEqual([false, [], []]);
  return room.read(reply);
}

const halfway = ['Good question, Tomás. ', 'I would say that the wait'];
const troubles: [ModelErrorKind, string[]][] = [
  ['timeout', []],
  ['timeout', halfway],
  ['rate-limit', []],
  ['quota', []],
  ['unavailable', []],
  ['breaker-open', []],
  ['busy', []],
  ['auth', []],
  ['bad-request', []],
  ['context-length', []],
  ['refusal', []],
  ['refusal', ['I am sorry. ']],
  ['content-filter', halfway],
  ['length', halfway],
  ['truncated', halfway],
  ['invalid-output', []],
];

describe('when the model', () => {
  it.each(troubles)(
    'fails by %s after %j, the guided words stand alone in the thread; that it is away is said once, until it is back',
    async (kind, words) => {
      const room = await open();
      const first = await ask(room, fails('reply', kind, ...words), finds({}));
      expect(first).toContain(away);
      expect(first).toContain(guided);
      expect(first).not.toMatch(/Good question|I would say|I am sorry/);
      const second = await ask(room, fails('reply', kind, ...words), fails('extract', kind));
      expect(second).toContain(guided);
      expect(second).not.toContain(away);
      const third = await ask(room, onlySays('Here I am again, Tomás.'));
      expect(third).toMatch(/^Here I am again, Tomás\./);
      expect(third).not.toContain(guided);
      expect(await ask(room, fails('reply', kind, ...words), finds({}))).toContain(away);
    },
  );

  it.each([
    ['nothing at all', ['']],
    ['white space', [' ', '\n\n', ' ']],
    ['nothing that can be shown', ['<!channel> ', '![](https://evil.example/p.png)']],
  ])('says %s, the guided words stand there', async (_, words) => {
    const room = await open();
    const told = await ask(room, onlySays(...words));
    expect(told).toContain(guided);
    expect(told).toContain(away);
  });

  it('finds nothing because its answer is of no use, its reply stands all the same', async () => {
    const room = await open();
    expect(await ask(room, says('Good question, Tomás.'), fails('extract', 'invalid-output'))).toMatch(
      /^Good question, Tomás\.\n\n_Nothing/,
    );
    expect(proposalIn(room)).toBeUndefined();
  });

  it('fails while people talk among themselves, nobody is told', async () => {
    const room = await open();
    model.expects(fails('extract', 'unavailable'));
    for (const text of ['morning', 'I keep thinking of the patients', 'me too']) await room.say('sam', text);
    await expect.poll(() => model.prompts.length).toBe(1);
    await room.quiet();
    expect([repliesIn(room), room.whispers()]).toEqual([[], []]);
    // Nothing was looked at: the next silence is a chance to.
    model.expects(
      finds((prompt) => ({
        fields: [{ field: 'targetUser', value: 'the patients', evidence: [prompt.numberOf('the patients')], quote: null }],
      })),
    );
    await room.say('aiko', 'so, the patients?');
    await proposed(room);
  });
});

describe('when the budget of a workshop is used up', () => {
  it('it says so once, goes on by itself and asks no model any more', async () => {
    const room = await open();
    await ask(room, { ...says('Good question, Tomás.'), tokens: capTokens }, finds({}));
    const asked = model.prompts.length;
    const first = await ask(room);
    expect(first).toContain(spent);
    expect(first).toContain(guided);
    const second = await ask(room);
    expect(second).toContain(guided);
    expect(second).not.toContain(spent);
    for (const text of ['morning', 'I keep thinking of the patients', 'me too']) await room.say('sam', text);
    await room.quiet();
    await room.tell('aiko', 'Problem: people hear why you came');
    await room.seen(() => repliesIn(room).length === 4, 'a follow-up in its own words');
    await room.type('maya', 'skip we know our question');
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(model.prompts).toHaveLength(asked);
  });

  it('counts what failed as well, and what was looked for though the reply failed', async () => {
    const room = await open();
    const late = hold();
    const looking: ExpectedCall = { ...finds({}, late), tokens: capTokens };
    await ask(room, fails('reply', 'timeout'), looking);
    late.open();
    const { workshop } = await room.workshop();
    await expect.poll(async () => (await room.deps.store.usageOf({ workshopId: workshop.id })).promptTokens).toBe(capTokens);
    expect(await ask(room)).toContain(guided);
  });
});

describe('while the model thinks', () => {
  it.each([
    ['the host moves on', 'skip we know our question', true],
    ['the host ends it', 'end', true],
    ['the host pauses', 'pause', false],
  ] as const)('%s: nothing of the reply is in the thread', async (_, verb, isOver) => {
    for (const outcome of ['says', 'fails'] as const) {
      const room = await open();
      const [thinking, halfwayThere] = [hold(), hold()];
      const rest =
        outcome === 'says'
          ? says('Good question, Tomás. ', halfwayThere, 'Who feels it most?')
          : fails('reply', 'timeout', 'Good question, Tomás. ', halfwayThere);
      model.expects({ ...rest, pieces: [thinking, ...rest.pieces] }, finds({}));
      await room.say('tomas', question);
      await thinking.reached;
      thinking.open();
      await room.seen(() => repliesIn(room).length === 1, 'the first sentence');
      await room.type('maya', verb);
      if (isOver) await room.seen(() => room.posts().some((post) => /^(Step 2 of 10|We are done)/.test(post.text)), 'what comes next');
      halfwayThere.open();
      await room.quiet();
      expect([repliesIn(room), statusesIn(room), proposalIn(room)]).toEqual([[], [], undefined]);
      if (verb.startsWith('skip')) expect(room.thread('stakeholder-mapping')).toHaveLength(1);
      model.settle();
    }
  });

  it('somebody presses stop: what was shown stays, and nothing is added', async () => {
    const room = await open();
    const halfwayThere = hold();
    model.expects(says('Good question, Tomás. ', halfwayThere, 'Who feels it most?'), finds({}));
    await room.say('tomas', question);
    await room.seen(() => repliesIn(room).length === 1, 'the first sentence');
    await room.control.stopBot({ as: room.id('aiko'), channel: room.channel, threadTs: room.card('challenge').ts });
    await room.quiet();
    expect(repliesIn(room).map((reply) => [room.read(reply).trim(), reply.streaming ?? false])).toEqual([['Good question, Tomás.', false]]);
    expect(statusesIn(room)).toEqual([]);
  });

  it('the host goes back to fixed questions: what waits is answered by them', async () => {
    const room = await open();
    const thinking = hold();
    model.expects(onlySays(thinking, 'Good question, Tomás.'));
    await room.say('tomas', question);
    await thinking.reached;
    await room.say('sam', '@pilot are we on time?');
    await room.openForm('maya', 'Settings', room.hub());
    await room.submit('maya', { 'Who asks and answers': 'Fixed questions, no language model' });
    await room.control.whenDelivered();
    thinking.open();
    await room.seen(() => repliesIn(room).length === 2, 'both answers');
    await room.quiet();
    expect(room.read(repliesIn(room)[1])).toContain(guided);
  });

  it('a reply of an earlier epoch asks nobody and says nothing', async () => {
    const room = await open();
    const step = await room.step('challenge');
    await room.deps.store.inWorkshop(step.workshopId, (tx) =>
      tx.post({
        kind: 'reply',
        stepId: 'challenge',
        contextId: step.contextId,
        epoch: step.epoch - 1,
        toVersion: 1,
        recipient: room.id('tomas'),
        speak: true,
        fallback: { text: [{ ours: 'Too late.' }] },
      }),
    );
    await room.quiet();
    expect([repliesIn(room), statusesIn(room), model.prompts]).toEqual([[], [], []]);
  });
});

describe('a bot that is restarted while the model thinks', () => {
  it.each(['before its first word', 'in the middle of a reply'])('%s has said one whole reply in the end', async (when) => {
    const folder = await mkdtemp(join(tmpdir(), 'restart-'));
    const { practice, slack } = await openPractice('socket');
    const env = readEnvironment({ ...rehearsalPatience, LOG_LEVEL: 'fatal', DATABASE_URL: `pglite:${join(folder, 'pg')}` });
    const start = () => startApp(toConfig(env), slack, pino({ level: env.LOG_LEVEL }), { model });
    let app = await start();
    try {
      const room = await openRoom({ control: practice.control, deps: app.deps });
      await room.start();
      await room.quiet();
      const thinking = hold();
      const words = when.startsWith('before') ? [thinking] : ['Good question, Tomás. ', thinking];
      model.expects(says(...words, 'Who feels it most?'), finds({}));
      await room.say('tomas', question);
      await thinking.reached;
      if (words.length > 1) await room.seen(() => repliesIn(room).length === 1, 'the first sentence');
      await app.stop();
      app = await start();
      const again = await openRoom({ control: practice.control, deps: app.deps });
      await again.quiet();
      const replies = repliesIn(room);
      expect(replies.map((reply) => reply.streaming ?? false)).toEqual([false]);
      expect(room.read(replies[0])).toContain(guided);
      expect(room.read(replies[0])).not.toMatch(/Good question|Who feels it most/);
      expect(statusesIn(room)).toEqual([]);
    } finally {
      await app.stop();
      await practice.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
