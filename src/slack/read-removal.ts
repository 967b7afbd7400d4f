import { list, optionalText, text, tree } from './read-json.ts';

/** The app was taken out of a team or an organisation, or its token revoked. */
export interface Removal {
  /** Of an organisation, where its installation was removed as a whole. */
  orgId: string;
  /** In whole seconds. */
  at: Date;
  reason: 'app_uninstalled' | 'tokens_revoked' | 'team_access_revoked';
  /** Whose tokens are dead; undefined where the app is gone altogether. */
  botUserIds: readonly string[] | undefined;
  /** Only these teams of the organisation lose it. */
  teamIds?: readonly string[];
}

const maxTeams = 1_000;

/**
 * These events come in any order and up to hours late. People's tokens that are revoked are none of ours. An event in the name of a
 * team never removes its organisation's installation.
 */
export function readRemoval(body: unknown): Removal | undefined {
  const outer = tree(body);
  const event = tree(outer.event);
  const reason = text(event.type);
  if (reason !== 'app_uninstalled' && reason !== 'tokens_revoked' && reason !== 'team_access_revoked') return undefined;
  const authorisation = tree(list(outer.authorizations)[0]);
  const teamId = optionalText(authorisation.team_id) ?? optionalText(outer.team_id);
  const enterpriseId = optionalText(authorisation.enterprise_id) ?? optionalText(outer.enterprise_id);
  const isWhole = authorisation.is_enterprise_install === true || teamId === undefined || teamId.startsWith('E');
  const orgId = isWhole ? (enterpriseId ?? teamId) : teamId;
  const seconds = Number(outer.event_time);
  if (!orgId || !Number.isSafeInteger(seconds) || seconds <= 0) return undefined;
  const at = new Date(seconds * 1_000);
  if (reason === 'team_access_revoked') {
    const teamIds = list(event.team_ids)
      .flatMap((id) => optionalText(id) ?? [])
      .slice(0, maxTeams);
    return enterpriseId && teamIds.length > 0 ? { orgId: enterpriseId, at, reason, botUserIds: undefined, teamIds } : undefined;
  }
  const bots = list(tree(event.tokens).bot).flatMap((id) => optionalText(id) ?? []);
  if (reason === 'tokens_revoked' && bots.length === 0) return undefined;
  return { orgId, at, reason, botUserIds: reason === 'tokens_revoked' ? bots : undefined };
}
