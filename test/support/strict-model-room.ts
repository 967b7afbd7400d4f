import type { Message } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import type { Scenario } from './open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from './room.ts';

/** A room in which a workshop with a model has begun and the bot has nothing left to do. */
export async function openModelRoom({ control, app }: Scenario, members?: readonly Name[], idea?: string): Promise<Room> {
  const room = await openRoom({ control, deps: app.deps }, members);
  await room.start(idea);
  await room.quiet();
  return room;
}

/** Nothing more is asked of the model for this workshop, whose thread would be quiet for long enough soon. */
export async function silence(room: Room): Promise<void> {
  for (const { workshop } of await room.workshops())
    await room.deps.store.inWorkshop(workshop.id, (tx) => tx.updateWorkshop({ status: 'completed' }));
}

function isCard(message: Message): boolean {
  const labels = labelsOf(message);
  return (
    /^(:memo: I heard|:white_check_mark: Written down|Left out|Something newer|This was not decided|Nothing is proposed)/.test(
      message.text,
    ) || labels.includes('Fix')
  );
}

/** What the bot has said in the step's thread since its opening, cards left out. */
export function repliesIn(room: Room, stepId: StepId = 'challenge'): Message[] {
  return room
    .thread(stepId)
    .slice(1)
    .filter((message) => !isCard(message));
}

/** Says something in the thread and waits for the reply to it to be whole. */
export async function converse(room: Room, as: Name, text: string, stepId: StepId = 'challenge'): Promise<Message> {
  const before = repliesIn(room, stepId).length;
  await room.say(as, text, stepId);
  const ts = await room.seen(() => repliesIn(room, stepId)[before]?.ts, `a reply to “${text}”`);
  await room.quiet();
  return repliesIn(room, stepId).find((message) => message.ts === ts) as Message;
}

/** The card of the proposal that waits for a yes. */
export function proposalIn(room: Room, stepId: StepId = 'challenge'): Message | undefined {
  return room.thread(stepId).findLast((message) => labelsOf(message).includes('Write it down'));
}

export async function proposed(room: Room, stepId: StepId = 'challenge'): Promise<Message> {
  const card = await room.seen(() => proposalIn(room, stepId), 'a proposal');
  await room.quiet();
  return card;
}

/** What Slack shows as the bot's doing in a thread of this room. */
export function statusesIn(room: Room): string[] {
  return room.control
    .snapshot(room.id('maya'))
    .statuses.filter((status) => status.channel === room.channel)
    .map((status) => status.text);
}
