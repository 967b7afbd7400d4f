import { readView } from '../blocks/read-view.ts';
import { isObject } from '../blocks/schema.ts';
import { LIMITS } from '../limits.ts';
import type { Acts, Answer, UserId } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { checkInput, findElement, listElements, setState, toElementState } from './input-state.ts';
import { basePayload } from './payloads.ts';
import { type StoredView, toSlackView } from './view-store.ts';

/** What Slack shows in a modal when the app answers nothing, too late or nonsense. The modal stays open. */
const TROUBLE = 'We had some trouble connecting. Try again?';

type Submitted = Answer<{ errors?: Record<string, string> }>;

/** Submits a modal: first Slack's own checks of the inputs, then the bot, whose answer closes, changes or replaces the modal. */
export async function submitView(workspace: Workspace, a: Parameters<Acts['submitView']>[0]): Promise<Submitted> {
  const view = workspace.views.stack(a.as).at(-1);
  if (view === undefined || view.id !== a.viewId) return { ok: false, error: 'This window is not open any more.' };
  if (view.definition.submit === undefined && !hasInputs(view)) return { ok: false, error: 'This window has nothing to submit.' };
  const problem = fillIn(view, a.values);
  if (problem !== undefined) return { ok: false, error: problem };
  const errors = findInputErrors(view);
  if (Object.keys(errors).length > 0) return refuse(workspace, view, errors);
  const ack = await workspace.delivery.sendOnce(
    'interactive',
    viewPayload(workspace, 'view_submission', a.as, view, { response_urls: [] }),
  );
  if (!ack.ok) return { ok: false, error: TROUBLE };
  try {
    return obey(workspace, view, ack.body);
  } catch (error) {
    if (error instanceof SlackError)
      return { ok: false, error: `${TROUBLE} (${error.code}: ${JSON.stringify(error.extra['errors'] ?? [])})` };
    throw error;
  }
}

function viewPayload(
  workspace: Workspace,
  type: 'view_submission' | 'view_closed',
  user: UserId,
  view: StoredView,
  more: Record<string, unknown>,
): Record<string, unknown> {
  const trigger = type === 'view_submission' ? { trigger_id: workspace.triggers.issue(user, view.id) } : {};
  return { type, ...basePayload(workspace, user), ...trigger, view: toSlackView(workspace.world, view), ...more };
}

function hasInputs(view: StoredView): boolean {
  return view.definition.blocks.some((block) => block.type === 'input');
}

function fillIn(view: StoredView, values: Parameters<Acts['submitView']>[0]['values']): string | undefined {
  for (const [blockId, fields] of Object.entries(values)) {
    for (const [actionId, value] of Object.entries(fields)) {
      const found = findElement(view.definition.blocks, blockId, actionId);
      if (found === undefined) return `There is no input ${blockId}/${actionId} in this window.`;
      const state = toElementState(found.element, value);
      if ('problem' in state) return String(state['problem']);
      view.state = setState(view.state, found, state);
    }
  }
  return undefined;
}

function findInputErrors(view: StoredView): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const found of listElements(view.definition.blocks)) {
    if (found.block.type !== 'input') continue;
    const blockId = found.block.block_id ?? '';
    const problem = checkInput(found, view.state[blockId]?.[found.element.action_id ?? '']);
    if (problem !== undefined) errors[blockId] = problem;
  }
  return errors;
}

function refuse(workspace: Workspace, view: StoredView, errors: Record<string, string>): Submitted {
  workspace.views.replace({ ...view, errors });
  return { ok: true, errors };
}

/** Does what the bot's `response_action` says. @throws SlackError when a view in it is not valid */
function obey(workspace: Workspace, view: StoredView, body: unknown): Submitted {
  const { views } = workspace;
  const current = views.find(view.id);
  const answer = isObject(body) ? body : {};
  const action = answer['response_action'];
  if (current === undefined) return { ok: true };
  if (action === undefined) {
    views.close(current, false);
    return { ok: true };
  }
  switch (action) {
    case 'clear':
      views.close(current, true);
      return { ok: true };
    case 'update':
      views.update(current, readView(answer['view'], 'modal'));
      return { ok: true };
    case 'push':
      views.push(current.user, readView(answer['view'], 'modal'), LIMITS.view.stack);
      return { ok: true };
    case 'errors':
      return showErrors(workspace, current, answer['errors']);
    default:
      return { ok: false, error: TROUBLE };
  }
}

function showErrors(workspace: Workspace, view: StoredView, raw: unknown): Submitted {
  const inputs = new Set(view.definition.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
  const entries = isObject(raw) ? Object.entries(raw) : [];
  const isValid = entries.length > 0 && entries.every(([blockId, text]) => inputs.has(blockId) && typeof text === 'string' && text !== '');
  if (!isValid) return { ok: false, error: `${TROUBLE} (the bot sent errors for blocks that are not inputs of this window)` };
  return refuse(workspace, view, Object.fromEntries(entries) as Record<string, string>);
}

/** Closes the top modal by its ✕ or Cancel; the bot hears of it when it asked to. */
export async function closeView(workspace: Workspace, a: Parameters<Acts['closeView']>[0]): Promise<Answer> {
  const view = workspace.views.stack(a.as).find((candidate) => candidate.id === a.viewId);
  if (view === undefined) return { ok: false, error: 'This window is not open any more.' };
  const everything = view.definition.clear_on_close === true;
  workspace.views.close(view, everything);
  if (view.definition.notify_on_close === true) {
    await workspace.delivery.sendOnce('interactive', viewPayload(workspace, 'view_closed', a.as, view, { is_cleared: everything }));
  }
  return { ok: true };
}
