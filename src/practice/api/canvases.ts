import { isObject } from '../blocks/schema.ts';
import { toSlackFile } from '../file-shape.ts';
import { createId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import type { StoredCanvas } from '../world.ts';
import { findMarkdownProblem, listEmbeds, splitSections } from './canvas-markdown.ts';
import { type Args, type Method, need, optional, visibleChannel } from './method.ts';

type Section = StoredCanvas['sections'][number];

/** @throws SlackError `refusal` with a `detail` that says why */
function readDocument(workspace: Workspace, raw: unknown, refusal: string): Section[] {
  if (raw === undefined || raw === null) return [];
  if (!isObject(raw) || raw['type'] !== 'markdown' || typeof raw['markdown'] !== 'string') {
    throw SlackError.explained('invalid_arguments', [
      'must be an object with type "markdown" and markdown [json-pointer:/document_content]',
    ]);
  }
  const problem = findMarkdownProblem(raw['markdown']) ?? findEmbedProblem(workspace, raw['markdown']);
  if (problem === 'content exceeds 1 MiB') throw new SlackError('canvas_too_large');
  if (problem !== undefined) throw new SlackError(refusal, { detail: problem });
  return splitSections(raw['markdown']).map((markdown) => ({ id: `temp:C:${createId('', 28)}`, markdown }));
}

/** Only what everybody in a channel can see: mentions, and the permalinks of files that the app has shared there. */
function findEmbedProblem(workspace: Workspace, markdown: string): string | undefined {
  const { world } = workspace;
  const isShared = (target: string): boolean => {
    const file = world.files.get(/\/files\/[^/]+\/([A-Z0-9]+)\//.exec(target)?.[1] ?? '');
    return (
      file?.user === world.botUser.id &&
      file.channels.length > 0 &&
      toSlackFile(world, file.id, workspace.origin())?.['permalink'] === target
    );
  };
  const foreign = listEmbeds(markdown).find((target) => !/^(@[UW]|#C)[A-Z0-9]+$/.test(target) && !isShared(target));
  return foreign === undefined ? undefined : `unsupported image: ${foreign}`;
}

function save(workspace: Workspace, canvas: Omit<StoredCanvas, 'markdown' | 'updatedAt'>): void {
  workspace.world.saveCanvas({
    createdAt: Math.floor(workspace.world.now() / 1_000),
    ...canvas,
    markdown: canvas.sections.map((section) => section.markdown).join('\n\n'),
    updatedAt: workspace.world.ts.next(),
  });
}

function readTitle(args: Args): string {
  return (optional(args, 'title') ?? 'Untitled').slice(0, LIMITS.canvas.titleChars);
}

function ownCanvas(workspace: Workspace, args: Args): StoredCanvas {
  const canvas = workspace.world.canvases.get(need(args, 'canvas_id'));
  if (canvas === undefined) throw new SlackError('canvas_not_found');
  return canvas;
}

const create: Method = {
  scope: 'canvases:write',
  tier: 'tier2',
  run(workspace, args) {
    const channelId = optional(args, 'channel_id');
    const channel = channelId === undefined ? undefined : visibleChannel(workspace, channelId);
    const bot = workspace.world.botUser.id;
    if (channel !== undefined && (channel.isArchived || !channel.members.includes(bot)))
      throw new SlackError(channel.isArchived ? 'is_archived' : 'not_in_channel');
    const sections = readDocument(workspace, args['document_content'], 'canvas_creation_failed');
    const id = createId('F');
    const access = { channels: channel === undefined ? {} : { [channel.id]: 'write' as const }, users: {} };
    save(workspace, { id, title: readTitle(args), createdBy: bot, sections, access });
    return { canvas_id: id };
  },
};

const createForChannel: Method = {
  scope: 'canvases:write',
  tier: 'tier2',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel_id'));
    const bot = workspace.world.botUser.id;
    if (!channel.members.includes(bot)) throw new SlackError('not_in_channel');
    if (channel.isArchived) throw new SlackError('is_archived');
    if ([...workspace.world.canvases.values()].some((canvas) => canvas.channel === channel.id))
      throw new SlackError('channel_canvas_already_exists');
    const sections = readDocument(workspace, args['document_content'], 'canvas_creation_failed');
    const id = createId('F');
    save(workspace, {
      id,
      title: readTitle(args),
      createdBy: bot,
      channel: channel.id,
      sections,
      access: { channels: { [channel.id]: 'write' }, users: {} },
    });
    return { canvas_id: id };
  },
};

const edit: Method = {
  scope: 'canvases:write',
  tier: 'tier3',
  run(workspace, args) {
    const canvas = ownCanvas(workspace, args);
    const changes = args['changes'];
    if (!Array.isArray(changes) || changes.length === 0 || !changes.every(isObject))
      throw SlackError.explained('invalid_arguments', ['missing required field: changes']);
    // Slack documents a list and takes one change a call.
    if (changes.length > 1) throw SlackError.explained('invalid_arguments', ['no more than 1 items allowed [json-pointer:/changes]']);
    const [change] = changes;
    save(workspace, { ...canvas, sections: applyChange(workspace, canvas.sections, change ?? {}) });
    return {};
  },
};

function applyChange(workspace: Workspace, sections: Section[], change: Record<string, unknown>): Section[] {
  const operation = change['operation'];
  const content = (): Section[] => {
    if (change['document_content'] === undefined)
      throw SlackError.explained('invalid_arguments', ['missing required field: document_content [json-pointer:/changes/0]']);
    return readDocument(workspace, change['document_content'], 'canvas_editing_failed');
  };
  const at = (): number => {
    if (typeof change['section_id'] !== 'string')
      throw SlackError.explained('invalid_arguments', ['missing required field: section_id [json-pointer:/changes/0]']);
    const index = sections.findIndex((section) => section.id === change['section_id']);
    if (index < 0) throw new SlackError('canvas_editing_failed', { detail: 'section not found' });
    return index;
  };
  switch (operation) {
    case 'insert_at_start':
      return [...content(), ...sections];
    case 'insert_at_end':
      return [...sections, ...content()];
    case 'insert_before':
      return sections.toSpliced(at(), 0, ...content());
    case 'insert_after':
      return sections.toSpliced(at() + 1, 0, ...content());
    case 'delete':
      return sections.toSpliced(at(), 1);
    case 'replace':
      return change['section_id'] === undefined ? content() : sections.toSpliced(at(), 1, ...content());
    default:
      throw SlackError.explained('invalid_arguments', ['must be one of the operations [json-pointer:/changes/0/operation]']);
  }
}

const remove: Method = {
  scope: 'canvases:write',
  tier: 'tier3',
  run(workspace, args) {
    const canvas = ownCanvas(workspace, args);
    if (canvas.createdBy !== workspace.world.botUser.id) throw new SlackError('restricted_action');
    workspace.world.removeCanvas(canvas.id);
    return {};
  },
};

const setAccess: Method = {
  scope: 'canvases:write',
  tier: 'tier3',
  run(workspace, args) {
    const canvas = ownCanvas(workspace, args);
    const level = args['access_level'];
    if (level !== 'read' && level !== 'write')
      throw SlackError.explained('invalid_arguments', ['must be read or write [json-pointer:/access_level]']);
    const channels = readIds(args['channel_ids']);
    const users = readIds(args['user_ids']);
    if ((channels.length === 0) === (users.length === 0)) throw new SlackError('invalid_parameters');
    for (const id of channels) visibleChannel(workspace, id);
    for (const id of users) if (!workspace.world.people.has(id)) throw new SlackError('user_not_found');
    const grant = (ids: string[]): Record<string, 'read' | 'write'> => Object.fromEntries(ids.map((id) => [id, level]));
    const access = { channels: { ...canvas.access.channels, ...grant(channels) }, users: { ...canvas.access.users, ...grant(users) } };
    workspace.world.saveCanvas({ ...canvas, access });
    return {};
  },
};

function readIds(raw: unknown): string[] {
  if (raw === undefined || raw === null || raw === '') return [];
  return Array.isArray(raw) ? raw.map(String) : String(raw).split(',');
}

const lookup: Method = {
  scope: 'canvases:read',
  tier: 'tier3',
  run(workspace, args) {
    const canvas = ownCanvas(workspace, args);
    const criteria = isObject(args['criteria']) ? args['criteria'] : undefined;
    const types = Array.isArray(criteria?.['section_types']) ? criteria['section_types'].map(String) : undefined;
    const contains = typeof criteria?.['contains_text'] === 'string' ? criteria['contains_text'].toLowerCase() : undefined;
    if (types === undefined && contains === undefined)
      throw SlackError.explained('invalid_arguments', ['missing required field: criteria']);
    const matches = canvas.sections.filter((section) => {
      const depth = /^(#{1,3})\s/.exec(section.markdown)?.[1]?.length;
      const isType = types === undefined || (depth !== undefined && (types.includes('any_header') || types.includes(`h${depth}`)));
      return isType && (contains === undefined || section.markdown.toLowerCase().includes(contains));
    });
    return { sections: matches.map((section) => ({ id: section.id })) };
  },
};

export const canvasMethods: Record<string, Method> = {
  'canvases.create': create,
  'conversations.canvases.create': createForChannel,
  'canvases.edit': edit,
  'canvases.delete': remove,
  'canvases.access.set': setAccess,
  'canvases.sections.lookup': lookup,
};
