import { createHash } from 'node:crypto';
import type { FormValues } from '../turns/forms.ts';
import type { Asker } from '../turns/use-case.ts';
import { cleanText } from '../workshop/clean-text.ts';
import type { UserId } from '../workshop/ids.ts';
import { actionOf } from './blocks.ts';
import { decodeText } from './decode-text.ts';
import { type Identity, isOurs, isOutsider } from './parse-event.ts';
import { list, optionalText, type Tree, text, tree } from './read-json.ts';

/** What somebody asks of us by a command, a button, a modal or a shortcut, and how to answer them. */
export type Interaction =
  | { kind: 'command'; asker: Asker; text: string; answer: AnswerAddress }
  | { kind: 'action'; asker: Asker; action: string; value: string; triggerId: string; answer: AnswerAddress }
  /** A button in the person's home, which stands in no channel. */
  | { kind: 'home-action'; asker: Asker; action: string; value: string; triggerId: string }
  | {
      kind: 'view';
      asker: Asker;
      privateMetadata: string;
      inputs: string[];
      values: FormValues;
      /** What its inputs held when it was opened. */
      shown: FormValues;
    }
  | {
      kind: 'capture';
      asker: Asker;
      triggerId: string;
      message: { slackTs: string; threadTs: string | undefined; userId: UserId | undefined; text: string };
      answer: AnswerAddress;
    }
  | { kind: 'unsupported'; reason: string };

/** Where an answer for one person goes. */
export interface AnswerAddress {
  channelId: string;
  userId: UserId;
  threadTs?: string;
  responseUrl?: string;
  /** The button stood in a message that only this person sees: the answer takes its place. */
  isEphemeral: boolean;
}

/** The command's form fields. An asker of another team is refused by whoever handles it. */
export function parseCommand(body: unknown, identity: Identity): Interaction {
  const form = tree(body);
  const userId = text(form.user_id);
  const channelId = text(form.channel_id);
  const trigger = text(form.trigger_id);
  if (!userId || !channelId || !trigger) return { kind: 'unsupported', reason: 'a command without a person or place' };
  const enterpriseId = optionalText(form.enterprise_id);
  const asker: Asker = {
    orgId: identity.teamId,
    channelId,
    userId,
    isOutsider: !isOurs(text(form.team_id), identity),
    key: `command:${trigger}`,
    ...(enterpriseId ? { enterpriseId } : {}),
  };
  return { kind: 'command', asker, text: decodeText(text(form.text)), answer: answerAddress(form, asker) };
}

/** `block_actions`, `view_submission` and `message_action` bodies. */
export function parseInteraction(body: unknown, identity: Identity): Interaction {
  const payload = tree(body);
  switch (payload.type) {
    case 'block_actions':
      return parseAction(payload, identity);
    case 'view_submission':
      return parseSubmission(payload, identity);
    case 'message_action':
      return parseCapture(payload, identity);
    default:
      return { kind: 'unsupported', reason: text(payload.type) || 'no type' };
  }
}

function askerOf(payload: Tree, identity: Identity, channelId: string, key: string): Asker {
  const user = tree(payload.user);
  const isElsewhere = !isOurs(text(tree(payload.team).id), identity);
  return {
    orgId: identity.teamId,
    channelId,
    userId: text(user.id),
    isOutsider: isElsewhere || isOutsider({ team: user.team_id }, identity),
    key,
  };
}

function answerAddress(payload: Tree, asker: Asker): AnswerAddress {
  const container = tree(payload.container);
  const threadTs = optionalText(container.thread_ts) ?? optionalText(tree(payload.message).thread_ts);
  const responseUrl = optionalText(payload.response_url);
  return {
    channelId: asker.channelId,
    userId: asker.userId,
    isEphemeral: container.is_ephemeral === true,
    ...(threadTs ? { threadTs } : {}),
    ...(responseUrl ? { responseUrl } : {}),
  };
}

function parseAction(payload: Tree, identity: Identity): Interaction {
  const action = tree(list(payload.actions)[0]);
  if (tree(payload.view).type === 'home') return parseHomeAction(payload, identity);
  const channelId = text(tree(payload.channel).id) || text(tree(payload.container).channel_id);
  const triggerId = text(payload.trigger_id);
  const userId = text(tree(payload.user).id);
  if (!userId || !channelId || !triggerId || !text(action.action_id))
    return { kind: 'unsupported', reason: 'a press without a person or place' };
  const container = tree(payload.container);
  // What only one person sees goes away once it is answered: pressed twice in the meantime, it is the same request.
  const isOffer = container.is_ephemeral === true && text(container.message_ts) !== '';
  const key = isOffer ? `offer:${channelId}:${userId}:${text(container.message_ts)}` : `action:${triggerId}`;
  const asker = askerOf(payload, identity, channelId, key);
  return {
    kind: 'action',
    asker,
    action: actionOf(text(action.action_id)),
    value: cleanText(text(action.value)),
    triggerId,
    answer: answerAddress(payload, asker),
  };
}

function parseHomeAction(payload: Tree, identity: Identity): Interaction {
  const action = tree(list(payload.actions)[0]);
  const triggerId = text(payload.trigger_id);
  if (!text(tree(payload.user).id) || !triggerId || !text(action.action_id))
    return { kind: 'unsupported', reason: 'a press at home without a person' };
  const asker = askerOf(payload, identity, '', `action:${triggerId}`);
  return { kind: 'home-action', asker, action: actionOf(text(action.action_id)), value: cleanText(text(action.value)), triggerId };
}

function parseSubmission(payload: Tree, identity: Identity): Interaction {
  const view = tree(payload.view);
  const userId = text(tree(payload.user).id);
  const values = readValues(tree(tree(view.state).values));
  if (!userId || !text(view.id)) return { kind: 'unsupported', reason: 'a form without a person' };
  // A refused form keeps its id and hash, so that what it holds is part of the key: mended, it is another request.
  const digest = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
  const asker = askerOf(payload, identity, '', `view:${text(view.id)}:${text(view.hash)}:${digest}`);
  const inputs = list(view.blocks).flatMap((block) => (tree(block).type === 'input' ? text(tree(block).block_id) : []));
  return { kind: 'view', asker, privateMetadata: text(view.private_metadata), inputs, values, shown: readShown(list(view.blocks)) };
}

function readShown(blocks: unknown[]): FormValues {
  return Object.fromEntries(
    blocks.map(tree).flatMap((block): [string, FormValues[string]][] => {
      const element = tree(block.element);
      const { initial_value: value, initial_option: option, initial_options: options, initial_users: users } = element;
      const { initial_conversation: channel } = element;
      const state = {
        value,
        ...(option ? { selected_option: option } : {}),
        ...(options ? { selected_options: options } : {}),
        ...(channel ? { selected_conversation: channel } : {}),
      };
      return block.type === 'input' ? [[text(block.block_id), readValue(users ? { selected_users: users } : state)]] : [];
    }),
  );
}

function readValues(state: Tree): FormValues {
  return Object.fromEntries(
    Object.entries(state).map(([blockId, actions]) => {
      const element = tree(Object.values(tree(actions))[0]);
      return [blockId, readValue(element)];
    }),
  );
}

function readValue(element: Tree): string | string[] | null {
  if ('selected_option' in element) return optionalText(tree(element.selected_option).value) ?? null;
  if ('selected_options' in element) return list(element.selected_options).flatMap((option) => optionalText(tree(option).value) ?? []);
  if ('selected_conversation' in element) return optionalText(element.selected_conversation) ?? null;
  if ('selected_users' in element) return list(element.selected_users).flatMap((user) => optionalText(user) ?? []);
  return optionalText(element.value) ?? null;
}

function parseCapture(payload: Tree, identity: Identity): Interaction {
  const message = tree(payload.message);
  const channelId = text(tree(payload.channel).id);
  const triggerId = text(payload.trigger_id);
  const slackTs = text(payload.message_ts) || text(message.ts);
  if (!text(tree(payload.user).id) || !channelId || !triggerId || !slackTs)
    return { kind: 'unsupported', reason: 'a shortcut without a message' };
  const asker = askerOf(payload, identity, channelId, `shortcut:${triggerId}`);
  const threadTs = optionalText(message.thread_ts);
  const said = { slackTs, threadTs, userId: optionalText(message.user), text: decodeText(text(message.text)) };
  return {
    kind: 'capture',
    asker,
    triggerId,
    message: said,
    answer: { ...answerAddress(payload, asker), ...(threadTs ? { threadTs } : {}) },
  };
}
