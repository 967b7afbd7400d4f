import { readView } from '../blocks/read-view.ts';
import { type StoredView, toSlackView } from '../interactivity/view-store.ts';
import { LIMITS } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Method, need, optional } from './method.ts';

function answer(workspace: Workspace, view: StoredView): Record<string, unknown> {
  return { view: toSlackView(workspace.world, view) };
}

const open: Method = {
  tier: 'tier4',
  run(workspace, args) {
    const trigger = workspace.triggers.check(args['trigger_id'] ?? args['interactivity_pointer']);
    const definition = readView(args['view'], 'modal');
    const view = workspace.views.open(trigger.user, definition);
    trigger.isUsed = true;
    return answer(workspace, view);
  },
};

const push: Method = {
  tier: 'tier4',
  run(workspace, args) {
    const trigger = workspace.triggers.check(args['trigger_id'] ?? args['interactivity_pointer']);
    const definition = readView(args['view'], 'modal');
    // Only an interaction inside a modal can put another one on top of it.
    if (trigger.viewId === undefined) throw new SlackError('not_found');
    const view = workspace.views.push(trigger.user, definition, LIMITS.view.stack);
    trigger.isUsed = true;
    return answer(workspace, view);
  },
};

function requireHash(args: Args, view: StoredView | undefined): void {
  const hash = optional(args, 'hash');
  if (hash !== undefined && view !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
}

const update: Method = {
  tier: 'tier4',
  run(workspace, args) {
    const id = optional(args, 'view_id');
    const externalId = optional(args, 'external_id');
    if (id === undefined && externalId === undefined) throw SlackError.explained('invalid_arguments', ['missing required field: view_id']);
    const view = id === undefined ? workspace.views.findExternal(externalId ?? '') : workspace.views.find(id);
    if (view === undefined) throw new SlackError('not_found');
    const definition = readView(args['view'], view.definition.type);
    requireHash(args, view);
    return answer(workspace, workspace.views.update(view, definition));
  },
};

const publish: Method = {
  tier: 'tier4',
  run(workspace, args) {
    const user = need(args, 'user_id');
    if (!workspace.manifest.homeTab) throw new SlackError('not_enabled');
    const person = workspace.world.people.get(user);
    if (person === undefined || person.isBot) throw SlackError.explained('invalid_arguments', ['invalid `user_id`']);
    const definition = readView(args['view'], 'home');
    requireHash(args, workspace.views.home(user));
    return answer(workspace, workspace.views.publish(user, definition));
  },
};

export const viewMethods: Record<string, Method> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
