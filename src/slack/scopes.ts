/** What the bot's token has to allow, as manifest.yml asks for it, and what does not work without it. */
export const neededScopes: Readonly<Record<string, string>> = {
  'app_mentions:read': 'I don’t hear when somebody mentions me',
  'assistant:write': 'people don’t see that I am thinking',
  'canvases:write': 'build packs become files instead of canvases',
  'channels:history': 'I don’t hear what is said in public channels',
  'channels:read': 'I can’t tell whether I am in a channel',
  'chat:write': 'I can’t say anything',
  commands: '“/workshop” does nothing',
  'files:read': 'I can’t read long texts that Slack turned into files, and may make a canvas twice when Slack stumbles',
  'files:write': 'I can’t hand out the build pack as files',
  'im:write': 'I can’t write to anybody directly',
  'reactions:read': 'a 📌 on a message does nothing',
  'reactions:write': 'my ✅ does not appear',
  'users:read': 'I don’t know what people are called, or their time zones',
};

/** Asked for besides: whoever installs the app may leave these out where no workshop is held in a private channel. */
export const privateScopes: Readonly<Record<string, string>> = {
  'groups:history': 'I don’t hear what is said in private channels',
  'groups:read': 'I can’t tell who is in a private channel, nor whether I am',
};

/** These may be left out as well: the same works, less well. */
export const helpfulScopes: Readonly<Record<string, string>> = {
  'canvases:read': 'a canvas is written whole, also where one sentence has changed',
  'im:history': 'a direct message of mine may come twice when Slack stumbles',
};
