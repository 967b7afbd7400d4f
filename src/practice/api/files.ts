import type { UploadTicket } from '../blob-store.ts';
import { isObject } from '../blocks/schema.ts';
import { setBounded } from '../bounded-map.ts';
import { emitFileShared } from '../events.ts';
import { guessMimeType, previewOf, toSlackFile } from '../file-shape.ts';
import { createId, createSecret } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { addMessage } from '../messages.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { readThreadTs } from './chat.ts';
import { type Args, type Method, need, optional, writableChannel } from './method.ts';
import { readContent } from './read-content.ts';

const TICKETS_KEPT = 500;

/** Takes the bytes of an announced file; false when nobody announced it or the length is another. */
export function receiveUpload(workspace: Workspace, ticketId: string, bytes: Buffer): boolean {
  const ticket = workspace.uploads.get(ticketId);
  if (ticket === undefined || ticket.isUploaded || bytes.length !== ticket.length) return false;
  ticket.isUploaded = true;
  workspace.blobs.put(ticket.fileId, bytes);
  return true;
}

const getUploadUrl: Method = {
  scope: 'files:write',
  tier: 'tier4',
  run(workspace, args) {
    const name = need(args, 'filename');
    const length = Number(need(args, 'length'));
    if (!Number.isInteger(length) || length <= 0) throw new SlackError('missing_argument');
    if (length > LIMITS.file.uploadBytes) throw new SlackError('file_upload_size_restricted');
    const altText = optional(args, 'alt_txt');
    if (altText !== undefined && altText.length > LIMITS.file.altTextChars) throw new SlackError('alt_txt_too_large');
    if (optional(args, 'snippet_type') !== undefined && length > LIMITS.file.snippetBytes) throw new SlackError('snippet_too_large');
    const id = createSecret(16);
    const fileId = createId('F');
    setBounded(
      workspace.uploads,
      id,
      { fileId, name, length, isUploaded: false, ...(altText === undefined ? {} : { altText }) },
      TICKETS_KEPT,
    );
    return { upload_url: `${workspace.origin()}/upload/v1/${id}`, file_id: fileId };
  },
};

const completeUpload: Method = {
  scope: 'files:write',
  tier: 'tier4',
  run(workspace, args) {
    const wanted = Array.isArray(args['files']) ? args['files'].filter(isObject) : [];
    if (wanted.length === 0) throw SlackError.explained('invalid_arguments', ['missing required field: files']);
    const uploads = wanted.map((entry) => findUpload(workspace, String(entry['id'])));
    const share = readShare(workspace, args);
    for (const [index, upload] of uploads.entries()) {
      const title = wanted[index]?.['title'];
      storeFile(workspace, upload, typeof title === 'string' && title !== '' ? title : upload.name, share?.channel.id);
    }
    if (share !== undefined) {
      const { channel, ...message } = share;
      addMessage(workspace, {
        ...message,
        channel: channel.id,
        user: workspace.world.botUser.id,
        fileIds: uploads.map((upload) => upload.fileId),
        subtype: 'file_share',
      });
      for (const upload of uploads) emitFileShared(workspace, channel, workspace.world.botUser.id, upload.fileId);
    }
    return { files: uploads.map((upload) => toSlackFile(workspace.world, upload.fileId, workspace.origin())) };
  },
};

function findUpload(workspace: Workspace, fileId: string): UploadTicket {
  const upload = [...workspace.uploads.values()].find((ticket) => ticket.fileId === fileId && ticket.isUploaded);
  if (upload === undefined || workspace.world.files.has(fileId)) throw new SlackError('file_not_found');
  return upload;
}

/** Where the files are shown, checked before anything is stored. */
function readShare(workspace: Workspace, args: Args) {
  const target = optional(args, 'channel_id') ?? optional(args, 'channels');
  if (target === undefined) return undefined;
  const channel = writableChannel(workspace, { channel: target });
  const threadTs = readThreadTs(workspace, channel, args);
  const comment = optional(args, 'initial_comment');
  if (comment !== undefined && args['blocks'] !== undefined) throw new SlackError('invalid_arguments');
  const content = readContent({ text: comment, ...(args['blocks'] === undefined ? {} : { blocks: args['blocks'] }) }, { mayBeEmpty: true });
  return { ...content, channel, text: content.text ?? '', ...(threadTs === undefined ? {} : { threadTs }) };
}

function storeFile(workspace: Workspace, upload: UploadTicket, title: string, channel: string | undefined): void {
  const mimeType = guessMimeType(upload.name);
  const preview = previewOf(mimeType, workspace.blobs.get(upload.fileId) ?? Buffer.alloc(0));
  workspace.world.saveFile({
    id: upload.fileId,
    createdAt: Math.floor(workspace.world.now() / 1_000),
    name: upload.name,
    title,
    ...(upload.altText === undefined ? {} : { altText: upload.altText }),
    mimeType,
    sizeBytes: upload.length,
    user: workspace.world.botUser.id,
    channels: channel === undefined ? [] : [channel],
    ...(preview === undefined ? {} : { preview }),
  });
}

const info: Method = {
  scope: 'files:read',
  tier: 'tier4',
  run(workspace, args) {
    const file = toSlackFile(workspace.world, need(args, 'file'), workspace.origin());
    if (file === undefined) throw new SlackError('file_not_found');
    return { file, comments: [] };
  },
};

const fileTypes: Readonly<Record<string, (file: Record<string, unknown>) => boolean>> = {
  all: () => true,
  spaces: (file) => file['mode'] === 'space',
  snippets: (file) => file['mode'] === 'snippet',
  images: (file) => String(file['mimetype']).startsWith('image/'),
  gdocs: () => false,
  zips: (file) => file['filetype'] === 'zip',
  pdfs: (file) => file['filetype'] === 'pdf',
};

/** What the app can see: its own files and canvases, and those of its channels. The newest come first. */
const listFiles: Method = {
  scope: 'files:read',
  tier: 'tier3',
  run(workspace, args) {
    const { world } = workspace;
    const types = (optional(args, 'types') ?? 'all').split(',');
    if (!types.every((type) => Object.hasOwn(fileTypes, type))) throw new SlackError('unknown_type');
    const [channel, user] = [optional(args, 'channel'), optional(args, 'user')];
    if (user !== undefined && !world.people.has(user)) throw new SlackError('user_not_found');
    const from = Number(optional(args, 'ts_from') ?? 0);
    const to = Number(optional(args, 'ts_to') ?? Number.POSITIVE_INFINITY);
    const inside = (id: unknown) => world.channels.get(String(id))?.members.includes(world.botUser.id) === true;
    const files = [...world.files.keys(), ...world.canvases.keys()]
      .map((id) => toSlackFile(world, id, workspace.origin()) ?? {})
      .filter((file) => {
        const channels = Array.isArray(file['channels']) ? file['channels'] : [];
        const created = Number(file['created']);
        return (
          (file['user'] === world.botUser.id || channels.some(inside)) &&
          (channel === undefined || channels.includes(channel)) &&
          (user === undefined || file['user'] === user) &&
          created >= from &&
          created <= to &&
          types.some((type) => fileTypes[type]?.(file))
        );
      })
      .sort((one, other) => Number(other['created']) - Number(one['created']));
    const count = Math.min(1_000, Math.max(1, Number(optional(args, 'count') ?? 100) || 100));
    const page = Math.max(1, Number(optional(args, 'page') ?? 1) || 1);
    const paging = { count, total: files.length, page, pages: Math.ceil(files.length / count) };
    return { files: files.slice((page - 1) * count, page * count), paging };
  },
};

const remove: Method = {
  scope: 'files:write',
  tier: 'tier3',
  run(workspace, args) {
    const id = need(args, 'file');
    const file = workspace.world.files.get(id);
    if (file === undefined) throw new SlackError('file_not_found');
    if (file.user !== workspace.world.botUser.id) throw new SlackError('cant_delete_file');
    workspace.world.removeFile(id);
    return {};
  },
};

export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
  'files.info': info,
  'files.list': listFiles,
  'files.delete': remove,
};
