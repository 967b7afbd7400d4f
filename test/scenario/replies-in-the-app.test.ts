import { afterAll, beforeAll, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
let room: Room;
beforeAll(async () => {
  scenario = await openScenario();
  room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  await room.quiet();
});
afterAll(() => scenario.close());

/** Leaves a reply to be written into the open step's thread. */
async function ask(): Promise<void> {
  const { deps } = scenario.app;
  const threadTs = room.card('challenge').ts;
  const thread = await deps.store.findThread({ ...room.place, threadTs });
  if (!thread) throw new Error('there is no thread');
  const { workshopId, contextId } = thread;
  await deps.store.inWorkshop(workshopId, (tx) =>
    tx.post({ kind: 'reply', stepId: 'challenge', contextId, epoch: 0, toVersion: 1, recipient: room.id('tomas'), speak: true }),
  );
}

it('a press on stop reaches whoever writes, and what was shown stays', async () => {
  const reasons: unknown[] = [];
  scenario.app.deps.composeReply = async (_row, sink) => {
    sink.push('It seems to me that ');
    await new Promise<void>((resolve) => sink.signal.addEventListener('abort', () => resolve(), { once: true }));
    reasons.push(sink.signal.reason);
    return { kind: 'written', model: 'scripted', tail: [{ ours: 'nobody wants to hear this.' }] };
  };
  await ask();
  await room.seen(() => room.thread('challenge').at(-1)?.streaming, 'the stream');
  const threadTs = room.card('challenge').ts;
  expect(await scenario.control.stopBot({ as: room.id('sam'), channel: room.channel, threadTs })).toEqual({ ok: true });
  await room.quiet();
  expect(room.read(room.thread('challenge').at(-1))).toBe('It seems to me that ');
  expect(reasons).toEqual(['stopped']);
});

it('people have names as soon as there is somebody to ask', async () => {
  const tomas = room.id('tomas');
  expect(await scenario.app.deps.people.namesOf([tomas, 'UNOBODY01'])).toEqual(new Map([[tomas, 'tomas']]));
});
