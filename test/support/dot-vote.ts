/** A dot vote in Ideas, and how people take part in it. */
import type { Scenario } from './open-scenario.ts';
import { buttonValue, type Name, openRoom, type Room } from './room.ts';
import { activityCard, begin, skipTo, takePart } from './together.ts';

export const label = 'Dot vote';
export const ideas = ['Silent kiosk', 'Coloured cards', 'Text ahead', 'Back door'];

/** A room in which ideas are collected. */
export async function openIdeas(scenario: Scenario, members?: Name[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await begin(room);
  await skipTo(room, 'ideation');
  await room.tell('tomas', ideas.map((idea) => `- ${idea}`).join('\n'));
  await room.quiet();
  return room;
}

export const option = (idea: string) => `${ideas.indexOf(idea) + 1}. ${idea}`;
export const vote = (room: Room, as: Name, ...picks: string[]) =>
  takePart(
    room,
    as,
    'Vote',
    activityCard(room, 'ideation', label),
    Object.fromEntries(picks.map((idea, index) => [`Dot ${index + 1}`, option(idea)])),
  );
export const close = (room: Room, as: Name = 'maya') => room.press(as, 'Close it', activityCard(room, 'ideation', label));
export const picked = async (room: Room) =>
  ((await room.step('ideation')).draft.items.ideas ?? [])
    .filter((item) => item.values.isSelected === true)
    .map((item) => item.values.title);

/** What the Vote button on the card names. */
export function roundOn(room: Room): { roundId: string; value: string } {
  const value = buttonValue(activityCard(room, 'ideation', label), 'Close it');
  return { value, roundId: (JSON.parse(value) as { f: string }).f.split(':')[1] ?? '' };
}
