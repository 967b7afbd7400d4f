import { type Phrase, phrase } from '../../workshop/phrase.ts';

/** What to do about Slack's word for why it took no post. */
export function mendFailure(failure: string): Phrase {
  const code = failure.split(/[:,\s]/)[0] ?? '';
  if (code === 'missing_scope')
    return phrase`A permission is missing: see the line about permissions, or add it under “OAuth & Permissions” of the Slack app.`;
  if (code === 'is_archived') return phrase`The channel was archived: unarchive it, then “/workshop resume”.`;
  if (code === 'not_in_channel' || code === 'channel_not_found')
    return phrase`I was not in the channel: invite me, then “/workshop resume”.`;
  if (code.startsWith('restricted_action'))
    return phrase`Apps may not post there: an admin allows it in the channel's settings, then “/workshop resume”.`;
  if (code === 'cannot_dm_bot' || code === 'user_not_found' || code === 'user_disabled')
    return phrase`It was meant for somebody who can't be written to; nothing else is affected.`;
  if (code === 'invalid_auth' || code === 'token_revoked' || code === 'account_inactive')
    return phrase`Slack does not accept my token any more: the operator sets SLACK_BOT_TOKEN anew.`;
  return phrase`The operator finds it in the log; the cards show what is stored all the same.`;
}
