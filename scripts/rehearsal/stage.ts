import type { Control } from '../../src/practice/control.ts';
import type { Answer, Block, Ephemeral, Message, Person, View } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import type { Template } from '../../src/workshop/template.ts';

/** What a message in a thread must look like in the store when all is over. */
export interface Said {
  user: string;
  ts: string;
  threadTs: string;
  text: string;
  deleted: boolean;
}

export interface StageOptions {
  /** How long the bot may take for anything, a restart included. */
  patienceMs: number;
  note: (text: string) => void;
}

/** Slack opens a form within three seconds or never, and shows a whisper once or never: whoever waits longer waits in vain. */
export const soonMs = 5_000;

/** What is offered to whom a form did not open for, in the place of what they pressed if only they saw that. */
const openAgain = 'Open the form';

/**
 * The channel of a rehearsal, and how people do things there: only by what Slack lets them see and do.
 * Failures of single acts (the bot was away, the press timed out) are tried again as a person would.
 */
export class Stage {
  readonly control: Control;
  readonly channel: string;
  readonly options: StageOptions;
  readonly said: Said[] = [];
  readonly errors: string[] = [];
  /** What the workshop in the channel goes by. */
  template: Template = designThinking;

  constructor(control: Control, channel: string, options: StageOptions) {
    this.control = control;
    this.channel = channel;
    this.options = options;
  }

  person(name: string): Person {
    return this.control.person(name);
  }

  botPosts(): Message[] {
    return this.control.messages(this.channel).filter((message) => message.user === this.control.bot().id && !message.subtype);
  }

  /** The card that a step's thread hangs on: the bot's first post in the channel that carries the step's buttons. */
  stepCard(stepId: StepId): Message | undefined {
    return this.stepCards(stepId)[0];
  }

  /** The same, and those of the workshop's forks after it. */
  stepCards(stepId: StepId): Message[] {
    const mark = `"${stepId}"`;
    return this.botPosts().filter(
      (message) =>
        !message.threadTs &&
        (carries(message.blocks, mark) || message.text.includes(` ${this.template.step(stepId).name}`)) &&
        isStepCard(message, this.template, stepId),
    );
  }

  async waitForStep(stepId: StepId): Promise<Message> {
    const card = await this.control.waitFor(() => this.stepCard(stepId), {
      timeoutMs: this.options.patienceMs,
      why: `the card of ${stepId}`,
    });
    await this.control.waitFor(
      () => this.control.thread(this.channel, card.ts).some((message) => message.ts !== card.ts && message.user === this.control.bot().id),
      {
        timeoutMs: this.options.patienceMs,
        why: `the opening of ${stepId}`,
      },
    );
    return card;
  }

  async say(user: string, text: string, threadTs: string): Promise<string> {
    const addressed = text.replaceAll('@pilot', `@${this.control.bot().name}`);
    const answer = await this.control.postMessage({ as: user, channel: this.channel, text: addressed, threadTs });
    if (!answer.ok) throw new Error(`${user} could not post: ${answer.error}`);
    const stored = this.control.thread(this.channel, threadTs).find((message) => message.ts === answer.ts);
    this.said.push({ user, ts: answer.ts, threadTs, text: stored?.text ?? text, deleted: false });
    return answer.ts;
  }

  isAcknowledged(threadTs: string, ts: string): boolean {
    const message = this.control.thread(this.channel, threadTs).find((one) => one.ts === ts);
    return (
      message?.reactions.some((reaction) => reaction.name === 'white_check_mark' && reaction.users.includes(this.control.bot().id)) ?? false
    );
  }

  /** What only this person sees in this channel, oldest first; they may have more elsewhere. */
  whispersTo(user: string): Ephemeral[] {
    return this.control.ephemeralsOf(user).filter((one) => one.channel === this.channel);
  }

  /** Types a command until `done` can be seen; a command that got no answer is typed again, as people do. */
  async command(user: string, text: string, done: () => unknown, refused?: () => unknown): Promise<'done' | 'refused'> {
    const deadline = Date.now() + this.options.patienceMs;
    for (;;) {
      const before = this.whispersTo(user).length;
      const answer = await this.control.runCommand({ as: user, channel: this.channel, command: '/workshop', text });
      const seen = await this.settle(
        () => done() || (answer.ok && refused?.() && this.whispersTo(user).length > before),
        answer.ok ? this.options.patienceMs / 2 : 3_000,
      );
      if (done()) return 'done';
      if (seen) return 'refused';
      if (Date.now() > deadline) throw new Error(`/workshop ${text} had no effect`);
      await this.untilBotIsBack();
      if (done()) return 'done';
    }
  }

  /** Waits for something to be seen; false when it was not in time. */
  async settle(condition: () => unknown, timeoutMs: number): Promise<boolean> {
    return this.control.waitFor(() => Boolean(condition()), { timeoutMs, why: 'something to be seen' }).catch(() => false);
  }

  async untilBotIsBack(): Promise<void> {
    await this.control.waitFor(() => this.control.snapshot(this.control.person('maya').id).botConnected, {
      timeoutMs: this.options.patienceMs,
      why: 'the bot to be back',
    });
  }

  /** Presses a button until a form is open. What was left open, of whatever else, is closed first. */
  async openForm(user: string, find: () => Message | Ephemeral | undefined, label: string): Promise<View> {
    for (let open = this.openView(user); open; open = this.openView(user)) await this.control.closeView({ as: user, viewId: open.id });
    const offers = () => this.whispersTo(user).filter((one) => findButton(one.blocks ?? [], openAgain));
    const before = new Set(offers().map((one) => one.id));
    const offeredAgain = () => offers().findLast((one) => !before.has(one.id));
    await this.press(
      user,
      () => offeredAgain() ?? find(),
      label,
      () => this.openView(user),
      soonMs,
    );
    const view = this.openView(user);
    if (!view) throw new Error(`“${label}” opened no form`);
    return view;
  }

  /** Presses the button with this label on a message, or on what only this person sees, until `done`. `effectMs`: how long that may take. */
  async press(
    user: string,
    find: () => Message | Ephemeral | undefined,
    label: string,
    done: () => unknown,
    effectMs = this.options.patienceMs / 2,
  ): Promise<void> {
    const deadline = Date.now() + this.options.patienceMs;
    for (;;) {
      const message = await this.control.waitFor(() => find(), {
        timeoutMs: this.options.patienceMs,
        why: `a message with the button “${label}”`,
      });
      const button = findButton(message.blocks ?? [], label) ?? findButton(message.blocks ?? [], openAgain);
      if (!button) throw new Error(`there is no button “${label}” on “${message.text.slice(0, 60)}”`);
      const answer = await this.control.act({
        as: user,
        source: { channel: this.channel, ts: 'id' in message ? message.id : message.ts },
        ...button,
      });
      if (await this.settle(done, answer.ok ? effectMs : 2_000)) return;
      if (Date.now() > deadline) throw new Error(`pressing “${label}” had no effect`);
      await this.untilBotIsBack();
      if (done()) return;
    }
  }

  /** Sends the form that is open until it closes, or until `done`: what could not be sent stays open, and is sent again as it is. */
  async sendForm(user: string, fill: Record<string, string | string[]>, done = () => this.openView(user) === undefined): Promise<void> {
    const deadline = Date.now() + this.options.patienceMs;
    for (;;) {
      const view = this.openView(user);
      if (!view) throw new Error('the form is gone');
      const answer = await this.submit(user, view, fill);
      const refusal = answer.ok ? Object.values(answer.errors ?? {}).join(' ') : answer.error;
      const goesAgain = !answer.ok || asksAgain(refusal);
      if (refusal && !goesAgain) throw new Error(`the form “${view.title}” was refused: ${refusal}`);
      if (await this.settle(done, goesAgain ? soonMs : this.options.patienceMs)) return;
      if (!goesAgain) throw new Error(`sending the form “${view.title}” had no effect`);
      if (Date.now() > deadline) throw new Error(`the form “${view.title}” could not be sent: ${refusal}`);
      await this.untilBotIsBack();
    }
  }

  openView(user: string): View | undefined {
    return this.control.viewsOf(user).at(-1);
  }

  async submit(user: string, view: View, fill: Record<string, string | string[]>): Promise<Answer<{ errors?: Record<string, string> }>> {
    return this.control.submitView({ as: user, viewId: view.id, values: fillView(view, fill) });
  }

  finale(): Message | undefined {
    return this.botPosts().find((message) => !message.threadTs && isFinale(message));
  }
}

/** Whether it is no refusal, but says that something went wrong and that it is worth another try. */
export function asksAgain(text: string): boolean {
  return /\btry again\b/i.test(text);
}

function carries(blocks: Block[] | undefined, text: string): boolean {
  return JSON.stringify(blocks ?? [])
    .replaceAll('\\"', '"')
    .includes(text);
}

/** A step card speaks of its step in its first line; the hub and the finale speak of all of them. */
function isStepCard(message: Message, template: Template, stepId: StepId): boolean {
  const { name } = template.step(stepId);
  const position = template.positionOf(stepId);
  const total = template.steps.length;
  return new RegExp(`\\b${position}( of ${total}|\\.)[^\\n]{0,6}${name}|${name}[^\\n]{0,12}\\b${position} of ${total}`).test(message.text);
}

function isFinale(message: Message): boolean {
  return message.text.startsWith('We are done');
}

export function findButton(blocks: readonly Block[], label: string): { blockId: string; actionId: string } | undefined {
  for (const block of blocks) {
    const elements = [
      ...((block.elements as Record<string, unknown>[] | undefined) ?? []),
      ...(block.accessory ? [block.accessory as Record<string, unknown>] : []),
    ];
    for (const element of elements) {
      if (element.type !== 'button') continue;
      const text = (element.text as { text?: string } | undefined)?.text ?? '';
      if (text.toLowerCase() === label.toLowerCase()) return { blockId: block.block_id ?? '', actionId: String(element.action_id) };
    }
  }
  return undefined;
}

/** Fills a modal by the labels that people read and the words of the options that they choose. What is not named keeps what it shows. */
export function fillView(view: View, fill: Record<string, string | string[]>): Record<string, Record<string, string | string[] | null>> {
  const values: Record<string, Record<string, string | string[] | null>> = {};
  const wanted = new Map(Object.entries(fill).map(([label, value]) => [label.toLowerCase(), value]));
  for (const block of view.blocks) {
    if (block.type !== 'input' || !block.block_id) continue;
    const element = block.element as Record<string, unknown>;
    const label = String((block.label as { text: string }).text).toLowerCase();
    const value = wanted.get(label);
    wanted.delete(label);
    if (value === undefined) {
      const shown =
        element.initial_value ??
        (element.initial_option as { value?: string } | undefined)?.value ??
        element.initial_users ??
        (element.initial_options as { value: string }[] | undefined)?.map((one) => one.value) ??
        null;
      values[block.block_id] = { [String(element.action_id)]: shown as string | string[] | null };
    } else
      values[block.block_id] = {
        [String(element.action_id)]: Array.isArray(value) ? value.map((one) => optionValue(element, one)) : optionValue(element, value),
      };
  }
  if (wanted.size > 0) throw new Error(`the form “${view.title}” has no input “${[...wanted.keys()].join('”, “')}”`);
  return values;
}

function optionValue(element: Record<string, unknown>, text: string): string {
  const options = element.options as { text: { text: string }; value: string }[] | undefined;
  if (!options) return text;
  // “direct: is touched by it” is chosen by its first word, as people call it.
  const words = options.map((option) => option.text.text.toLowerCase());
  const exact = words.indexOf(text.toLowerCase());
  const found = options[exact >= 0 ? exact : words.findIndex((label) => label.startsWith(`${text.toLowerCase()}:`))];
  if (!found) throw new Error(`there is no option “${text}” among ${options.map((option) => option.text.text).join(', ')}`);
  return found.value;
}
