import type { TeamAddress } from '../ports/installations.ts';
import { list, optionalText, type Tree, text, tree } from './read-json.ts';

/** In a channel that companies may share: what the body is about. */
export interface SharedPlace {
  channelId: string;
  /** The thread, and the message in it. */
  ts: string[];
  /** People and bots that are mentioned. */
  mentioned: string[];
}

const maxMentions = 20;

/**
 * Which team a body of Slack's is for, as it says itself. Where companies share a channel, somebody who presses may come from another
 * team than the one that the app speaks for: what stands on the view or the message that was pressed comes before who pressed it.
 */
export function teamOfBody(body: unknown): TeamAddress {
  const payload = tree(body);
  return payload.event === undefined ? teamOfInteraction(payload) : teamOfEvent(payload);
}

function teamOfEvent(outer: Tree): TeamAddress {
  const authorisation = tree(list(outer.authorizations)[0]);
  return {
    teamId: team(authorisation.team_id) ?? team(outer.context_team_id) ?? team(outer.team_id),
    enterpriseId:
      optionalText(authorisation.enterprise_id) ?? optionalText(outer.context_enterprise_id) ?? optionalText(outer.enterprise_id),
    isOrgWide: isTrue(authorisation.is_enterprise_install),
  };
}

function teamOfInteraction(payload: Tree): TeamAddress {
  const isOrgWide = isTrue(payload.is_enterprise_install);
  const presser = tree(payload.team);
  const user = tree(payload.user);
  const enterpriseId =
    optionalText(tree(payload.enterprise).id) ?? optionalText(presser.enterprise_id) ?? optionalText(payload.enterprise_id);
  const teamId =
    team(tree(payload.view).app_installed_team_id) ??
    teamOfOwnMessage(payload) ??
    (isOrgWide ? team(user.team_id) : undefined) ??
    team(presser.id) ??
    team(payload.team_id);
  return { teamId, enterpriseId, isOrgWide };
}

/** Of a person's message the team is its author's, and says nothing about the app. */
function teamOfOwnMessage(payload: Tree): string | undefined {
  const message = tree(payload.message);
  const profile = tree(message.bot_profile);
  const appId = optionalText(payload.api_app_id);
  const isOurs = appId !== undefined && (optionalText(message.app_id) ?? optionalText(profile.app_id)) === appId;
  return isOurs ? (team(profile.team_id) ?? team(message.team)) : undefined;
}

/** Where an id of an organisation stands in a team's place, it says nothing about the team. */
function team(value: unknown): string | undefined {
  const id = optionalText(value);
  return id?.startsWith('T') ? id : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/**
 * Set where the body's own word for its team is not enough: an event of a channel that companies share comes once for all of them, and
 * of what only one person sees, who pressed is all that is said.
 */
export function sharedPlaceOf(body: unknown): SharedPlace | undefined {
  const payload = tree(body);
  const event = tree(payload.event);
  const container = tree(payload.container);
  if (payload.event !== undefined && payload.is_ext_shared_channel === true) {
    const inner = [event, tree(event.message), tree(event.previous_message), tree(event.item)];
    return place(text(event.channel) || text(tree(event.item).channel), inner, text(event.text));
  }
  if (container.is_ephemeral === true)
    return place(text(tree(payload.channel).id) || text(container.channel_id), [container, tree(payload.message)], '');
  return undefined;
}

function place(channelId: string, of: readonly Tree[], said: string): SharedPlace | undefined {
  if (!channelId) return undefined;
  const ts = new Set(of.flatMap((one) => [one.thread_ts, one.ts, one.deleted_ts].flatMap((value) => optionalText(value) ?? [])));
  const mentioned = [...said.matchAll(/<@([UW][A-Z0-9]+)/g)].flatMap((match) => match[1] ?? []).slice(0, maxMentions);
  return { channelId, ts: [...ts], mentioned };
}
