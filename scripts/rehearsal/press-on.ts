import type { Ephemeral, Message } from '../../src/practice/protocol.ts';
import type { Stage } from './stage.ts';

type Pressable = Message | Ephemeral;

/** Presses the first button whose label matches, once it is there, until `done`. */
export async function pressOn(
  stage: Stage,
  user: string,
  card: () => Pressable | undefined,
  matches: (label: string, index: number) => boolean,
  done: () => boolean,
): Promise<void> {
  const label = () => labelsOn(card()).find(matches);
  if (!(await stage.settle(label, stage.options.patienceMs)))
    throw new Error(`“${card()?.text.slice(0, 60)}” has only ${labelsOn(card()).join(', ')}`);
  await stage.press(user, card, label() ?? '', done);
}

/** The labels of a message's buttons. */
export function labelsOn(message: Pressable | undefined): string[] {
  return (message?.blocks ?? []).flatMap((block) =>
    ((block.elements as { type: string; text?: { text: string } }[] | undefined) ?? []).flatMap((element) =>
      element.type === 'button' && element.text ? [element.text.text] : [],
    ),
  );
}
