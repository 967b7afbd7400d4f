const censored = '…';
const secretKeys =
  /^(?:.*_?token|.*secret|.*password|authorization|response_url|responseurl|trigger_id|triggerid|cookie|set-cookie|api_?key|private_key|code_verifier)$/i;
/** Slack's tokens, keys of models' servers, whatever stands before the host of an address, and what follows `Bearer`. */
const secretText =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{8,}|(?<=:\/\/)[^\s/@:]+:[^\s/@]+(?=@)|(?<=Bearer\s)\S+|(?<=hooks\.slack\.com\/)\S+/g;
const maxDepth = 8;
const maxEntries = 200;
const maxMessage = 600;
/** What an error quotes at length was mostly written by somebody. */
const quoted = /"[^"]{24,}"|'[^']{24,}'|`[^`]{48,}`/g;

/** The same without secrets, however deep they stand; errors as `describe` has them. Bounded. */
export function redactDeep(details: object, describe: (error: Error) => object): Record<string, unknown> {
  return redact(details, describe, 0, new Set()) as Record<string, unknown>;
}

function redact(value: unknown, describe: (error: Error) => object, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > maxDepth || above.has(value)) return censored;
  above.add(value);
  try {
    if (value instanceof Error) return redact(describe(value), describe, depth + 1, above);
    if (Array.isArray(value)) return value.slice(0, maxEntries).map((one) => redact(one, describe, depth + 1, above));
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, maxEntries)
        .map(([key, one]) => [key, secretKeys.test(key) && isPlain(one) ? censored : redact(one, describe, depth + 1, above)]),
    );
  } finally {
    above.delete(value);
  }
}

/** A number of tokens is none, and neither is what has parts of its own. */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function scrub(text: string): string {
  return text.replace(secretText, censored);
}

/** What went wrong and where. `isVerbose`: also what it was about, which may be people's words. */
export function describeError(error: Error, isVerbose: boolean): object {
  const { name, message, stack = '', cause } = error;
  const { code, kind, status, meta, detail, where } = error as Error & Record<string, unknown>;
  const said = isVerbose ? message : withoutWords(error);
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: name,
    message: said,
    ...given({ code, kind, status }),
    ...(isVerbose ? given({ meta, detail, where }) : {}),
    stack: [`${name}: ${said}`, ...frames].join('\n'),
    ...(cause instanceof Error ? { cause } : {}),
  };
}

function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Prisma prints the arguments of a call, JSON.parse what it could not read; the last line and the beginning say what was wrong. */
function withoutWords({ name, message }: Error): string {
  if (name === 'SyntaxError') return message.split(/["'`,]/, 1)[0]?.trim() ?? name;
  const line = name.startsWith('Prisma') ? (message.trim().split('\n').at(-1) ?? '') : message;
  return line.replace(quoted, `"${censored}"`).slice(0, maxMessage);
}
