import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { captureShortcut } from '../../../src/slack/handle-shortcut.ts';
import { type Identity, parseEvent } from '../../../src/slack/parse-event.ts';
import { readRemoval } from '../../../src/slack/read-removal.ts';
import { commandName } from '../../../src/slack/register-listeners.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const text = readFileSync(join(root, 'manifest.yml'), 'utf8');

/** Slack's manifest, schema version 2, as far as documented (docs.slack.dev/reference/app-manifest). Strict: an unknown key is a mistake. */
const shortcut = z.strictObject({
  name: z.string().max(24),
  type: z.enum(['message', 'global']),
  callback_id: z.string().max(255),
  description: z.string().max(150),
});
const command = z.strictObject({
  command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
  description: z.string().max(2_000),
  usage_hint: z.string().max(1_000).optional(),
  should_escape: z.boolean().optional(),
  url: z.url().optional(),
});
const scope = z.string().regex(/^[a-z_.]+(:[a-z._]+)*$/);
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    agent_view: z.strictObject({ agent_description: z.string().max(300) }),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    shortcuts: z.array(shortcut).max(10),
    slash_commands: z.array(command).max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(scope).max(255), bot_optional: z.array(scope).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const manifest = manifestSchema.parse(parse(text));
const { scopes } = manifest.oauth_config;
const granted = new Set([...scopes.bot, ...scopes.bot_optional]);

/** What each method of the Web API that the bot calls is granted by (docs.slack.dev/reference/methods). */
const scopesOfMethods: Record<string, string[]> = {
  'assistant.threads.setStatus': ['chat:write'],
  'auth.test': [],
  'canvases.access.set': ['canvases:write'],
  'canvases.delete': ['canvases:write'],
  'canvases.create': ['canvases:write'],
  'canvases.edit': ['canvases:write'],
  'canvases.sections.lookup': ['canvases:read'],
  'chat.appendStream': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.startStream': ['chat:write'],
  'chat.stopStream': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.canvases.create': ['canvases:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.list': ['files:read'],
  'reactions.add': ['reactions:write'],
  'reactions.remove': ['reactions:write'],
  'users.conversations': ['channels:read', 'groups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
};

/** What it takes to be sent each event (docs.slack.dev/reference/events), and a body of it. */
const events: Record<string, { scope?: string; example: object }> = {
  agent_session_stopped: {
    scope: 'assistant:write',
    example: { type: 'agent_session_stopped', user: 'U1', channel: 'C1', thread_ts: '1.2', streaming_message_ts: [], event_ts: '1.3' },
  },
  app_home_opened: { example: { type: 'app_home_opened', user: 'U1', tab: 'home' } },
  app_mention: { scope: 'app_mentions:read', example: { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.2', text: '' } },
  app_uninstalled: { example: { type: 'app_uninstalled' } },
  channel_archive: { scope: 'channels:read', example: { type: 'channel_archive', channel: 'C1' } },
  channel_left: { scope: 'channels:read', example: { type: 'channel_left', channel: 'C1' } },
  group_archive: { scope: 'groups:read', example: { type: 'group_archive', channel: 'C1' } },
  group_left: { scope: 'groups:read', example: { type: 'group_left', channel: 'C1' } },
  member_joined_channel: { scope: 'channels:read', example: { type: 'member_joined_channel', user: 'UBOT', channel: 'C1' } },
  member_left_channel: { scope: 'channels:read', example: { type: 'member_left_channel', user: 'UBOT', channel: 'C1' } },
  'message.channels': { scope: 'channels:history', example: { type: 'message', user: 'U1', channel: 'C1', ts: '1.2', text: '' } },
  'message.groups': { scope: 'groups:history', example: { type: 'message', user: 'U1', channel: 'G1', ts: '1.2', text: '' } },
  reaction_added: {
    scope: 'reactions:read',
    example: { type: 'reaction_added', user: 'U1', reaction: 'x', item: { type: 'message', channel: 'C1', ts: '1.2' }, event_ts: '1.3' },
  },
  reaction_removed: {
    scope: 'reactions:read',
    example: { type: 'reaction_removed', user: 'U1', reaction: 'x', item: { type: 'message', channel: 'C1', ts: '1.2' }, event_ts: '1.3' },
  },
  team_access_revoked: { example: { type: 'team_access_revoked', team_ids: ['T1'] } },
  tokens_revoked: { example: { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } } },
};

/** Every method that src/slack calls on a client, read from the sources. */
function methodsUsed(): Set<string> {
  const dir = join(root, 'src/slack');
  const sources = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8').replace(/\s+/g, ''));
  return new Set(
    sources.flatMap((source) => [...source.matchAll(/client\.((?:[a-z]+\.)*[a-z][A-Za-z0-9]+)\(/g)].map((match) => match[1] ?? '')),
  );
}

describe('manifest.yml', () => {
  it('has the commands and shortcuts that somebody listens to', () => {
    expect(manifest.features.slash_commands.map((one) => one.command)).toEqual([commandName]);
    expect(manifest.features.shortcuts.map((one) => one.callback_id)).toEqual([captureShortcut]);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
  });

  it('knows every method that the bot calls', () => {
    expect([...methodsUsed()].sort()).toEqual(Object.keys(scopesOfMethods).sort());
  });

  it('asks for the scopes of those methods and of its events, for the command, and for nothing else', () => {
    // Besides methods: the command itself, and the download of a paste that became a file.
    const needed = new Set([
      'commands',
      'files:read',
      ...Object.values(scopesOfMethods).flat(),
      ...Object.values(events).flatMap((event) => event.scope ?? []),
    ]);
    expect([...granted].sort()).toEqual([...needed].sort());
    expect(scopes.bot.filter((one) => scopes.bot_optional.includes(one))).toEqual([]);
  });

  it('subscribes to the events that the bot understands', () => {
    const identity: Identity = { teamId: 'T1', botUserId: 'UBOT', botId: 'B1', botName: 'pilot', teamUrl: '' };
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(Object.keys(events).sort());
    for (const { example } of Object.values(events)) {
      const body = { team_id: 'T1', enterprise_id: 'E1', event_time: 1, event: example };
      expect(readRemoval(body) ?? parseEvent(body, identity)).not.toMatchObject({ kind: 'unsupported' });
    }
  });
});
