import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { offerFound } from '../../src/turns/actions/offer-found.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import type { Room } from '../support/room.ts';
import { createStrictModel, finds, type Prompt, type Rows } from '../support/strict-model.ts';
import { openModelRoom } from '../support/strict-model-room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

const model = createStrictModel();
let scenario: Scenario;
beforeAll(async () => {
  // Long enough that what people say one after the other is one talk, however slow the machine is.
  scenario = await openScenario({ model, env: { LULL_LIVE_SECONDS: '2' } });
});
afterAll(() => scenario.close());
afterEach(() => model.settle());

const enough = 'from my side this could go to the next round';

const offersIn = (room: Room) => room.thread('challenge').filter((post) => room.read(post).includes('A suggestion of mine'));

async function openWhole(): Promise<Room> {
  const room = await openModelRoom(scenario);
  await room.tell('tomas', wholeChallenge);
  await room.readBack('challenge');
  await room.quiet();
  return room;
}

/** People talk among themselves, and the model is asked once what it makes of it. */
async function talk(room: Room, rows: (prompt: Prompt) => Rows): Promise<void> {
  model.expects(finds(rows));
  // The third thing that is said makes it worth a look, once it is followed by silence.
  await room.say('aiko', 'that question is a good one');
  await room.say('tomas', enough);
  // Where nothing comes of it, nothing is seen in Slack.
  await vi.waitFor(() => expect(model.prompts.some((prompt) => prompt.text.includes(enough))).toBe(true), 20_000);
  await room.quiet();
}

const moveOn = (prompt: Prompt): Rows => ({ offers: [{ action: 'advance', step: null, evidence: [prompt.numberOf(enough)] }] });

describe('what a model would offer', () => {
  it('comes as a card that names whose words it rests on; people say yes or no', async () => {
    const room = await openWhole();
    await talk(room, moveOn);
    const [card] = offersIn(room);
    expect(room.read(card)).toContain('Challenge ends here, and Stakeholders begins. @tomas said as much.');
    expect((await room.step('challenge')).status).toBe('in_progress');
    model.expects([{ purpose: 'summary', pieces: ['The step is for patients.'], tokens: 0 }]);
    await room.press('maya', 'Confirm', card!);
    await room.opened('stakeholder-mapping');
    await room.quiet();
  });

  it.each<[string, (prompt: Prompt) => Rows]>([
    ['rests on nothing that was said', () => ({ offers: [{ action: 'advance', step: null, evidence: [] }] })],
    ['rests on no message of this thread', () => ({ offers: [{ action: 'advance', step: null, evidence: [4711] }] })],
    [
      'names a step that there is not',
      (prompt) => ({ offers: [{ action: 'revise', step: 'the wifi', evidence: [prompt.numberOf(enough)] }] }),
    ],
    ['can’t be done now', (prompt) => ({ offers: [{ action: 'revise', step: 'Persona', evidence: [prompt.numberOf(enough)] }] })],
    [
      'comes beside lines that wait for a yes',
      (prompt) => ({
        ...moveOn(prompt),
        concerns: [{ text: 'that question is a good one', evidence: [prompt.numberOf('that question is a good one')], quote: null }],
      }),
    ],
  ])('is not offered when it %s', async (_, rows) => {
    const room = await openWhole();
    await talk(room, rows);
    expect(offersIn(room)).toEqual([]);
  });
});

describe('what was found to be offered', () => {
  let guided: Scenario;
  beforeAll(async () => {
    guided = await openScenario({ env: { LULL_LIVE_SECONDS: '600' } });
  });
  afterAll(() => guided.close());

  it('is not offered while the step lacks something that it asks for', async () => {
    const room = await openModelRoom(guided);
    const [problem = '', ...others] = wholeChallenge.split('\n');
    const { store } = room.deps;
    const { contextId } = await room.step('challenge');
    const find = async () => {
      await room.say('aiko', enough);
      const last = await vi.waitFor(async () => {
        const [message] = await store.recentMessages(contextId, 1);
        if (message?.content !== enough || !message.userId) throw new Error('it has not arrived');
        return { ...message, userId: message.userId };
      }, 10_000);
      const work = await store.loadStep(contextId);
      if (!work) throw new Error('the step is gone');
      const row = { content: { contextId, toVersion: last.version } };
      const messages = new Map([[last.id, { userId: last.userId }]]);
      await offerFound(room.deps, { work, row, messages }, { action: 'advance', step: null, evidence: [last.id] });
      return store.inWorkshop(work.workshop.id, async (tx) => (await tx.openActions()).map((one) => one.action));
    };
    await room.tell('tomas', problem);
    expect(await find()).toEqual([]);
    await room.tell('tomas', others.join('\n'));
    await room.readBack('challenge');
    expect(await find()).toEqual(['advance']);
  });
});
