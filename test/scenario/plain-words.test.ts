import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Model, ModelError, type ModelRequest } from '../../src/ports/model.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

const requests = (room: Room) => room.thread('challenge').filter((post) => labelsOf(post).includes('Leave it'));
const requestIn = (room: Room) => room.seen(() => requests(room).at(-1), 'the request');

describe('without a model', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await openScenario();
  });
  afterAll(() => scenario.close());
  const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);

  it('F-34: an answer that holds such words is an answer', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: we reset passwords all day, and our product never moves on');
    await room.quiet();
    expect(await room.draft('challenge')).toMatchObject({ problemStatement: 'we reset passwords all day, and our product never moves on' });
    expect(requests(room)).toEqual([]);
  });

  it('what is denied, quoted or said to each other asks for nothing', async () => {
    const room = await open();
    await room.start();
    await room.say('tomas', 'let’s end the workshop');
    await room.say('sam', '@pilot please don’t end the workshop');
    await room.say('aiko', '@pilot Tomás said “let’s end the workshop”');
    await room.quiet();
    expect(requests(room)).toEqual([]);
    expect((await room.workshop()).workshop.status).toBe('active');
  });

  it('a wish gets a card and nothing else: it is not written down, and nothing happens', async () => {
    const room = await open();
    await room.start();
    const early = await room.heard('aiko', () => room.say('aiko', '@pilot can you send us the files, please?'));
    expect(room.read(early)).toContain('There is no finished step yet');
    await room.quiet();
    expect([requests(room), await room.draft('challenge')]).toEqual([[], {}]);
    await room.type('maya', 'skip we know it');
    await room.opened('stakeholder-mapping');
    await room.say('aiko', '@pilot can you send us the files, please?', 'challenge');
    await room.press('aiko', 'Confirm', await requestIn(room));
    await room.seen(() => room.control.messages(room.channel).some((post) => post.text.startsWith('The build pack of')), 'the files');
  });
});

describe('with a model', () => {
  let scenario: Scenario;
  const asked: string[] = [];
  let answer: () => unknown = () => ({ action: 'none', step: null, minutes: null });
  const model: Model = {
    nameOf: () => 'scripted',
    async *stream() {
      yield 'What would you like to know?';
    },
    text: async () => 'Nothing new.',
    async object<T>(request: ModelRequest & { schema: { parse(value: unknown): T } }) {
      if (request.purpose !== 'intent') throw new ModelError('refusal', 'not today');
      asked.push(request.messages.at(-1)?.content ?? '');
      return request.schema.parse(answer());
    },
  };
  beforeAll(async () => {
    scenario = await openScenario({ model });
  });
  afterAll(() => scenario.close());
  const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);

  it('it is asked only for what no rule knows, chooses an id, and a card asks', async () => {
    const room = await open();
    await room.start();
    asked.length = 0;
    answer = () => ({ action: 'pause', step: null, minutes: null });
    await room.say('tomas', '@pilot could we stretch our legs and continue after lunch?');
    const card = await requestIn(room);
    expect(room.read(card)).toContain('The workshop goes on hold');
    expect(asked).toHaveLength(1);
    expect((await room.workshop()).workshop.status).toBe('active');
    await room.press('maya', 'Confirm', card);
    await room.seen(() => room.read(room.posts().find((post) => post.ts === card.ts)).includes('Paused'), 'the result');
  });

  it('what it makes up, or when it fails, does nothing', async () => {
    const room = await open();
    await room.start();
    for (const made of [
      () => ({ action: 'reset', step: 'No such step', minutes: null }),
      () => {
        throw new ModelError('timeout', 'too late');
      },
      () => ({ action: 'none', step: null, minutes: null }),
    ]) {
      answer = made;
      await room.say('tomas', '@pilot could we do something about it once again?');
      await room.quiet();
    }
    expect(requests(room)).toEqual([]);
  });
});
