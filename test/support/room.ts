import { expect, vi } from 'vitest';
import { fillView, findButton, Stage } from '../../scripts/rehearsal/stage.ts';
import type { Control } from '../../src/practice/control.ts';
import type { Answer, Block, Ephemeral, Message, View } from '../../src/practice/protocol.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { itemsOf, textOf } from '../../src/workshop/draft.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import type { Template } from '../../src/workshop/template.ts';

const patienceMs = 20_000;

export const people = ['maya', 'tomas', 'aiko', 'sam', 'nora'] as const;
export type Name = (typeof people)[number];
/** What somebody presses on: a card or post in the channel, or what only they see. */
export type Pressable = Message | Ephemeral;
export type Fill = Record<string, string | string[]>;

let roomsOpened = 0;

/** A channel of its own with these people in it, and the bot unless it is left outside. The first one makes the channel. */
export async function openRoom(
  { control, deps }: { control: Control; deps: Deps },
  members: readonly Name[] = ['maya', 'tomas', 'aiko', 'sam'],
  options: { withoutBot?: boolean; isPrivate?: boolean } = {},
): Promise<Room> {
  const id = (name: string) => control.person(name).id;
  const founder = id(members[0] ?? 'maya');
  const made = await control.createChannel({
    as: founder,
    name: `room-${++roomsOpened}`,
    ...(options.isPrivate ? { isPrivate: true } : {}),
  });
  if (!made.ok) throw new Error(made.error);
  for (const name of members) await control.joinChannel({ as: founder, channel: made.channel, user: id(name) });
  if (!options.withoutBot) await control.joinChannel({ as: founder, channel: made.channel, user: control.bot().id });
  return new Room(control, deps, made.channel);
}

/** One channel as the people in it use and see it. People go by their first names, mentions read `@maya`. */
export class Room {
  readonly control: Control;
  readonly deps: Deps;
  readonly channel: string;
  readonly stage: Stage;

  constructor(control: Control, deps: Deps, channel: string) {
    this.control = control;
    this.deps = deps;
    this.channel = channel;
    this.stage = new Stage(control, channel, { patienceMs, note: () => undefined });
  }

  /** The same channel, looked after by a program that was started anew. */
  under(deps: Deps): Room {
    return Object.assign(new Room(this.control, deps, this.channel), { stage: this.stage });
  }

  id(name: Name): string {
    return this.control.person(name).id;
  }

  // What people do.

  /** Starts a workshop and waits for its first question. */
  async start(idea = 'A better check-in for small clinics', as: Name = 'maya'): Promise<Message> {
    // Typed again, as people do, where a busy machine did not answer within Slack's three seconds.
    await this.stage.command(this.id(as), `start ${idea}`, () => this.stage.stepCard('challenge'));
    const card = await this.opened('challenge');
    await this.dismiss(this.lastWhisper(as));
    return card;
  }

  /** The same with a template: `retrospective: the launch`. From here on the room's steps are those of the template. */
  async startWith(template: Template, typed: string, as: Name = 'maya'): Promise<Message> {
    this.stage.template = template;
    await this.type(as, `start ${typed}`);
    return this.opened(template.first);
  }

  async dismiss(whisper: Ephemeral): Promise<void> {
    await this.control.dismissEphemeral({ as: whisper.to, id: whisper.id });
  }

  /** `/workshop …`; the words of the answer that only its author sees, '' when there is none. */
  async type(as: Name, text: string): Promise<string> {
    const before = this.whispers();
    const answer = await this.control.runCommand({ as: this.id(as), channel: this.channel, command: '/workshop', text });
    if (!answer.ok) throw new Error(answer.error);
    return this.read(this.whispers().find((whisper) => !before.includes(whisper) && whisper.to === this.id(as)));
  }

  /** Writes in the thread of a step (by default of the one that is open). `@pilot` is the bot. Resolves with the message's ts. */
  async say(as: Name, text: string, stepId?: StepId): Promise<string> {
    return this.stage.say(this.id(as), text, this.card(stepId ?? (await this.openStep())).ts);
  }

  /** Says something to the facilitator and waits for its ✅. */
  async tell(as: Name, text: string, stepId?: StepId): Promise<string> {
    const ts = await this.say(as, text.startsWith('-') ? text : `@pilot ${text}`, stepId);
    await this.captured(ts);
    return ts;
  }

  async react(as: Name, ts: string, name = 'pushpin'): Promise<void> {
    const answer = await this.control.addReaction({ as: this.id(as), channel: this.channel, ts, name });
    if (!answer.ok) throw new Error(answer.error);
  }

  async unreact(as: Name, ts: string, name = 'pushpin'): Promise<void> {
    const answer = await this.control.removeReaction({ as: this.id(as), channel: this.channel, ts, name });
    if (!answer.ok) throw new Error(answer.error);
  }

  async edit(as: Name, ts: string, text: string): Promise<void> {
    const typed = text.replaceAll('@pilot', `@${this.control.bot().name}`);
    const answer = await this.control.editMessage({ as: this.id(as), channel: this.channel, ts, text: typed });
    if (!answer.ok) throw new Error(answer.error);
  }

  /** Presses a button; resolves when the bot has acknowledged it. */
  async press(as: Name, label: string, on: Pressable): Promise<void> {
    const seen = () => ('id' in on ? on : (this.posts().find((post) => post.ts === on.ts) ?? on));
    const find = () => findButton(seen().blocks ?? [], label);
    // Cards follow what happened a moment later; people press when they see the button.
    await this.seen(find, `“${label}” on “${on.text.slice(0, 80)}”`).catch(() => undefined);
    const button = find();
    if (!button) throw new Error(`there is no “${label}” on “${on.text.slice(0, 80)}”, only ${labelsOf(seen()).join(', ')}`);
    const answer = await this.control.act({ as: this.id(as), source: { channel: this.channel, ts: addressOf(on) }, ...button });
    if (!answer.ok) throw new Error(answer.error);
  }

  /** Presses a button and reads the answer that only the presser sees. */
  async ask(as: Name, label: string, on: Pressable): Promise<string> {
    return this.read(await this.heard(as, () => this.press(as, label, on)));
  }

  /** Presses a button that opens a form. */
  async openForm(as: Name, label: string, on: Pressable): Promise<View> {
    return this.formAfter(as, () => this.press(as, label, on));
  }

  /** “Capture this” in the menu of a message. */
  async captureForm(as: Name, ts: string): Promise<View> {
    return this.formAfter(as, () => this.runShortcut(as, ts));
  }

  runShortcut(as: Name, ts: string): Promise<Answer> {
    return this.control.runShortcut({ as: this.id(as), callbackId: 'capture_this', channel: this.channel, ts });
  }

  /** The form that something opens. */
  async formAfter(as: Name, act: () => Promise<unknown>): Promise<View> {
    const before = this.stage.openView(this.id(as))?.id;
    await act();
    return this.seen(() => {
      const top = this.stage.openView(this.id(as));
      return top && top.id !== before ? top : undefined;
    }, `a form for ${as}`);
  }

  /** Fills the form that is open and sends it; the errors under its inputs by their labels, none when it was taken. */
  async submit(as: Name, fill: Fill = {}): Promise<Record<string, string>> {
    const view = this.form(as);
    const answer = await this.control.submitView({ as: this.id(as), viewId: view.id, values: fillView(view, fill) });
    if (!answer.ok) throw new Error(answer.error);
    return Object.fromEntries(Object.entries(answer.errors ?? {}).map(([block, says]) => [labelOf(view, block), says]));
  }

  // What people see.

  /** What everybody in this room was told alone, oldest first. */
  whispers(): Ephemeral[] {
    return people.flatMap((name) => this.control.ephemeralsOf(this.id(name)).filter((whisper) => whisper.channel === this.channel));
  }

  /** The next thing that this person alone is told after `act`. */
  async heard(as: Name, act: () => Promise<unknown>): Promise<Ephemeral> {
    const before = this.whispers();
    await act();
    return this.seen(
      () => this.whispers().find((whisper) => !before.includes(whisper) && whisper.to === this.id(as)),
      `an answer to ${as}`,
    );
  }

  lastWhisper(as: Name): Ephemeral {
    const last = this.whispers().findLast((whisper) => whisper.to === this.id(as));
    if (!last) throw new Error(`nothing was said to ${as} alone`);
    return last;
  }

  /** The form that this person has in front of them. @throws when there is none */
  form(as: Name): View {
    const view = this.stage.openView(this.id(as));
    if (!view) throw new Error(`${as} has no form open`);
    return view;
  }

  posts(): Message[] {
    return this.stage.botPosts();
  }

  /** The card of the open step, or of this one. @throws when it was not posted */
  card(stepId: StepId): Message {
    const card = this.stage.stepCard(stepId);
    if (!card) throw new Error(`there is no card of ${stepId}`);
    return card;
  }

  hub(): Message {
    const hub = this.posts().find((message) => message.text.startsWith('Workshop “'));
    if (!hub) throw new Error('there is no hub card');
    return hub;
  }

  /** Waits for the step's card and for its opening question. */
  async opened(stepId: StepId): Promise<Message> {
    return this.stage.waitForStep(stepId);
  }

  /** What the bot posted in a step's thread, cards included, oldest first. */
  thread(stepId: StepId): Message[] {
    const { ts } = this.card(stepId);
    return this.posts().filter((message) => message.threadTs === ts);
  }

  opening(stepId: StepId): string {
    return this.read(this.thread(stepId)[0]);
  }

  /** The card that reads back what was captured, once it is there. */
  async readBack(stepId: StepId): Promise<Message> {
    const { name } = this.stage.template.step(stepId);
    return this.seen(
      () => this.thread(stepId).find((message) => message.text.includes(name) && labelsOf(message).includes('Fix')),
      'the read-back',
    );
  }

  async finale(): Promise<Message> {
    return this.seen(() => this.stage.finale(), 'the finale');
  }

  isCaptured(ts: string): boolean {
    const message = this.control.messages(this.channel).find((one) => one.ts === ts);
    return message?.reactions.some((one) => one.name === 'white_check_mark' && one.users.includes(this.control.bot().id)) ?? false;
  }

  async captured(ts: string): Promise<void> {
    await this.seen(
      () => this.isCaptured(ts),
      `the ✅ on “${this.read(this.control.messages(this.channel).find((one) => one.ts === ts))}”`,
    );
  }

  seen<T>(predicate: () => T | undefined | null | false, why: string): Promise<T> {
    return this.control.waitFor(predicate, { timeoutMs: patienceMs, why });
  }

  /** Words of a message as its readers see them, those in its blocks included. */
  read(message: Message | Ephemeral | undefined): string {
    if (!message) return '';
    const words = message.blocks ? textsIn(message.blocks) : [message.text];
    return words
      .join('\n')
      .replace(/<@([UW][A-Z0-9]+)>/g, (_, id: string) => `@${this.control.person(id).name}`)
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
  }

  // What is stored.

  get place() {
    return { orgId: this.control.snapshot(this.id('maya')).team.id, channelId: this.channel };
  }

  /** All workshops of this channel with everything in them, newest first. */
  async workshops() {
    const { store } = this.deps;
    const all = await store.listWorkshops(this.place, ['draft', 'active', 'paused', 'completed']);
    return Promise.all(all.map(async ({ id }) => ({ ...(await store.loadWorkshop(id)), messages: await store.countMessages(id) })));
  }

  /** The newest workshop of this channel. */
  async workshop() {
    const [newest] = await this.workshops();
    if (!newest) throw new Error('there is no workshop here');
    return newest;
  }

  async step(stepId: StepId) {
    const found = (await this.workshop()).steps.find((step) => step.stepId === stepId);
    if (!found) throw new Error(`there is no ${stepId}`);
    return found;
  }

  async openStep(): Promise<StepId> {
    const open = (await this.workshop()).steps.find((step) => step.status === 'in_progress');
    if (!open) throw new Error('no step is open');
    return open.stepId;
  }

  /** What a step's draft holds, in words: fields by key, lists as the names of their items. */
  async draft(stepId: StepId): Promise<Record<string, string | string[]>> {
    const {
      draft,
      definition: { fields },
    } = await this.step(stepId);
    const naming = (list: string) =>
      fields.flatMap((field) => (field.kind === 'items' && field.key === list ? field.nameProp : []))[0] ?? 'text';
    return {
      ...Object.fromEntries(Object.entries(draft.fields).map(([key, given]) => [key, textOf(given.value) || JSON.stringify(given.value)])),
      ...Object.fromEntries(
        Object.keys(draft.items)
          .filter((list) => itemsOf(draft, list).length > 0)
          .map((list) => [list, itemsOf(draft, list).map((item) => textOf(item.values[naming(list)]))]),
      ),
    };
  }

  /** Waits until a step's draft holds exactly this. */
  async holds(stepId: StepId, wanted: Record<string, string | string[]>): Promise<void> {
    await vi.waitFor(async () => expect(await this.draft(stepId)).toEqual(wanted), { timeout: patienceMs, interval: 20 });
  }

  /** Resolves when the bot has nothing left to do anywhere: every event stored, no turn waiting for a lull, nothing to post or edit. */
  async quiet(): Promise<void> {
    await vi.waitFor(
      async () => {
        expect({ events: this.control.pendingEvents(), ...(await this.deps.store.countWaiting()) }).toEqual({
          events: 0,
          turns: 0,
          deliveries: 0,
        });
      },
      { timeout: patienceMs, interval: 20 },
    );
  }

  /** Everything that misuse must leave as it was. */
  async state() {
    await this.quiet();
    return { posts: this.posts(), workshops: await this.workshops() };
  }

  /** Somebody does what can't be done: they alone are told so, once, and nothing changes. Resolves with what they are told. */
  async refused(as: Name, act: () => Promise<unknown>): Promise<string> {
    const before = await this.state();
    const heard = this.whispers();
    const told = await this.heard(as, act);
    expect(await this.state()).toEqual(before);
    expect(this.whispers().filter((whisper) => !heard.includes(whisper))).toEqual([told]);
    const words = this.read(told);
    expect(words).not.toMatch(/trace|undefined|\[object|NaN/);
    return words;
  }

  /** The same for a button that only this person sees: the answer takes its place. */
  async refusedOn(as: Name, label: string): Promise<string> {
    const before = await this.state();
    const words = await this.ask(as, label, this.lastWhisper(as));
    expect(await this.state()).toEqual(before);
    return words;
  }
}

/** What a step's gate asks for, as the bot says it: “Still open: …”. */
export function openIn(stepId: StepId): string[] {
  return designThinking.step(stepId).gate.map((rule) => rule.says);
}

/** The question that the bot asks for a field. */
export function questionFor(stepId: StepId, field: string): string {
  return designThinking.step(stepId).fields.find((one) => one.key === field)?.ask ?? '';
}

function addressOf(on: Pressable): string {
  return 'id' in on ? on.id : on.ts;
}

/** The labels of a message's buttons. */
export function labelsOf(message: Pressable): string[] {
  return (message.blocks ?? []).flatMap((block) =>
    ((block.elements as { type: string; text?: { text: string } }[] | undefined) ?? []).flatMap((element) =>
      element.type === 'button' ? (element.text?.text ?? []) : [],
    ),
  );
}

/** The value that a button carries. */
export function buttonValue(message: Pressable, label: string): string {
  for (const block of message.blocks ?? [])
    for (const element of (block.elements as { text?: { text: string }; value?: string }[] | undefined) ?? [])
      if (element.text?.text === label) return element.value ?? '';
  throw new Error(`there is no “${label}”`);
}

function textsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    // A markdown block is its text; everything else has a text object.
    const own = typeof block.text === 'string' ? block.text : (block.text as { text?: string } | undefined)?.text;
    const elements = (block.elements as { type: string; text?: string }[] | undefined) ?? [];
    return [...(own ? [own] : []), ...elements.flatMap((element) => (typeof element.text === 'string' ? element.text : []))];
  });
}

function labelOf(view: View, blockId: string): string {
  const block = view.blocks.find((one) => one.block_id === blockId);
  return (block?.label as { text: string } | undefined)?.text ?? blockId;
}
