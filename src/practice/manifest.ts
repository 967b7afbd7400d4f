import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ManifestCommand {
  command: string;
  description: string;
  usageHint: string;
  shouldEscape: boolean;
}

export interface ManifestShortcut {
  type: 'message' | 'global';
  name: string;
  callbackId: string;
  description: string;
}

/** What the practice workspace needs to know of the installed app. */
export interface Manifest {
  appName: string;
  botName: string;
  commands: ManifestCommand[];
  shortcuts: ManifestShortcut[];
  scopes: Set<string>;
  botEvents: Set<string>;
  interactivity: boolean;
  homeTab: boolean;
  messagesTab: boolean;
}

type Tree = Record<string, unknown>;
const tree = (value: unknown): Tree => (value !== null && typeof value === 'object' ? (value as Tree) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads a Slack app manifest (YAML or JSON). Bot scopes and optional bot scopes both count as granted, as if the person installing ticked all. */
export function readManifest(path: string): Manifest {
  const root = tree(parse(readFileSync(path, 'utf8')));
  const features = tree(root['features']);
  const scopes = tree(tree(root['oauth_config'])['scopes']);
  const settings = tree(root['settings']);
  const home = tree(features['app_home']);
  return {
    appName: text(tree(root['display_information'])['name']) || 'App',
    botName: text(tree(features['bot_user'])['display_name']) || 'bot',
    commands: list(features['slash_commands']).map((entry) => {
      const command = tree(entry);
      return {
        command: text(command['command']),
        description: text(command['description']),
        usageHint: text(command['usage_hint']),
        shouldEscape: command['should_escape'] === true,
      };
    }),
    shortcuts: list(features['shortcuts']).map((entry) => {
      const shortcut = tree(entry);
      return {
        type: shortcut['type'] === 'message' ? 'message' : 'global',
        name: text(shortcut['name']),
        callbackId: text(shortcut['callback_id']),
        description: text(shortcut['description']),
      };
    }),
    scopes: new Set([...list(scopes['bot']), ...list(scopes['bot_optional'])].map(text)),
    botEvents: new Set(list(tree(settings['event_subscriptions'])['bot_events']).map(text)),
    interactivity: tree(settings['interactivity'])['is_enabled'] === true,
    homeTab: home['home_tab_enabled'] === true,
    messagesTab: home['messages_tab_enabled'] !== false,
  };
}
