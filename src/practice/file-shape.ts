import type { World } from './world.ts';

type Json = Record<string, unknown>;

/** A file as Slack shows it; undefined when it is gone. Canvases are files too, of type `quip`. */
export function toSlackFile(world: World, id: string, origin: string): Json | undefined {
  const team = world.seeds.team.id;
  const canvas = world.canvases.get(id);
  if (canvas !== undefined) {
    return {
      ...common(id, canvas.title, canvas.createdBy, canvas.createdAt),
      mimetype: 'application/vnd.slack-docs',
      filetype: 'quip',
      pretty_type: 'Canvas',
      mode: 'quip',
      size: Buffer.byteLength(canvas.markdown),
      channels: [...new Set([...(canvas.channel === undefined ? [] : [canvas.channel]), ...Object.keys(canvas.access.channels)])],
      permalink: `${origin}/docs/${team}/${id}`,
      url_private: `${origin}/docs/${team}/${id}`,
    };
  }
  const file = world.files.get(id);
  if (file === undefined) return undefined;
  const address = `${origin}/files-pri/${team}-${id}/${encodeURIComponent(file.name)}`;
  return {
    ...common(id, file.name, file.user, file.createdAt),
    title: file.title ?? file.name,
    alt_txt: file.altText,
    mimetype: file.mimeType,
    filetype: file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase() : 'text',
    pretty_type: 'File',
    mode: file.preview === undefined ? 'hosted' : 'snippet',
    size: file.sizeBytes,
    channels: [...file.channels],
    preview: file.preview?.slice(0, 200),
    url_private: address,
    url_private_download: address,
    permalink: `${origin}/files/${file.user}/${id}/${encodeURIComponent(file.name)}`,
  };
}

function common(id: string, name: string, user: string, created = 0): Json {
  return {
    id,
    created,
    timestamp: created,
    name,
    title: name,
    user,
    editable: false,
    is_external: false,
    external_type: '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    groups: [],
    ims: [],
  };
}

/** The type that a browser would be told for a file of this name. */
export function guessMimeType(name: string): string {
  const types: Record<string, string> = {
    md: 'text/markdown',
    txt: 'text/plain',
    csv: 'text/csv',
    json: 'application/json',
    pdf: 'application/pdf',
    png: 'image/png',
    jpg: 'image/jpeg',
    svg: 'image/svg+xml',
    html: 'text/html',
    zip: 'application/zip',
  };
  return types[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? (name.includes('.') ? 'application/octet-stream' : 'text/plain');
}

/** Text files are shown on the page; others are not. */
export function previewOf(mimeType: string, bytes: Buffer): string | undefined {
  const isText = mimeType.startsWith('text/') || mimeType === 'application/json';
  return isText ? bytes.toString('utf8').slice(0, 100_000) : undefined;
}
