import { createHash } from 'node:crypto';
import { createId } from '../ids.ts';
import type { Block, UserId, View } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import type { World } from '../world.ts';
import { keepState, type StateValues } from './input-state.ts';

/** A view as an app sends it, already checked. */
export interface ViewDefinition {
  type: 'modal' | 'home';
  blocks: Block[];
  title?: { type: 'plain_text'; text: string };
  submit?: { type: 'plain_text'; text: string };
  close?: { type: 'plain_text'; text: string };
  callback_id?: string;
  private_metadata?: string;
  external_id?: string;
  clear_on_close?: boolean;
  notify_on_close?: boolean;
  submit_disabled?: boolean;
}

export interface StoredView {
  id: string;
  user: UserId;
  definition: ViewDefinition;
  hash: string;
  rootId: string;
  previousId?: string;
  errors: Record<string, string>;
  /** What the person has filled in so far. */
  state: StateValues;
}

const COLLECTION = 'home';

/** Open modals (a stack for each person) and home tabs. Home tabs are stored; modals end with the process, as with a reload of Slack. */
export class ViewStore {
  private readonly world: World;
  private readonly stacks = new Map<UserId, StoredView[]>();
  private readonly homes = new Map<UserId, StoredView>();

  constructor(world: World) {
    this.world = world;
    for (const home of world.storedRecords<StoredView>(COLLECTION)) this.homes.set(home.user, home);
  }

  stack(user: UserId): readonly StoredView[] {
    return this.stacks.get(user) ?? [];
  }

  home(user: UserId): StoredView | undefined {
    return this.homes.get(user);
  }

  find(id: string): StoredView | undefined {
    for (const stack of this.stacks.values()) {
      const view = stack.find((candidate) => candidate.id === id);
      if (view !== undefined) return view;
    }
    return [...this.homes.values()].find((home) => home.id === id);
  }

  findExternal(externalId: string): StoredView | undefined {
    for (const stack of this.stacks.values()) {
      const view = stack.find((candidate) => candidate.definition.external_id === externalId);
      if (view !== undefined) return view;
    }
    return undefined;
  }

  /** A first modal: replaces whatever modals of the app were open. */
  open(user: UserId, definition: ViewDefinition): StoredView {
    this.refuseDoubleExternalId(definition);
    const view = this.create(user, definition);
    this.stacks.set(user, [view]);
    this.world.changed();
    return view;
  }

  push(user: UserId, definition: ViewDefinition, maxDepth: number): StoredView {
    const stack = this.stacks.get(user) ?? [];
    const top = stack.at(-1);
    if (top === undefined) throw new SlackError('not_found');
    if (stack.length >= maxDepth) throw new SlackError('push_limit_reached');
    this.refuseDoubleExternalId(definition);
    const view = { ...this.create(user, definition), rootId: top.rootId, previousId: top.id };
    this.stacks.set(user, [...stack, view]);
    this.world.changed();
    return view;
  }

  /** Inputs that are still there under the same ids keep what the person typed. */
  update(view: StoredView, definition: ViewDefinition): StoredView {
    this.refuseDoubleExternalId(definition, view.id);
    const updated: StoredView = {
      ...view,
      definition,
      errors: {},
      hash: this.hashOf(definition),
      state: keepState(definition.blocks, view.state),
    };
    if (view.definition.type === 'home') this.saveHome(updated);
    else this.replace(updated);
    return updated;
  }

  publish(user: UserId, definition: ViewDefinition): StoredView {
    const before = this.homes.get(user);
    if (before !== undefined) return this.update(before, definition);
    const home = this.create(user, definition);
    this.saveHome(home);
    return home;
  }

  replace(view: StoredView): void {
    const stack = this.stacks.get(view.user) ?? [];
    this.stacks.set(
      view.user,
      stack.map((candidate) => (candidate.id === view.id ? view : candidate)),
    );
    this.world.changed();
  }

  /** Closes the view and everything above it, or the whole stack. */
  close(view: StoredView, everything: boolean): void {
    const stack = this.stacks.get(view.user) ?? [];
    const at = stack.findIndex((candidate) => candidate.id === view.id);
    this.stacks.set(view.user, everything || at < 0 ? [] : stack.slice(0, at));
    this.world.changed();
  }

  clear(): void {
    this.stacks.clear();
    this.homes.clear();
  }

  private saveHome(home: StoredView): void {
    this.homes.set(home.user, home);
    this.world.record(COLLECTION, home.user, home);
    this.world.changed();
  }

  private create(user: UserId, definition: ViewDefinition): StoredView {
    const id = createId('V');
    return { id, user, definition, rootId: id, hash: this.hashOf(definition), errors: {}, state: keepState(definition.blocks, {}) };
  }

  private hashOf(definition: ViewDefinition): string {
    const digest = createHash('sha1').update(JSON.stringify(definition)).update(String(this.world.revision)).digest('hex');
    return `${Math.floor(this.world.now() / 1000)}.${digest.slice(0, 8)}`;
  }

  private refuseDoubleExternalId(definition: ViewDefinition, ownId?: string): void {
    if (definition.external_id === undefined || definition.external_id === '') return;
    const other = this.findExternal(definition.external_id);
    if (other !== undefined && other.id !== ownId) throw new SlackError('duplicate_external_id');
  }
}

/** A view as Slack shows it to the app. */
export function toSlackView(world: World, view: StoredView): Record<string, unknown> {
  const { definition } = view;
  return {
    id: view.id,
    team_id: world.seeds.team.id,
    type: definition.type,
    blocks: definition.blocks,
    private_metadata: definition.private_metadata ?? '',
    callback_id: definition.callback_id ?? '',
    state: { values: view.state },
    hash: view.hash,
    title: definition.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: definition.clear_on_close === true,
    notify_on_close: definition.notify_on_close === true,
    close: definition.close ?? null,
    submit: definition.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: world.seeds.appId,
    external_id: definition.external_id ?? '',
    app_installed_team_id: world.seeds.team.id,
    bot_id: world.seeds.botId,
  };
}

/** A view as the page shows it. */
export function toPageView(view: StoredView): View {
  const { definition } = view;
  return {
    id: view.id,
    type: definition.type,
    title: definition.title?.text ?? '',
    callbackId: definition.callback_id ?? '',
    privateMetadata: definition.private_metadata ?? '',
    blocks: definition.blocks,
    errors: view.errors,
    ...(definition.submit === undefined ? {} : { submit: definition.submit.text }),
    ...(definition.close === undefined ? {} : { close: definition.close.text }),
  };
}
