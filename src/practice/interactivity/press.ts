import { setBounded } from '../bounded-map.ts';
import type { Acts, Answer, Block, Ephemeral, InputValue, UserId } from '../protocol.ts';
import type { Workspace } from '../workspace.ts';
import type { StoredMessage } from '../world.ts';
import { toSlackProblem } from './ack-problems.ts';
import {
  type ElementState,
  type FoundElement,
  findElement,
  isStateful,
  keepState,
  listOptions,
  type StateValues,
  setState,
  toElementState,
} from './input-state.ts';
import { blockActions } from './payloads.ts';
import type { StoredView } from './view-store.ts';

type Json = Record<string, unknown>;

const CHOICES_KEPT = 1_000;

/** A press on a button, or a choice in an element, of a message, an ephemeral or a view. Resolves when the bot has acknowledged it. */
export async function press(workspace: Workspace, a: Parameters<Acts['act']>[0]): Promise<Answer> {
  if ('viewId' in a.source) {
    const view = workspace.views.find(a.source.viewId);
    if (view === undefined || view.user !== a.as) return { ok: false, error: 'This window is not open any more.' };
    return pressInView(workspace, a, view);
  }
  const { channel: channelId, ts } = a.source;
  const channel = workspace.world.channels.get(channelId);
  if (channel === undefined || !channel.members.includes(a.as)) return { ok: false, error: 'You cannot see this conversation.' };
  const ephemeral = workspace.world.ephemerals.find((entry) => entry.id === ts && entry.to === a.as && entry.channel === channelId);
  const message = workspace.world.message(channelId, ts);
  const source = ephemeral ?? message;
  if (source === undefined) return { ok: false, error: 'This message is not there any more.' };
  const found = findElement(source.blocks ?? [], a.blockId, a.actionId);
  if (found === undefined) return { ok: false, error: 'This button is not there any more.' };
  const read = readPress(workspace, found, a.value);
  if ('problem' in read) return { ok: false, error: read.problem };
  const state = rememberChoice(workspace, a.as, source, found, read.state);
  const payload = blockActions(
    workspace,
    a.as,
    ephemeral !== undefined ? { ephemeral, channel } : { message: message as StoredMessage, channel },
    read.action,
    state,
  );
  return askBot(workspace, payload);
}

async function pressInView(workspace: Workspace, a: Parameters<Acts['act']>[0], view: StoredView): Promise<Answer> {
  const found = findElement(view.definition.blocks, a.blockId, a.actionId);
  if (found === undefined) return { ok: false, error: 'This button is not there any more.' };
  const read = readPress(workspace, found, a.value);
  if ('problem' in read) return { ok: false, error: read.problem };
  if (read.state !== undefined) {
    view.state = setState(view.state, found, read.state);
    workspace.world.changed();
  }
  // Inputs tell the app only when it asked for it.
  if (found.block.type === 'input' && found.block['dispatch_action'] !== true) return { ok: true };
  return askBot(workspace, blockActions(workspace, a.as, { view }, read.action, view.state));
}

async function askBot(workspace: Workspace, payload: Json): Promise<Answer> {
  if (!workspace.manifest.interactivity) return { ok: false, error: 'Interactivity is turned off in the manifest.' };
  const ack = await workspace.delivery.sendOnce('interactive', payload);
  return ack.ok ? { ok: true } : { ok: false, error: toSlackProblem(ack.reason) };
}

function readPress(
  workspace: Workspace,
  found: FoundElement,
  value: InputValue | undefined,
): { action: Json; state?: ElementState } | { problem: string } {
  const { block, element } = found;
  const action: Json = { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: workspace.world.ts.next() };
  if (isStateful(element)) {
    const state = toElementState(element, value ?? null);
    if ('problem' in state) return { problem: String(state['problem']) };
    const shown = element['placeholder'] === undefined ? {} : { placeholder: element['placeholder'] };
    return { action: { ...action, ...state, ...shown }, state };
  }
  if (element.type === 'overflow') {
    const option = listOptions(element).find((candidate) => candidate.value === value);
    return option === undefined ? { problem: 'This is not one of the options.' } : { action: { ...action, selected_option: option } };
  }
  if (element.type === 'feedback_buttons') {
    const buttons = [element['positive_button'], element['negative_button']] as { text: unknown; value: string }[];
    const button = buttons.find((candidate) => candidate.value === value);
    return button === undefined
      ? { problem: 'This is not one of the buttons.' }
      : { action: { ...action, text: button.text, value: button.value } };
  }
  const copied = ['text', 'value', 'style', 'url', 'icon'].filter((name) => element[name] !== undefined);
  return { action: { ...action, ...Object.fromEntries(copied.map((name) => [name, element[name]])) } };
}

function rememberChoice(
  workspace: Workspace,
  user: UserId,
  source: StoredMessage | Ephemeral,
  found: FoundElement,
  state: ElementState | undefined,
): StateValues {
  const key = `${user}:${source.channel}:${'id' in source ? source.id : source.ts}`;
  let values = keepState((source.blocks ?? []) as Block[], workspace.choices.get(key) ?? {});
  if (state === undefined) return values;
  values = setState(values, found, state);
  setBounded(workspace.choices, key, values, CHOICES_KEPT);
  return values;
}
