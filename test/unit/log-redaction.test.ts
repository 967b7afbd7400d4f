import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/process.ts';
import { trace } from '../../src/turns/trace.ts';

function capture(level: 'info' | 'debug') {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => void lines.push(line) });
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the log', () => {
  it.each([
    ['a bot token in a sentence', { note: 'called with xoxb-1-secret and failed' }],
    ['an app token in a list', { all: [['xapp-1-secret']] }],
    [
      'tokens by their names, however deep',
      { a: { b: { access_token: 'a-secret', refresh_token: 'a-secret', config: { botToken: 'a-secret' } } } },
    ],
    ['headers', { err: Object.assign(new Error('no'), { cause: new Error('x') }), headers: { Authorization: 'Bearer a-secret' } }],
    ['what Slack gives for answers', { body: { response_url: 'https://hooks.slack.com/a-secret', trigger_id: '1.a-secret' } }],
    ['the password of a database', { url: 'postgresql://pilot:a-secret@db:5432/pilot' }],
    ['the password in an error', { err: new Error('no answer from postgres://pilot:a-secret@db') }],
    ['client secrets', { oauth: { client_secret: 'a-secret', signingSecret: 'a-secret', password: 'a-secret' } }],
  ])('never holds %s', (_name, details) => {
    for (const level of ['info', 'debug'] as const) {
      const { log, text } = capture(level);
      log.child({ part: 'slack' }).info(details, 'something');
      expect(text()).toContain('something');
      expect(text()).not.toMatch(/a-secret|1-secret/);
    }
  });

  it('keeps counts of tokens and what else only sounds like a secret', () => {
    const { log, last } = capture('info');
    log.info({ tokens: 7, completionTokens: 3, token: null }, 'counted');
    expect(last()).toMatchObject({ tokens: 7, completionTokens: 3, token: null });
  });

  it('says of an error what and where, and of people’s words nothing but at debug', () => {
    const words = 'patients whisper at the desk because everybody hears';
    const errors = [
      Object.assign(new Error(`invalid input: "${words}"`), { code: '22P02', detail: words }),
      Object.assign(new Error(`\nInvalid \`db.message.create()\` invocation:\n{ content: "${words}" }\n\nArgument \`seq\` is missing.`), {
        name: 'PrismaClientValidationError',
      }),
      new SyntaxError(`Unexpected token 'p', "${words}" is not valid JSON`),
    ];
    for (const err of errors) {
      const { log, text, last } = capture('info');
      log.error({ err }, 'failed');
      expect(text()).not.toContain('whisper');
      expect(last().err).toMatchObject({ type: err.name, stack: expect.stringContaining('log-redaction.test.ts') });
    }
    const { log, text } = capture('debug');
    log.error({ err: errors[0] }, 'failed');
    expect(text()).toContain('whisper');
  });

  it('survives what refers to itself and what is endless', () => {
    const { log, last } = capture('info');
    const round: Record<string, unknown> = { name: 'round' };
    round.self = round;
    log.info({ round, many: Array.from({ length: 5_000 }, (_, n) => n) }, 'fine');
    expect(last()).toMatchObject({ msg: 'fine' });
  });

  it('carries the trace of what is being done, also in what is done later', async () => {
    const { log, last } = capture('info');
    await trace.run('Ev1', async () => {
      await Promise.resolve();
      log.info({}, 'inside');
    });
    expect(last()).toMatchObject({ trace: 'Ev1' });
    log.info({}, 'outside');
    expect(last()).not.toHaveProperty('trace');
  });
});
