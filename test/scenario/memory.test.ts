import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const optionValue = (room: Room, as: Name, key: string, label: string): string => {
  const block = room.form(as).blocks.find((one) => one.block_id === key);
  const options = (block?.element as { options?: { value: string; text: { text: string } }[] } | undefined)?.options ?? [];
  const found = options.find((one) => one.text.text.includes(label));
  if (!found) throw new Error(`no option ${label} in ${JSON.stringify(options)}`);
  return found.value;
};

describe('what is remembered', () => {
  it('comes from people, says who said it, and is corrected by a message that supersedes it', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'remember that the clinic closes at noon on Fridays');
    await room.quiet();
    expect(await room.draft('challenge')).toEqual({});
    const seen = await room.type('aiko', 'memory');
    expect(seen).toContain('In this workshop');
    expect(seen).toMatch(/the clinic closes at noon on Fridays \(@tomas, \d+ \w+ \d{4}\)/);
    const form = await room.openForm('aiko', 'Correct', room.lastWhisper('aiko'));
    expect(JSON.stringify(form.blocks)).toContain('the clinic closes at noon');
    expect(await room.submit('aiko', { 'What is right?': 'The clinic closes at two on Fridays' })).toEqual({});
    await room.quiet();
    const now = await room.type('maya', 'memory');
    expect(now).toContain('The clinic closes at two on Fridays (@aiko');
    expect(now).not.toContain('noon');
    void labelsOf; void optionValue;
  });
});
