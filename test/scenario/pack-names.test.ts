import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario({ env: { SHARE_BASE_URL: 'https://packs.example.org', SHARE_PORT: '0' } });
});
afterAll(() => scenario.close());

const canvasOf = (room: Room) => room.control.canvases().find((one) => one.sharedWith.includes(room.channel))?.markdown ?? '';
const textOf = (room: Room, name: string) => {
  const file = room.control.files().find((one) => one.name === name && one.channels.includes(room.channel));
  return room.control.fileText(file?.id ?? '') ?? '';
};

async function leaveNames(room: Room, how: 'Left out' | 'Shown'): Promise<void> {
  await room.formAfter('maya', () => room.type('maya', 'settings'));
  expect(await room.submit('maya', { 'Names in the build pack': how })).toEqual({});
  await room.quiet();
}

describe('names in the build pack', () => {
  it('are left out of every format when the host wants that, and lines still lead to their messages', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await playTo(room, 'stakeholder-mapping');
    await room.type('maya', 'canvas');
    await room.quiet();
    const tomas = room.id('tomas');
    expect(canvasOf(room)).toContain(`![](@${tomas})`);

    await leaveNames(room, 'Left out');
    expect(canvasOf(room)).not.toContain(tomas);
    expect(canvasOf(room)).toMatch(/patients of small clinics — \[message\]\(http/);
    await room.type('maya', 'export');
    await room.quiet();
    for (const name of ['build-pack.md', 'build-pack.json']) {
      expect(textOf(room, name), name).toContain('patients of small clinics');
      expect(textOf(room, name), name).not.toMatch(new RegExp(`${tomas}|tom[aá]s|${room.id('maya')}|maya`, 'i'));
    }
    const told = await room.type('maya', 'share');
    expect(told).toContain("People's names are not shown");
    await room.type('maya', 'share list');
    expect(JSON.stringify(room.lastWhisper('maya').blocks)).not.toContain('Show names');

    await leaveNames(room, 'Shown');
    expect(canvasOf(room)).toContain(`![](@${tomas})`);
  });
});
