import type { Message } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { type Fill, labelsOf, type Name, type Room } from './room.ts';

/** Starts a workshop; what the first command of a cold program was too slow for is typed again, as people do. */
export async function begin(room: Room): Promise<void> {
  await room.stage.command(room.id('maya'), 'start A better check-in for small clinics', () => room.stage.stepCard('challenge'));
  await room.opened('challenge');
  await room.quiet();
  for (const whisper of room.whispers()) await room.dismiss(whisper);
}

/** Moves on to this step, without finishing the ones before it. */
export async function skipTo(room: Room, stepId: StepId): Promise<Message> {
  for (let step = await room.openStep(); step !== stepId; step = await room.openStep()) {
    const steps = (await room.workshop()).workshop.template.ids;
    await room.type('maya', 'skip we have done that before');
    await room.opened(steps[steps.indexOf(step) + 1] as StepId);
  }
  await room.quiet();
  return room.card(stepId);
}

/** The host starts something by the button on the card of the open step. */
export async function startTogether(room: Room, stepId: StepId, label: string, fill: Fill = {}): Promise<Message> {
  const before = cards(room, stepId).length;
  await room.heard('maya', () => room.press('maya', 'Do it together', room.card(stepId)));
  await room.openForm('maya', `Start ${label}`, room.lastWhisper('maya'));
  const errors = await room.submit('maya', fill);
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
  await room.seen(() => cards(room, stepId).length > before || undefined, `the card of ${label}`);
  return activityCard(room, stepId, label);
}

/** What the bot posted in the thread for something that the team does together; it has buttons for it or says what came of it. */
function cards(room: Room, stepId: StepId): Message[] {
  return room
    .thread(stepId)
    .filter((message) => message.blocks?.some((block) => block.type === 'header') && !labelsOf(message).includes('Fix'));
}

export function activityCard(room: Room, stepId: StepId, label: string): Message {
  const card = cards(room, stepId).findLast((message) => message.text.startsWith(label));
  if (!card) throw new Error(`there is no card of ${label}`);
  return card;
}

/** Takes part by the button on the card. */
export async function takePart(room: Room, as: Name, button: string, card: Message, fill: Fill): Promise<Record<string, string>> {
  await room.openForm(as, button, card);
  return room.submit(as, fill);
}

/** Waits until the card says this. */
export async function cardSays(room: Room, stepId: StepId, label: string, words: string): Promise<string> {
  await room.seen(() => room.read(activityCard(room, stepId, label)).includes(words), `“${words}” on ${label}`);
  return room.read(activityCard(room, stepId, label));
}
