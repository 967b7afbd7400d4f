import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { type Name, openRoom } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);

describe('what a model would see', () => {
  it('is told in words, in guided mode too, to whoever asks', async () => {
    const room = await open(['maya', 'tomas']);
    await room.start();
    await room.tell('tomas', 'Problem: patients wait twice');
    await room.type('maya', 'skip we know the rest');
    await room.opened('stakeholder-mapping');
    await room.say('tomas', 'who pays for it?');
    await room.quiet();
    const told = await room.type('tomas', 'context');
    expect(told).toContain('To answer in *Stakeholders* I would look at this');
    expect(told).toMatch(/• \*Results\* of Challenge: (under )?\d+ %/);
    expect(told).toMatch(/• \*Open or missing\* in Challenge/);
    expect(told).toMatch(/• \*The last(?: \d+)? messages?\* here/);
    expect(told).toContain('No language model is used here; this is what one would get.');
    expect(told).not.toContain('who pays');
  });

  it('can be asked for another step, and names what is missing there', async () => {
    const room = await open(['maya']);
    await room.start();
    const told = await room.type('maya', 'context persona');
    expect(told).toContain('To answer in *Persona*');
    expect(told).toContain('*Open or missing* in Stakeholders, Research and Sense-making');
    expect(await room.type('maya', 'context')).toContain('To answer in *Challenge*');
  });

  it('goes into the log as json for the host alone', async () => {
    const room = await open(['maya', 'tomas']);
    await room.start();
    await room.say('tomas', 'hello');
    expect(await room.type('maya', 'context challenge --json')).toContain('The exact list is in the log.');
    expect(await room.type('tomas', 'context --json')).toContain('That is for the host');
  });
});
