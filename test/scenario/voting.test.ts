import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgedSubmission, forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, cardSays, skipTo, startTogether, takePart } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const label = 'Dot vote';
const ideas = ['Silent kiosk', 'Coloured cards', 'Text ahead', 'Back door'];

/** A room in which ideas are collected. */
async function openIdeas(members?: Name[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await begin(room);
  await skipTo(room, 'ideation');
  await room.tell('tomas', ideas.map((idea) => `- ${idea}`).join('\n'));
  await room.quiet();
  return room;
}

const option = (idea: string) => `${ideas.indexOf(idea) + 1}. ${idea}`;
const vote = (room: Room, as: Name, ...picks: string[]) =>
  takePart(
    room,
    as,
    'Vote',
    activityCard(room, 'ideation', label),
    Object.fromEntries(picks.map((idea, index) => [`Dot ${index + 1}`, option(idea)])),
  );
const close = (room: Room, as: Name = 'maya') => room.press(as, 'Close it', activityCard(room, 'ideation', label));
const picked = async (room: Room) =>
  ((await room.step('ideation')).draft.items.ideas ?? [])
    .filter((item) => item.values.isSelected === true)
    .map((item) => item.values.title);

describe('a dot vote', () => {
  it('is started by the host, hidden while it is open, and decided by the host', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label);
    expect(room.read(card)).toContain('1. Silent kiosk');
    expect(room.read(card)).toContain('3 dots each');
    expect(await vote(room, 'tomas', 'Silent kiosk', 'Silent kiosk', 'Coloured cards')).toEqual({});
    expect(await vote(room, 'aiko', 'Silent kiosk', 'Text ahead')).toEqual({});
    const open = await cardSays(room, 'ideation', label, '2 of 3 have voted');
    expect(open).not.toMatch(/●|tomas|aiko/);
    for (const asked of ['status', 'show ideation', 'vote']) expect(await room.type('maya', asked)).not.toMatch(/●|\b[23] dots\b/);

    await close(room);
    const closed = await cardSays(room, 'ideation', label, 'closed');
    expect(closed).toMatch(/1\. {2}●●● \*3\* {2}Silent kiosk/);
    expect(closed).toMatch(/=2\. {2}● \*1\* {2}Coloured cards\n=2\. {2}● \*1\* {2}Text ahead/);
    expect(closed).toContain('○ *0*  Back door');
    expect(closed).not.toMatch(/@tomas|@aiko/);
    await room.seen(
      () => room.thread('ideation').some((post) => room.read(post).includes('“Silent kiosk” leads with 3 dots, and 2 of 3 voted')),
      'the closing post',
    );

    await room.press('maya', 'Take the top 3', activityCard(room, 'ideation', label));
    const decided = await cardSays(room, 'ideation', label, 'We take on');
    expect(decided).toContain('*Silent kiosk*, *Coloured cards*, *Text ahead* (@maya decided)');
    expect(await picked(room)).toEqual(['Silent kiosk', 'Coloured cards', 'Text ahead']);
    const { draft } = await room.step('ideation');
    expect(draft.items.ideas?.[0]?.sources.map((one) => one.userId)).toEqual([room.id('tomas'), room.id('maya')]);
  });

  it('lets people stack, change their mind and take all of it back until it closes', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', label, { 'Dots for each': '2' });
    await vote(room, 'tomas', 'Back door', 'Back door');
    const again = await room.openForm('tomas', 'Vote', activityCard(room, 'ideation', label));
    expect(JSON.stringify(again.blocks)).toContain('2 placed, 0 left');
    expect(again.blocks.filter((block) => block.type === 'input')).toHaveLength(2);
    expect(await room.submit('tomas', { 'Dot 1': option('Text ahead'), 'Dot 2': '– no dot –' })).toEqual({});
    await vote(room, 'sam', 'Text ahead');
    await room.openForm('sam', 'Vote', activityCard(room, 'ideation', label));
    expect(await room.submit('sam', { 'Dot 1': '– no dot –' })).toEqual({});
    await cardSays(room, 'ideation', label, '1 of 3 has voted');
    await close(room);
    expect(await cardSays(room, 'ideation', label, 'closed')).toMatch(/1\. {2}● \*1\* {2}Text ahead/);
  });

  it('shows who voted for what only in a round that said so', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', label, { 'When it closes': 'It is shown who voted for what' });
    await vote(room, 'tomas', 'Back door', 'Back door');
    await vote(room, 'aiko', 'Back door');
    await cardSays(room, 'ideation', label, '2 of 3');
    await close(room);
    expect(await cardSays(room, 'ideation', label, 'closed')).toContain('Back door  — @tomas ×2, @aiko');
  });

  it('that is anonymous leaves nothing anywhere that tells who chose what', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door', 'Back door');
    await cardSays(room, 'ideation', label, '1 of 2');
    const { id } = (await room.workshop()).workshop;
    const { roundId } = roundOn(room);
    await close(room);
    await cardSays(room, 'ideation', label, 'closed');
    const { store } = room.deps;
    expect(await store.findBallot(roundId, room.id('tomas'))).toEqual([]);
    const round = await store.findRound({ workshopId: id, roundId });
    expect(JSON.stringify(round?.result)).not.toContain(room.id('tomas'));
  });

  it('is decided one by one where a tie stands at the border, which is never cut', async () => {
    const room = await openIdeas();
    await room.tell('aiko', '- Quiet hour');
    ideas.push('Quiet hour');
    await startTogether(room, 'ideation', label, { 'Dots for each': '5' });
    await vote(room, 'tomas', ...ideas);
    await cardSays(room, 'ideation', label, '1 of');
    await close(room);
    const closed = await cardSays(room, 'ideation', label, 'Tied at the border');
    expect(closed).toContain('“Quiet hour”');
    expect(labelsOf(activityCard(room, 'ideation', label))).toEqual(['Choose', 'Another round on the tied']);
    await room.openForm('maya', 'Choose', activityCard(room, 'ideation', label));
    expect(await room.submit('maya', { 'We take on': ['1. Back door (1)', '1. Quiet hour (1)'] })).toEqual({});
    await cardSays(room, 'ideation', label, 'We take on');
    expect(await picked(room)).toEqual(['Back door', 'Quiet hour']);
    ideas.pop();
  });

  it('goes another round on what is tied, on the same card', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', label, { 'Dots for each': '8' });
    await vote(room, 'tomas', ...ideas, ...ideas);
    await cardSays(room, 'ideation', label, '1 of');
    await close(room);
    await cardSays(room, 'ideation', label, 'closed');
    await room.tell('sam', '- Fifth idea');
    await room.openForm('maya', 'Another round', activityCard(room, 'ideation', label));
    expect(await room.submit('maya', { 'Dots for each': '1' })).toEqual({});
    await cardSays(room, 'ideation', label, 'One dot each');
    await takePart(room, 'sam', 'Vote', activityCard(room, 'ideation', label), { 'Your dot': option('Text ahead') });
    await cardSays(room, 'ideation', label, '1 of');
    await close(room);
    const closed = await cardSays(room, 'ideation', label, 'round 2: closed');
    expect(closed).toMatch(/1\. {2}● \*1\* {2}Text ahead/);
    expect(closed).toContain('*Round 1*: Silent kiosk 2');
    // One card for both rounds, and one closing post.
    expect(room.thread('ideation').filter((post) => post.text.startsWith(label))).toHaveLength(2);
  });

  it('tells the host, once, when nobody is missing', async () => {
    const room = await openIdeas(['maya', 'tomas']);
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door');
    const told = await room.heard('maya', () => vote(room, 'maya', 'Back door'));
    expect(room.read(told)).toContain('All 2 have taken part in Dot vote');
    await room.press('maya', 'Close it', told);
    await cardSays(room, 'ideation', label, 'closed');
  });

  it('closes when its time is up, on one card and without anybody pressing anything', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label, { Minutes: '5' });
    expect(room.read(card)).toContain('closes at <!date^');
    expect(labelsOf(card)).toContain('+1 min');
    await vote(room, 'tomas', 'Back door');
    await cardSays(room, 'ideation', label, '1 of');
    await scenario.pass(5 * 60_000 + 1_000);
    const closed = await cardSays(room, 'ideation', label, 'closed');
    expect(closed).toContain('time was up');
    await room.seen(() => room.thread('ideation').some((post) => room.read(post).startsWith('Time is up')), 'the closing post');
    expect(room.thread('ideation').filter((post) => /time is up|alarm/i.test(room.read(post)))).toHaveLength(1);
  });

  it('is steered by command and in the thread too', async () => {
    const room = await openIdeas();
    expect(await room.type('tomas', 'vote')).toContain('Nothing is open right now. The host, @maya, can start');
    await room.formAfter('maya', () => room.type('maya', 'vote open'));
    await room.submit('maya');
    await room.seen(() => room.read(room.card('ideation')).includes('*Dot vote* is open in this thread'), 'the step card');
    expect(await room.type('aiko', 'status')).toContain('*Dot vote* is open in its thread');
    expect(await room.type('aiko', 'vote')).toContain('*Dot vote* is open: 0 of 2 have voted');
    await room.openForm('aiko', 'Vote: Dot vote', room.lastWhisper('aiko'));
    await room.submit('aiko', { 'Dot 1': option('Back door') });
    await room.say('maya', '@pilot vote close');
    await cardSays(room, 'ideation', label, 'closed');
    await room.formAfter('maya', () => room.type('maya', 'vote open dot'));
    await room.submit('maya');
    await cardSays(room, 'ideation', label, 'round 2');
    await room.type('maya', 'vote cancel');
    expect(await cardSays(room, 'ideation', label, 'closed')).toContain('Back door');
  });

  it('asks once when the host moves on while it is open, and closes with the step then', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door');
    await cardSays(room, 'ideation', label, '1 of');
    const asked = await room.ask('maya', 'Next step', room.card('ideation'));
    expect(asked).toContain('*Dot vote* is still open: 1 of 2 has voted');
    const gaps = await room.heard('maya', () => room.press('maya', 'Move on and close it', room.lastWhisper('maya')));
    expect(room.read(gaps)).toContain('not quite there');
    await room.press('maya', 'Move on anyway', gaps);
    await room.opened('concept');
    const closed = await cardSays(room, 'ideation', label, 'closed');
    expect(labelsOf(activityCard(room, 'ideation', label))).toEqual([]);
    expect(closed).toContain('Back door');
  });

  it('marks the one stage where it hurts most', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    await skipTo(room, 'journey-mapping');
    await room.tell('tomas', '- Arrive\n- Wait\n- Be called');
    const card = await startTogether(room, 'journey-mapping', 'Vote for the dip');
    await takePart(room, 'tomas', 'Vote', card, { 'Your dot': '2. Wait' });
    await cardSays(room, 'journey-mapping', 'Vote for the dip', '1 of');
    await room.press('maya', 'Close it', card);
    await cardSays(room, 'journey-mapping', 'Vote for the dip', 'closed');
    await room.press('maya', 'Take the first', activityCard(room, 'journey-mapping', 'Vote for the dip'));
    await cardSays(room, 'journey-mapping', 'Vote for the dip', 'We take on');
    expect((await room.step('journey-mapping')).draft.items.stages?.map((stage) => stage.values.isDip === true)).toEqual([
      false,
      true,
      false,
    ]);
  });
});

/** What the Vote button on the card names. */
function roundOn(room: Room): { roundId: string; value: string } {
  const value = buttonValue(activityCard(room, 'ideation', label), 'Close it');
  return { value, roundId: (JSON.parse(value) as { f: string }).f.split(':')[1] ?? '' };
}

describe('misuse of a vote changes nothing, and one person alone is told', () => {
  it('F-28: after it closed, also with a form that was open before', async () => {
    const room = await openIdeas();
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

  it('F-28: over budget, by sending more than the form has', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label, { 'Dots for each': '2' });
    const view = await room.openForm('tomas', 'Vote', card);
    const [item] = (await room.step('ideation')).draft.items.ideas ?? [];
    const before = await room.state();
    const dots = Object.fromEntries(['dot0', 'dot1', 'dot2'].map((key) => [key, item?.id ?? '']));
    const memory = (view as unknown as { privateMetadata: string }).privateMetadata;
    await room.control.sendRaw(forgedSubmission(room, 'tomas', view, memory, dots), { kind: 'interactive' });
    expect(await room.state()).toEqual(before);
    expect(await room.deps.store.countRoundTakers(roundOn(room).roundId)).toBe(0);
  });

  it('with an option that is none', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label);
    const view = await room.openForm('tomas', 'Vote', card);
    const memory = (view as unknown as { privateMetadata: string }).privateMetadata;
    await room.control.sendRaw(forgedSubmission(room, 'tomas', view, memory, { dot0: 'i999' }), { kind: 'interactive' });
    await room.quiet();
    expect(await room.deps.store.countRoundTakers(roundOn(room).roundId)).toBe(0);
  });

  it('without a dot', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label);
    expect(Object.values(await takePart(room, 'sam', 'Vote', card, {}))[0]).toContain('You have not placed a dot yet');
  });

  it('by a viewer', async () => {
    const room = await openIdeas(['maya', 'tomas', 'nora']);
    const card = await startTogether(room, 'ideation', label);
    await room.quiet();
    expect(await room.refused('nora', () => room.press('nora', 'Vote', card))).toContain('You are here as a viewer');
    expect(await room.refused('nora', () => room.press('nora', 'Close it', card))).toContain('You are here as a viewer');
  });

  it('by a participant who closes, calls off, decides or starts', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', label);
    await room.quiet();
    for (const button of ['Close it', 'Call it off'])
      expect(await room.refused('sam', () => room.press('sam', button, card))).toContain('That is for the host');
    const { value } = roundOn(room);
    expect(await room.refused('sam', () => forgePress(room, 'sam', { action: 'take-top', value }))).toContain('That is for the host');
    expect(await room.refused('sam', () => room.type('sam', 'vote open'))).toContain('for the host');
    expect(await room.refused('sam', () => room.type('sam', 'vote close'))).toContain('That is for the host');
  });

  it('closed twice at once, or decided twice at once', async () => {
    const room = await openIdeas();
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

  it.each(['0', '61', '10000', 'five', '2.5', '-3'])('with a time of “%s” minutes', async (minutes) => {
    const room = await openIdeas(['maya', 'tomas']);
    await room.formAfter('maya', () => room.type('maya', 'vote open'));
    const before = await room.state();
    expect(await room.submit('maya', { Minutes: minutes })).toEqual({ Minutes: expect.stringContaining('Whole minutes, from 1 to 60') });
    expect(await room.state()).toEqual(before);
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
    const room = await openIdeas();
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
    const here = await openIdeas(['maya', 'tomas']);
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
