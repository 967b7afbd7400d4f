import { isJsonObject, type JsonObject } from './json.ts';

/** The words of the text files that came with a message; Slack makes one of a long paste. */
export function fileTexts(metadata: JsonObject): string[] {
  const files = Array.isArray(metadata.texts) ? metadata.texts : [];
  return files.flatMap((file) => (isJsonObject(file) && typeof file.text === 'string' ? [file.text] : []));
}

/** What somebody wrote, and the text files that came with it: all of it is theirs. */
export function wholeText(content: string, metadata: JsonObject): string {
  return [content, ...fileTexts(metadata)].filter(Boolean).join('\n\n');
}
