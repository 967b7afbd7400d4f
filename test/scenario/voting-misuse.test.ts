import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { close, label, openIdeas, option, roundOn, vote } from '../support/dot-vote.ts';
import { forgedSubmission, forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, openRoom, type Room } from '../support/room.ts';
import { begin, cardSays, skipTo, startTogether, takePart } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

describe('misuse of an open vote changes nothing, and one person alone is told', () => {
  let room: Room;
  let card: Message;
  beforeAll(async () => {
    room = await openIdeas(scenario, ['maya', 'tomas', 'sam', 'nora']);
    card = await startTogether(room, 'ideation', label, { 'Dots for each': '2' });
    await room.quiet();
  });

  it('F-28: over budget, by sending more than the form has', async () => {
    const view = await room.openForm('tomas', 'Vote', card);
    const [item] = (await room.step('ideation')).draft.items.ideas ?? [];
    await room.quiet();
    const before = await room.state();
    const dots = Object.fromEntries(['dot0', 'dot1', 'dot2'].map((key) => [key, item?.id ?? '']));
    const memory = (view as unknown as { privateMetadata: string }).privateMetadata;
    await room.control.sendRaw(forgedSubmission(room, 'tomas', view, memory, dots), { kind: 'interactive' });
    expect(await room.state()).toEqual(before);
    expect(await room.deps.store.countRoundTakers(roundOn(room).roundId)).toBe(0);
  });

  it('with an option that is none', async () => {
    const view = await room.openForm('tomas', 'Vote', card);
    const memory = (view as unknown as { privateMetadata: string }).privateMetadata;
    await room.control.sendRaw(forgedSubmission(room, 'tomas', view, memory, { dot0: 'i999' }), { kind: 'interactive' });
    await room.quiet();
    expect(await room.deps.store.countRoundTakers(roundOn(room).roundId)).toBe(0);
  });

  it('without a dot', async () => {
    expect(Object.values(await takePart(room, 'sam', 'Vote', card, {}))[0]).toContain('You have not placed a dot yet');
  });

  it('by a viewer', async () => {
    expect(await room.refused('nora', () => room.press('nora', 'Vote', card))).toContain('You are here as a viewer');
    expect(await room.refused('nora', () => room.press('nora', 'Close it', card))).toContain('You are here as a viewer');
  });

  it('by a participant who closes, calls off, decides or starts', async () => {
    for (const button of ['Close it', 'Call it off'])
      expect(await room.refused('sam', () => room.press('sam', button, card))).toContain('That is for the host');
    const { value } = roundOn(room);
    expect(await room.refused('sam', () => forgePress(room, 'sam', { action: 'take-top', value }))).toContain('That is for the host');
    expect(await room.refused('sam', () => room.type('sam', 'vote open'))).toContain('for the host');
    expect(await room.refused('sam', () => room.type('sam', 'vote close'))).toContain('That is for the host');
  });
});

describe('a vote that is being set up', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openIdeas(scenario, ['maya', 'tomas']);
  });

  it.each(['0', '61', '10000', 'five', '2.5', '-3'])('refuses a time of “%s” minutes', async (minutes) => {
    await room.formAfter('maya', () => room.type('maya', 'vote open'));
    const before = await room.state();
    expect(await room.submit('maya', { Minutes: minutes })).toEqual({ Minutes: expect.stringContaining('Whole minutes, from 1 to 60') });
    expect(await room.state()).toEqual(before);
  });
});

describe('misuse of a vote changes nothing, and one person alone is told', () => {
  it('F-28: after it closed, also with a form that was open before', async () => {
    const room = await openIdeas(scenario);
    const card = await startTogether(room, 'ideation', label);
    await room.openForm('tomas', 'Vote', card);
    await close(room);
    await cardSays(room, 'ideation', label, 'closed');
    await room.quiet();
    const before = await room.state();
    const errors = await room.submit('tomas', { 'Dot 1': option('Back door') });
    expect(Object.values(errors)[0]).toContain('Dot vote is closed, so this did not count');
    expect(await room.state()).toEqual(before);
  });

  it('closed twice at once, or decided twice at once', async () => {
    const room = await openIdeas(scenario);
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door');
    await cardSays(room, 'ideation', label, '1 of');
    await room.quiet();
    const { value } = roundOn(room);
    const told = await room.heard('maya', () => Promise.all([close(room), close(room)]));
    expect(room.read(told)).toContain('Dot vote is closed');
    await cardSays(room, 'ideation', label, 'closed');
    const second = await room.heard('maya', () =>
      Promise.all([forgePress(room, 'maya', { action: 'take-top', value }), forgePress(room, 'maya', { action: 'take-top', value })]),
    );
    expect(room.read(second)).toContain('@maya has decided already: “Back door”');
    await room.quiet();
    expect(room.whispers().filter((one) => room.read(one).includes('decided already'))).toHaveLength(1);
  });

  it('when there is too little to vote on, or none of that name', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    await skipTo(room, 'ideation');
    await room.formAfter('maya', () => room.type('maya', 'vote open'));
    expect(Object.values(await room.submit('maya'))[0]).toContain('There is no idea to vote on yet');
    expect(await room.refused('maya', () => room.type('maya', 'vote open persona'))).toContain(
      'Which one? In Ideas there is “Brainwriting”',
    );
    expect(await room.refused('maya', () => room.type('maya', 'vote close'))).toContain('Nothing is open in Ideas');
    expect(await room.refused('maya', () => room.type('maya', 'vote wildly'))).toContain('I did not get that');
  });

  it('in a step that has nothing of the kind, or is finished', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    expect(await room.type('maya', 'vote')).toContain('In Challenge there is nothing to vote on; “Sign off” on its card');
    await skipTo(room, 'ideation');
    await room.tell('tomas', '- One\n- Two');
    const card = await startTogether(room, 'ideation', label);
    await room.type('maya', 'skip time is short');
    await room.opened('concept');
    await room.quiet();
    const value = buttonValue(card, 'Vote');
    expect(await room.refused('tomas', () => forgePress(room, 'tomas', { action: 'form', value }))).toContain('Dot vote was called off');
  });

  it('F-25: of before a reset: it does not count any more, and a new one can begin', async () => {
    const room = await openIdeas(scenario);
    const card = await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door');
    await cardSays(room, 'ideation', label, '1 of');
    const { value } = roundOn(room);
    await room.type('maya', 'reset ideation');
    await room.openForm('maya', 'Confirm', room.lastWhisper('maya'));
    expect(await room.submit('maya', { 'This cannot be undone': ['Yes, throw away what Ideas holds now'] })).toEqual({});
    await room.seen(
      () => room.thread('ideation').some((post) => post.ts === card.ts && room.read(post).includes('was started over since')),
      'the void card',
    );
    await room.quiet();
    expect(await room.refused('maya', () => forgePress(room, 'maya', { action: 'close-round', value }))).toContain(
      'was started over since',
    );
    await room.tell('tomas', '- One\n- Two');
    await startTogether(room, 'ideation', label);
    await cardSays(room, 'ideation', label, '0 of');
  });

  it('F-19: with a round of another workshop', async () => {
    const here = await openIdeas(scenario, ['maya', 'tomas']);
    await startTogether(here, 'ideation', label);
    const other = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(other);
    const { value } = roundOn(here);
    expect(await other.refused('maya', () => forgePress(other, 'maya', { action: 'close-round', value }))).toContain(
      "can't find that workshop",
    );
    const { workshop } = await other.workshop();
    const mixed = JSON.stringify({ ...(JSON.parse(value) as object), w: workshop.id });
    expect(await other.refused('maya', () => forgePress(other, 'maya', { action: 'close-round', value: mixed }))).toContain('older card');
  });
});
