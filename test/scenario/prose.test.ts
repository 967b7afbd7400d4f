import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packSchema } from '../../src/build-pack/pack-schema.ts';
import { wakeWorkshop } from '../../src/turns/wake-workshop.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import type { Room } from '../support/room.ts';
import { createStrictModel, type ExpectedCall, fails, type Prompt, type Rows, sumsUp } from '../support/strict-model.ts';
import { openModelRoom } from '../support/strict-model-room.ts';

const model = createStrictModel();
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ model });
});
afterAll(() => scenario.close());
afterEach(() => model.settle());

const challenge = [
  'Problem: people hear why you came',
  'User: patients of small clinics',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');

const isAbout = (title: string) => (prompt: Prompt) => prompt.text.includes(`# Document: ${title}`);
const writes = (title: string, rows: (prompt: Prompt) => Rows = () => ({})): ExpectedCall => ({
  purpose: 'summary',
  pieces: [],
  rows,
  when: isAbout(title),
  tokens: 100,
});

/** A workshop whose first step is done, and nothing else. */
async function openWithChallenge(): Promise<Room> {
  const room = await openModelRoom(scenario);
  await room.tell('tomas', challenge);
  await room.readBack('challenge');
  await room.quiet();
  model.expects(sumsUp('People hear why patients came.'));
  await room.type('maya', 'next');
  await room.opened('stakeholder-mapping');
  await room.quiet();
  return room;
}

const canvasOf = (room: Room) => room.control.canvases().find((canvas) => canvas.sharedWith.includes(room.channel))?.markdown ?? '';
const numberIn = (prompt: Prompt, words: string) => Number(new RegExp(`^\\[(\\d+)\\] .*${words}`, 'm').exec(prompt.text)?.[1]);

const sentence = 'At small clinics people hear why patients came.';
/** A sentence of the first section that holds. */
const saysTheProblem = (prompt: Prompt): Rows => ({
  sentences: [{ section: 1, text: sentence, lines: [numberIn(prompt, 'people hear why'), numberIn(prompt, 'patients of small clinics')] }],
});
const fileText = (room: Room, name: string) => {
  const file = room.control.files().find((one) => one.name === name && one.channels.includes(room.channel));
  return room.control.fileText(file?.id ?? '') ?? '';
};
/** Time has come for something in it, whatever that is. */
const wakeUp = async (room: Room) => wakeWorkshop(room.deps, (await room.workshop()).workshop.id);

describe('the pack of a workshop with a model', () => {
  it('is said in sentences that rest on what people said; the lines stay, and what nobody said is left out', async () => {
    const room = await openWithChallenge();
    model.expects(
      writes('Product requirements', (prompt) => {
        const lines = [numberIn(prompt, 'people hear why'), numberIn(prompt, 'patients of small clinics')];
        return {
          sentences: [
            { section: 1, text: 'At small clinics people hear why patients came.', lines },
            { section: 1, text: 'All 4711 clinics of Boston hear why patients came.', lines },
            { section: 1, text: 'People hear why you came.', lines: [99] },
          ],
        };
      }),
    );
    await room.type('maya', 'end');
    await room.finale();
    const canvas = await room.seen(() => canvasOf(room).includes('At small clinics people hear') && canvasOf(room), 'the sentence');
    await room.quiet();
    expect(canvas).toMatch(
      /## The problem\n\nAt small clinics people hear why patients came\. — !\[\]\(@U\w+\) \[message\]\(http\S+\)\n\n/,
    );
    expect(canvas).toContain('people hear why you came');
    expect(canvas).not.toMatch(/4711|Boston/);
    expect(model.prompts.at(-1)?.outside).not.toContain('people hear');
    const { workshop } = await room.workshop();
    const json = (await room.deps.store.buildPacks(workshop.id)).find((one) => one.formatType === 'json')?.content ?? '';
    expect(packSchema.parse(JSON.parse(json)).documents[0]?.sections[0]?.prose).toHaveLength(1);
    expect((await room.deps.store.usageOf({ workshopId: workshop.id })).promptTokens).toBe(100);
  });

  it('is what it was without a model when the model fails', async () => {
    const room = await openWithChallenge();
    model.expects({ ...fails('summary', 'unavailable'), when: isAbout('Product requirements') });
    await room.type('maya', 'end');
    await room.finale();
    await room.quiet();
    await expect.poll(() => model.prompts.some(isAbout('Product requirements'))).toBe(true);
    await room.quiet();
    expect(canvasOf(room)).toContain('people hear why you came');
  });

  it('keeps its sentences when it is made anew and nothing in it is different: nobody is asked again', async () => {
    const room = await openWithChallenge();
    model.expects(writes('Product requirements', saysTheProblem));
    await room.type('maya', 'end');
    await room.finale();
    await room.seen(() => canvasOf(room).includes(sentence), 'the sentence');
    await room.quiet();
    const asked = model.prompts.length;
    await room.type('maya', 'export');
    await room.quiet();
    expect(fileText(room, 'build-pack.md')).toContain(sentence);
    await room.type('maya', 'canvas');
    await room.quiet();
    await wakeUp(room);
    expect(canvasOf(room)).toContain(sentence);
    expect(model.prompts).toHaveLength(asked);
  });

  const endWithoutSentences = async () => {
    const room = await openWithChallenge();
    model.expects({ ...fails('summary', 'unavailable'), when: isAbout('Product requirements') });
    await room.type('maya', 'end');
    await room.finale();
    await expect.poll(() => model.prompts.filter(isAbout('Product requirements'))).toHaveLength(1);
    await room.quiet();
    return room;
  };

  it('that got no sentences is asked for once more when it is made anew, and then left as it is', async () => {
    const room = await endWithoutSentences();
    model.expects(writes('Product requirements', saysTheProblem));
    await room.type('maya', 'canvas');
    await room.seen(() => canvasOf(room).includes(sentence), 'the sentence');
  });

  it('is tried twice at most', async () => {
    const room = await endWithoutSentences();
    model.expects({ ...fails('summary', 'unavailable'), when: isAbout('Product requirements') });
    for (let count = 0; count < 3; count += 1) await wakeUp(room);
    await room.type('maya', 'canvas');
    await wakeUp(room);
    expect(model.prompts.filter(isAbout('Product requirements'))).toHaveLength(2);
  });
});
