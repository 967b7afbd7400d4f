/** What the bot's token has to allow, as manifest.yml asks for it, and what does not work without it. */
export const neededScopes: Readonly<Record<string, string>> = {
  'app_mentions:read': 'I don’t hear when somebody mentions me',
  'assistant:write': 'people don’t see that I am thinking',
  'canvases:write': 'build packs become files instead of canvases',
  'channels:history': 'I don’t hear what is said in public channels',
  'channels:read': 'I can’t tell whether I am in a channel',
  'chat:write': 'I can’t say anything',
  commands: '“/workshop” does nothing',
  'files:read': 'I can’t read long texts that Slack turned into files',
  'files:write': 'I can’t hand out the build pack as files',
  'im:write': 'I can’t write to anybody directly',
  'reactions:read': 'a 📌 on a message does nothing',
  'reactions:write': 'my ✅ does not appear',
  'users:read': 'I don’t know what people are called, or their time zones',
};

/** Asked for, and given only where somebody wants it. */
export const optionalScopes: Readonly<Record<string, string>> = {
  'canvases:read': 'I write a canvas whole, also where one sentence has changed',
  'groups:history': 'I don’t hear what is said in private channels',
  'groups:read': 'I can’t work in private channels',
  'im:history': 'I don’t hear what is written to me directly',
};
