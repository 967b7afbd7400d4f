import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, ideas, label, openIdeas, option, picked, roundOn, vote } from '../support/dot-vote.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom } from '../support/room.ts';
import { activityCard, begin, cardSays, skipTo, startTogether, takePart } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

describe('a dot vote', () => {
  it('is started by the host, hidden while it is open, and decided by the host', async () => {
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
    await startTogether(room, 'ideation', label, { 'When it closes': 'It is shown who voted for what' });
    await vote(room, 'tomas', 'Back door', 'Back door');
    await vote(room, 'aiko', 'Back door');
    await cardSays(room, 'ideation', label, '2 of 3');
    await close(room);
    expect(await cardSays(room, 'ideation', label, 'closed')).toContain('Back door  — @tomas ×2, @aiko');
  });

  it('that is anonymous leaves nothing anywhere that tells who chose what', async () => {
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario, ['maya', 'tomas']);
    await startTogether(room, 'ideation', label);
    await vote(room, 'tomas', 'Back door');
    const told = await room.heard('maya', () => vote(room, 'maya', 'Back door'));
    expect(room.read(told)).toContain('All 2 have taken part in Dot vote');
    await room.press('maya', 'Close it', told);
    await cardSays(room, 'ideation', label, 'closed');
  });

  it('closes when its time is up, on one card and without anybody pressing anything', async () => {
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
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
    const room = await openIdeas(scenario);
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
