import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, cardSays, skipTo, startTogether, takePart } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const brainwriting = 'Brainwriting';
const crazy = 'Crazy 8s';

async function openIdeas(members?: Name[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await begin(room);
  await skipTo(room, 'ideation');
  return room;
}

const write = (room: Room, as: Name, label: string, ...lines: string[]) =>
  takePart(
    room,
    as,
    'Write yours',
    activityCard(room, 'ideation', label),
    Object.fromEntries(lines.map((line, index) => [`Idea ${index + 1}`, line])),
  );
const close = (room: Room, label: string) => room.press('maya', 'Close and show all', activityCard(room, 'ideation', label));
const ideasOf = async (room: Room) => (await room.step('ideation')).draft.items.ideas ?? [];
/** What the form shows above its inputs. */
const introOf = (view: { blocks: readonly object[] }) =>
  JSON.stringify(view.blocks.filter((block) => (block as { type: string }).type === 'section'));

describe('a round of writing', () => {
  it('is private until it closes, then everything is shown at once, resting on who wrote it', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', brainwriting);
    expect(room.read(card)).toContain('Brainwriting, round 1 of 3');
    await write(room, 'tomas', brainwriting, 'Silent kiosk', 'Back door', '- Coloured cards');
    await write(room, 'aiko', brainwriting, 'the silent kiosk!', 'Quiet hour');
    const open = await cardSays(room, 'ideation', brainwriting, '2 of 3 have handed in');
    expect(open).not.toMatch(/kiosk|tomas|aiko/i);
    expect(await ideasOf(room)).toEqual([]);
    for (const asked of ['status', 'show ideation', 'context ideation']) expect(await room.type('maya', asked)).not.toContain('kiosk');

    await close(room, brainwriting);
    const shown = await cardSays(room, 'ideation', brainwriting, '4 lines');
    expect(shown).toMatch(/• .*ilent kiosk!? — (@tomas, @aiko|@aiko, @tomas)/);
    expect(shown).toContain('Coloured cards — @tomas');
    const ideas = await ideasOf(room);
    expect(ideas).toHaveLength(4);
    const kiosk = ideas.find((idea) => String(idea.values.title).toLowerCase().includes('kiosk'));
    expect(kiosk?.sources.map((one) => one.userId).sort()).toEqual([room.id('tomas'), room.id('aiko')].sort());
    const said = await room.deps.store.messagesById((await room.workshop()).workshop.id, kiosk?.sources.map((one) => one.messageId) ?? []);
    expect(said.find((message) => message.userId === room.id('tomas'))?.content).toBe('Silent kiosk\nBack door\nColoured cards');
  });

  it('can be changed until it closes, and shows people only their own', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', crazy);
    await write(room, 'tomas', crazy, 'One', 'Two');
    const again = await room.openForm('tomas', 'Write yours', card);
    expect(again.blocks.filter((block) => block.type === 'input')).toHaveLength(8);
    expect(JSON.stringify(again.blocks)).toContain('"initial_value":"Two"');
    await room.submit('tomas', { 'Idea 2': 'Three' });
    const other = await room.openForm('aiko', 'Write yours', card);
    expect(JSON.stringify(other.blocks)).not.toMatch(/One|Three/);
    await room.submit('aiko', { 'Idea 1': 'Four' });
    await close(room, crazy);
    await cardSays(room, 'ideation', crazy, '3 lines');
    expect((await ideasOf(room)).map((idea) => idea.values.title).sort()).toEqual(['Four', 'One', 'Three']);
  });

  it('leaves names off the card when the host wants it so', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', crazy, { 'When they are shown': 'Without names on the card' });
    await write(room, 'tomas', crazy, 'One');
    await close(room, crazy);
    expect(await cardSays(room, 'ideation', crazy, 'One line')).not.toContain('@tomas');
  });

  it('passes the sheets on: in the next round everybody builds on what somebody else wrote, and latecomers too', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', brainwriting);
    await write(room, 'tomas', brainwriting, 'Kiosk');
    await write(room, 'aiko', brainwriting, 'Cards');
    await close(room, brainwriting);
    await cardSays(room, 'ideation', brainwriting, '2 lines');
    const posts = room.thread('ideation').length;
    await room.press('maya', 'Round 2: pass them on', activityCard(room, 'ideation', brainwriting));
    await cardSays(room, 'ideation', brainwriting, 'round 2 of 3');
    expect(room.thread('ideation')).toHaveLength(posts);
    const card = activityCard(room, 'ideation', brainwriting);
    expect(introOf(await room.openForm('tomas', 'Write yours', card))).toContain('• Cards');
    await room.submit('tomas', { 'Idea 1': 'Cards with numbers' });
    expect(introOf(await room.openForm('aiko', 'Write yours', card))).toContain('• Kiosk');
    await room.submit('aiko', { 'Idea 1': 'Kiosk at home' });
    expect(introOf(await room.openForm('sam', 'Write yours', card))).toMatch(/• (Kiosk|Cards)/);
    await room.submit('sam', { 'Idea 1': 'None of it' });
    await close(room, brainwriting);
    const shown = await cardSays(room, 'ideation', brainwriting, 'Kiosk at home');
    expect(shown).toContain('*Round 1*');
    expect(await ideasOf(room)).toHaveLength(5);
    await room.press('maya', 'Round 3: pass them on', activityCard(room, 'ideation', brainwriting));
    await cardSays(room, 'ideation', brainwriting, 'round 3 of 3');
    await write(room, 'tomas', brainwriting, 'Last one');
    await close(room, brainwriting);
    await cardSays(room, 'ideation', brainwriting, 'Last one');
    expect(labelsOf(activityCard(room, 'ideation', brainwriting))).toEqual([]);
  });

  it('keeps what somebody was still writing when time ran out, and puts it on the list if they want it', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', brainwriting);
    await write(room, 'aiko', brainwriting, 'In time');
    await room.openForm('tomas', 'Write yours', card);
    await scenario.pass(3 * 60_000 + 1_000);
    await cardSays(room, 'ideation', brainwriting, 'closed');
    expect(await room.submit('tomas', { 'Idea 1': 'Too late', 'Idea 3': 'Much too late' })).toEqual({});
    const late = await room.seen(() => {
      const view = room.form('tomas');
      return JSON.stringify(view.blocks).includes('closed while you were writing') ? view : undefined;
    }, 'the words of the late one');
    expect(JSON.stringify(late.blocks)).toContain('"initial_value":"Much too late"');
    expect(await room.submit('tomas')).toEqual({});
    expect((await ideasOf(room)).map((idea) => idea.values.title)).toEqual(['In time', 'Too late', 'Much too late']);
    expect((await ideasOf(room))[1]?.sources.map((one) => one.userId)).toEqual([room.id('tomas')]);
    await room.seen(() => room.thread('ideation').some((post) => room.read(post).startsWith('Time is up')), 'the closing post');
  });

  it('tells the host, once, when everybody has handed in, and closes nothing by itself', async () => {
    const room = await openIdeas(['maya', 'tomas']);
    await room.tell('tomas', '- Something from before');
    await startTogether(room, 'ideation', crazy);
    await write(room, 'tomas', crazy, 'One');
    expect(room.read(await room.heard('maya', () => write(room, 'maya', crazy, 'Two')))).toContain('All 2 have taken part');
    await room.quiet();
    expect(room.read(activityCard(room, 'ideation', crazy))).toContain('2 of 2 have handed in');
    await write(room, 'tomas', crazy, 'Three');
    await room.quiet();
    expect(room.whispers().filter((one) => room.read(one).includes('All 2'))).toHaveLength(1);
  });

  it('loses nothing when the step ends while it is open', async () => {
    const room = await openIdeas();
    await startTogether(room, 'ideation', crazy);
    await write(room, 'tomas', crazy, 'Saved at the last moment');
    await cardSays(room, 'ideation', crazy, '1 of');
    await room.type('maya', 'skip we have to stop here');
    await room.opened('concept');
    expect((await ideasOf(room)).map((idea) => idea.values.title)).toEqual(['Saved at the last moment']);
    expect(await cardSays(room, 'ideation', crazy, 'closed')).toContain('Saved at the last moment');
  });

  it('called off shows nothing of what was written', async () => {
    const room = await openIdeas();
    const card = await startTogether(room, 'ideation', crazy);
    await write(room, 'tomas', crazy, 'Secret');
    await room.press('maya', 'Call it off', card);
    await room.seen(() => room.thread('ideation').some((post) => room.read(post).includes('was called off')), 'the end of it');
    expect(JSON.stringify(room.posts())).not.toContain('Secret');
    expect(await ideasOf(room)).toEqual([]);
  });

  it('refuses an empty sheet, a second start and a viewer', async () => {
    const room = await openIdeas(['maya', 'tomas', 'nora']);
    const card = await startTogether(room, 'ideation', crazy);
    expect(Object.values(await takePart(room, 'tomas', 'Write yours', card, {}))[0]).toContain('There is nothing on your sheet yet');
    await room.quiet();
    expect(await room.refused('nora', () => room.press('nora', 'Write yours', card))).toContain('You are here as a viewer');
    expect(await room.refused('maya', () => room.type('maya', 'vote open crazy'))).toContain('Crazy 8s is open already, started by @maya');
  });
});
