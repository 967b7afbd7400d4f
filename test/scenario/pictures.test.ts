import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterEach(() => scenario.control.clearFaults());
afterAll(() => scenario.close());

const challenge = [
  'Problem: people hear why you came',
  'User: patients of small clinics',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');
const stakeholders = [
  '- Patients, core, low, high',
  '- Receptionists, core, medium, high',
  '- Clinic owner, direct, high, medium',
  '- Data protection officer, indirect, high, low',
].join('\n');

/** A workshop with one step that has a picture, and what people say about it. */
async function openStakeholders(): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  await room.tell('tomas', challenge);
  await room.type('maya', 'next');
  await room.opened('stakeholder-mapping');
  await room.tell('aiko', stakeholders);
  return room;
}

async function end(room: Room): Promise<void> {
  await room.type('maya', 'end');
  await room.finale();
  await room.quiet();
}

const canvasOf = (room: Room) => room.control.canvases().find((canvas) => canvas.sharedWith.includes(room.channel))?.markdown ?? '';
const picturePosts = (room: Room) =>
  room.control.messages(room.channel).filter((post) => post.text.startsWith('What came of it, in pictures'));
const filesOf = (room: Room, post: { fileIds: string[] } | undefined) =>
  room.control.files().filter((file) => post?.fileIds.includes(file.id));
const onCanvas = (room: Room) => [...canvasOf(room).matchAll(/^!\[\]\((\S+)\)$/gm)].map((match) => match[1] ?? '');

describe('pictures', () => {
  it('come once, together, in the newest thread, and stand on the canvas with what they show', async () => {
    const room = await openStakeholders();
    await end(room);
    const [post, ...more] = picturePosts(room);
    expect(more).toEqual([]);
    expect(post?.threadTs).toBe(room.card('stakeholder-mapping').ts);
    const files = filesOf(room, post);
    expect(files.map((file) => file.title)).toEqual(['Who has a say, and who cares', 'Who took part']);
    for (const file of files) expect(file.altText).toContain(file.title);
    expect(onCanvas(room)).toHaveLength(2);
    for (const file of files) expect(onCanvas(room).some((address) => address.includes(file.id))).toBe(true);
    expect(canvasOf(room)).toMatch(/## 2\. Stakeholders\n\n!\[\]\(\S+stakeholder-map\S+\)/);
  });

  it('are not posted again while they show the same', async () => {
    const room = await openStakeholders();
    await end(room);
    const before = onCanvas(room);
    await room.type('sam', 'canvas');
    await room.quiet();
    expect(picturePosts(room)).toHaveLength(1);
    expect(onCanvas(room)).toEqual(before);
  });

  it('are left out where Slack takes no files; the canvas and the finale are there all the same', async () => {
    const room = await openStakeholders();
    room.control.disableMethods(['files.getUploadURLExternal']);
    await end(room);
    expect(canvasOf(room)).toContain('Receptionists');
    expect([onCanvas(room), picturePosts(room)]).toEqual([[], []]);
  });

  it('stay in the thread where the canvas does not take them', async () => {
    const room = await openStakeholders();
    room.control.failNext('canvases.edit', { error: 'canvas_editing_failed' });
    await end(room);
    expect(picturePosts(room)).toHaveLength(1);
    expect(canvasOf(room)).toContain('Receptionists');
    expect(onCanvas(room)).toEqual([]);
  });

  it('and everything else of an export come in one post, also when the first answer was lost', async () => {
    const room = await openStakeholders();
    room.control.failNext('files.completeUploadExternal', { error: 'internal_error', effect: 'after' });
    await room.type('sam', 'export');
    const isExport = (post: { text: string }) => post.text.startsWith('The build pack of');
    const post = await room.seen(() => room.control.messages(room.channel).find(isExport), 'the files');
    await room.quiet();
    expect(room.control.messages(room.channel).filter(isExport)).toEqual([post]);
    expect(filesOf(room, post).map((file) => file.name)).toContain('build-pack.zip');
  });

  it('come although the first answer was lost, and not twice', async () => {
    const room = await openStakeholders();
    room.control.failNext('files.completeUploadExternal', { error: 'internal_error', effect: 'after' });
    await end(room);
    await room.seen(() => onCanvas(room).length === 2, 'the pictures on the canvas');
    expect(picturePosts(room)).toHaveLength(1);
  });
});
