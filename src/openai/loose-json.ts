/** Longer answers are not looked into for braces: nothing this program asks for is so long. */
const MAX_TEXT_LENGTH = 200_000;
const FENCE = /```(?:json)?[ \t]*\n?([\s\S]*?)```/i;

/** The JSON value in a model's answer: the whole, the first fenced block, or from the first brace to the last. Never throws. */
export function readLooseJson(text: string): { value: unknown } | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const candidates = [text, FENCE.exec(text)?.[1], text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)];
  for (const candidate of candidates) {
    if (!candidate?.trim()) continue;
    try {
      return { value: JSON.parse(candidate) };
    } catch {
      // The next candidate may be better.
    }
  }
  return undefined;
}
