import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });

function canvasOf(room: Room): string {
  const [canvas, ...others] = room.control.canvases().filter((one) => one.sharedWith.includes(room.channel));
  expect(others).toEqual([]);
  return canvas?.markdown ?? '';
}

const editsOf = () => scenario.control.calls('canvases.edit').length;
const stale = 'Since this was made, Challenge has changed (version 1 → 2).';

/** A pack while the second step is open, and then another version of the first. */
async function moveChallenge(room: Room): Promise<void> {
  await room.type('maya', 'revise challenge');
  await room.tell('tomas', 'User: patients of small clinics and their families', 'challenge');
  await room.type('maya', 'next');
  await room.seen(() => room.thread('challenge').some((post) => room.read(post).includes('version 2')), 'the second version');
  await room.quiet();
}

describe('a pack that is on a canvas', () => {
  it('says in the same place what has moved since, once, and on the hub and in the status too', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    expect(await room.type('maya', 'canvas')).toBe('On its way.');
    await room.quiet();
    expect(canvasOf(room)).not.toContain('Since this was made');
    expect(room.read(room.hub())).not.toContain('Since this was made');
    const [posts, edits] = [room.posts().length, editsOf()];

    await moveChallenge(room);
    expect(canvasOf(room)).toContain(stale);
    expect(canvasOf(room).indexOf(stale)).toBeLessThan(canvasOf(room).indexOf('**The question:**'));
    expect(canvasOf(room)).toContain('patients of small clinics');
    expect(canvasOf(room)).not.toContain('and their families');
    expect(editsOf() - edits).toBe(1);
    expect(room.read(room.hub())).toContain(stale);
    expect(await room.type('sam', 'status')).toContain(`The build pack: ${stale} “/workshop canvas” makes it anew.`);
    // Nobody was told with a post: those are the revision's own.
    expect(
      room
        .posts()
        .slice(posts)
        .some((post) => room.read(post).includes('build pack')),
    ).toBe(false);
  });

  it('made anew says what is different from the last one, first of all', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await room.type('maya', 'canvas');
    await room.quiet();
    await moveChallenge(room);
    const told = await room.type('maya', 'canvas');
    expect(told).toMatch(/^On its way\. What has changed since the last one, of \d+ \w+ \d{4}:\n/);
    expect(told).toContain('*Challenge*, who it is for: “patients of small clinics” → “patients of small clinics and their families”');
    await room.quiet();
    expect(canvasOf(room)).not.toContain('Since this was made');
    expect(canvasOf(room)).toMatch(/^# .*\n\n\*\*What has changed since \d+ \w+ \d{4}\*\*\n\n- \*\*Challenge\*\*, who it is for: /);
    expect(room.read(room.hub())).not.toContain('Since this was made');
    expect(await room.type('maya', 'canvas')).toMatch(/^On its way\. It says the same as the last one, of /);
  });

  it('follows a version that is brought back and a step that is started over', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await moveChallenge(room);
    await room.type('maya', 'canvas');
    await room.quiet();
    await room.type('maya', 'restore challenge 1');
    await room.quiet();
    expect(canvasOf(room)).toContain('Since this was made, Challenge has changed (version 2 → 3).');
    await room.type('maya', 'reset challenge');
    await room.openForm('maya', 'Confirm', room.lastWhisper('maya'));
    expect(await room.submit('maya', { 'This cannot be undone': ['Yes, throw away what Challenge holds now'] })).toEqual({});
    await room.quiet();
    expect(canvasOf(room)).toContain('Since this was made, Challenge was started over.');
  });

  it('stays as it is where somebody has taken the canvas away', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await room.type('maya', 'canvas');
    await room.quiet();
    scenario.practice.control.failNext('canvases.edit', { error: 'canvas_not_found' });
    const canvases = room.control.canvases().length;
    await moveChallenge(room);
    expect(room.control.canvases()).toHaveLength(canvases);
    expect(room.read(room.hub())).toContain(stale);
  });
});

describe('two forks', () => {
  it('are compared by their packs too', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    await room.type('maya', 'fork stakeholder-mapping: What if it were children?');
    const fork = await room.seen(() => room.stage.stepCards('stakeholder-mapping')[1], 'the card of the fork');
    const said = await room.stage.say(room.id('tomas'), '- Parents, direct, low, high', fork.ts);
    await room.captured(said);
    const told = await room.type('maya', 'compare');
    expect(told).toContain('*The build packs*');
    await room.quiet();
    const card = room.posts().find((post) => room.read(post).includes('What is different'));
    const words = room.read(card);
    expect(words).toContain('• *The question*, in both: “How might we let patients arrive unheard?”');
    expect(words).toMatch(/• \*How much has a source\*(?:, in both)?: 100 % of \d+ lines have a source\./);
    expect(words).toContain('• *Next steps*, in both: nothing yet');
  });
});
