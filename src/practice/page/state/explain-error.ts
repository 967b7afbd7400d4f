/** Slack's codes that a person meets by acting, in words. */
const sentences: Record<string, string> = {
  not_in_channel: 'You are not in this channel. Join it first.',
  is_archived: 'This channel is archived, so nothing more can be written in it.',
  channel_not_found: 'This channel is not there for you.',
  message_not_found: 'That message is gone.',
  msg_too_long: 'That is longer than one message may be. Send it as a text file, or in parts.',
  no_text: 'There is nothing to send yet.',
  already_reacted: 'You have already reacted with this.',
  no_reaction: 'That reaction is already gone.',
  invalid_name: 'Slack does not know an emoji of that name.',
  cant_update_message: 'Only its author can change a message.',
  cant_delete_message: 'Only its author can delete a message.',
  name_taken: 'A channel of that name exists already.',
  already_in_channel: 'They are in this channel already.',
  operation_timeout: 'The bot did not answer within three seconds. Please try again.',
  dispatch_failed: 'The bot could not be reached, or did not know what to do with this.',
  expired_trigger_id: 'That took too long for Slack. Please try again.',
  view_not_found: 'This window was already closed.',
};

/** What to show a person for an answer's `error`: sentences as they are, known codes in words, unknown codes as codes. */
export function explainError(error: string): string {
  if (/\s/.test(error)) return error;
  return sentences[error] ?? `That did not work (${error}).`;
}
