/** A refusal in Slack's own words: `code` becomes `error` in the answer, `extra` is merged into it. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Record<string, unknown>;

  constructor(code: string, extra: Record<string, unknown> = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.extra = extra;
  }

  /** With the explanations that Slack puts into `response_metadata.messages`. */
  static explained(code: string, problems: string[]): SlackError {
    return new SlackError(code, { errors: problems, response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } });
  }
}
