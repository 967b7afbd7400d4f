import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, cardSays, skipTo, startTogether, takePart } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const label = 'Rate together';

async function openStakeholders(): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await begin(room);
  await skipTo(room, 'stakeholder-mapping');
  await room.tell('tomas', '- Patients\n- Receptionists');
  await room.quiet();
  return room;
}

const rate = (room: Room, as: 'tomas' | 'aiko' | 'sam', patients: string, receptionists: string) =>
  takePart(room, as, 'Rate', activityCard(room, 'stakeholder-mapping', label), {
    'Patients: power': patients,
    'Patients: interest': 'high',
    'Receptionists: power': receptionists,
  });
const close = (room: Room) => room.press('maya', 'Close it', activityCard(room, 'stakeholder-mapping', label));
const stakeholders = async (room: Room) => (await room.step('stakeholder-mapping')).draft.items.stakeholders ?? [];

describe('power and interest, rated together', () => {
  it('are private, then the middle is shown and where people are apart, and the host writes it down', async () => {
    const room = await openStakeholders();
    await startTogether(room, 'stakeholder-mapping', label);
    await rate(room, 'tomas', 'low', 'high');
    await rate(room, 'aiko', 'low', 'medium');
    await rate(room, 'sam', 'high', 'medium');
    const open = await cardSays(room, 'stakeholder-mapping', label, '3 of 4 have rated');
    expect(open).not.toMatch(/\*(low|medium|high)\*/);
    await close(room);
    const closed = await cardSays(room, 'stakeholder-mapping', label, 'closed');
    expect(closed).toContain('• Patients: power *low* · interest *high*');
    expect(closed).toContain('power 1 high, 2 low');
    expect(closed).toContain('• Receptionists: power *medium*');
    expect(closed).toContain('One place where we are apart');
    expect(closed).not.toMatch(/@(tomas|aiko|sam)/);
    await room.press('maya', 'Take these', activityCard(room, 'stakeholder-mapping', label));
    await cardSays(room, 'stakeholder-mapping', label, 'Written down by @maya');
    const [patients, receptionists] = await stakeholders(room);
    expect(patients?.values).toMatchObject({ power: 'low', interest: 'high' });
    expect(receptionists?.values).toMatchObject({ power: 'medium' });
    expect(receptionists?.values.interest).toBeUndefined();
    const behind = patients?.sources.map((one) => one.userId);
    expect(behind).toEqual([room.id('tomas'), room.id('maya'), room.id('tomas'), room.id('aiko'), room.id('sam')]);
  });

  it('without a middle are the host’s to settle', async () => {
    const room = await openStakeholders();
    await startTogether(room, 'stakeholder-mapping', label);
    await rate(room, 'tomas', 'low', 'high');
    await rate(room, 'aiko', 'high', 'high');
    await close(room);
    expect(await cardSays(room, 'stakeholder-mapping', label, 'closed')).toContain('power _no middle_');
    await room.openForm('maya', 'Change first', activityCard(room, 'stakeholder-mapping', label));
    expect(await room.submit('maya', { 'Patients: power': 'medium', 'Receptionists: interest': 'low' })).toEqual({});
    await cardSays(room, 'stakeholder-mapping', label, 'Written down by @maya');
    const [patients, receptionists] = await stakeholders(room);
    expect(patients?.values).toMatchObject({ power: 'medium', interest: 'high' });
    expect(receptionists?.values).toMatchObject({ power: 'high', interest: 'low' });
  });

  it('cannot be written down by a participant, nor changed once closed', async () => {
    const room = await openStakeholders();
    const card = await startTogether(room, 'stakeholder-mapping', label);
    expect(Object.values(await takePart(room, 'sam', 'Rate', card, {}))[0]).toContain('You have not chosen anything yet');
    await rate(room, 'tomas', 'low', 'high');
    await room.openForm('sam', 'Rate', card);
    await close(room);
    await cardSays(room, 'stakeholder-mapping', label, 'closed');
    expect(Object.values(await room.submit('sam', { 'Patients: power': 'low' }))[0]).toContain('is closed, so this did not count');
    await room.quiet();
    const closed = activityCard(room, 'stakeholder-mapping', label);
    expect(await room.refused('sam', () => room.press('sam', 'Take these', closed))).toContain('That is for the host');
  });

  it('is asked of how a journey feels, too', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    await skipTo(room, 'journey-mapping');
    await room.tell('tomas', '- Arrive\n- Wait');
    const card = await startTogether(room, 'journey-mapping', 'Feel it together');
    await takePart(room, 'aiko', 'Rate', card, { Arrive: 'positive', Wait: 'negative' });
    await cardSays(room, 'journey-mapping', 'Feel it together', '1 of 3');
    await room.press('maya', 'Close it', card);
    expect(await cardSays(room, 'journey-mapping', 'Feel it together', 'closed')).toContain('• Wait: *negative*');
    await room.press('maya', 'Take these', activityCard(room, 'journey-mapping', 'Feel it together'));
    await cardSays(room, 'journey-mapping', 'Feel it together', 'Written down');
    expect((await room.step('journey-mapping')).draft.items.stages?.map((stage) => stage.values.emotion)).toEqual(['positive', 'negative']);
  });
});

describe('findings sorted into themes', () => {
  it('by two people at once: who saves second sees what the first one chose, and loses nothing', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    await skipTo(room, 'user-research');
    await room.tell('tomas', '- Maria whispers her reason\n- The phone rings while people speak');
    await room.type('maya', 'skip enough for now');
    await room.opened('sense-making');
    await skipTo(room, 'sense-making');
    await room.tell('aiko', 'Theme: Being overheard');
    await room.tell('aiko', 'Theme: Noise');
    const card = room.card('sense-making');
    const form = (await room.step('sense-making')).definition.forms.find((one) => one.kind === 'assign');
    await room.openForm('tomas', form?.label ?? '', card);
    await room.openForm('sam', form?.label ?? '', card);
    expect(await room.submit('tomas', { 'Maria whispers her reason': 'Being overheard' })).toEqual({});
    expect(await room.submit('sam', { 'Maria whispers her reason': 'Noise', 'The phone rings while people speak': 'Noise' })).toEqual({});
    expect(JSON.stringify(room.form('sam').blocks)).toMatch(/Somebody was faster with “Maria whispers her reason”.*tomas.*Being overheard/);
    expect(
      await room.submit('sam', { 'Maria whispers her reason': 'Being overheard', 'The phone rings while people speak': 'Noise' }),
    ).toEqual({});
    const { draft } = await room.step('sense-making');
    const list =
      Object.values(draft.items).find((items) => items.some((item) => Object.values(item.values).includes('Maria whispers her reason'))) ??
      [];
    expect(list).toHaveLength(2);
    for (const item of list) expect(item.sources.length).toBeGreaterThan(1);
  });
});
