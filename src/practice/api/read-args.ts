import type { IncomingMessage } from 'node:http';
import { SlackError } from '../slack-error.ts';
import type { Args } from './method.ts';

/** Reads a request body. @throws SlackError request_too_large */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new SlackError('request_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The fields whose values the SDK writes as JSON inside a form. */
const NESTED = new Set([
  'blocks',
  'attachments',
  'metadata',
  'view',
  'chunks',
  'document_content',
  'changes',
  'criteria',
  'files',
  'channel_ids',
  'user_ids',
  'loading_messages',
]);

/**
 * The arguments of a call: a JSON body, a form, or the query.
 * @throws SlackError invalid_json, json_not_object, invalid_post_type, invalid_blocks_format
 */
export function readArgs(body: Buffer, contentType: string, query: URLSearchParams): Args {
  const args: Args = Object.fromEntries(query);
  if (body.length === 0) return args;
  if (contentType.includes('application/json')) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString('utf8'));
    } catch {
      throw new SlackError('invalid_json');
    }
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw new SlackError('json_not_object');
    return unnest({ ...args, ...(parsed as Args) });
  }
  if (contentType.includes('application/x-www-form-urlencoded'))
    return unnest({ ...args, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) });
  throw new SlackError(contentType === '' ? 'missing_post_type' : 'invalid_post_type');
}

function unnest(args: Args): Args {
  for (const [name, value] of Object.entries(args)) {
    if (typeof value !== 'string' || !NESTED.has(name)) continue;
    try {
      args[name] = JSON.parse(value);
    } catch {
      // Some are plain as well (a list of channels with commas); blocks never are.
      if (name === 'blocks') throw new SlackError('invalid_blocks_format');
      if (name === 'metadata') throw new SlackError('invalid_metadata_format');
    }
  }
  return args;
}
