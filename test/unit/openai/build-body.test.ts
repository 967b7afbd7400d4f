import { describe, expect, it } from 'vitest';
import { buildBody, type Prompt } from '../../../src/openai/build-body.ts';
import type { ProviderFlag } from '../../../src/openai/provider-flags.ts';
import type { PromptMessage } from '../../../src/ports/model.ts';

const messages: PromptMessage[] = [
  { role: 'system', content: 'Lead.' },
  { role: 'user', content: 'A' },
  { role: 'user', content: 'B' },
  { role: 'assistant', content: 'C' },
  { role: 'system', content: 'Be short.' },
];
const prompt: Prompt = { model: 'm', messages, outputTokens: 9, isSteady: true, isStreamed: true };
const build = (...flags: ProviderFlag[]) => buildBody(prompt, new Set(flags));

describe('the request for a server', () => {
  it('that is OpenAI’s', () => {
    expect(build()).toEqual({ model: 'm', messages, max_completion_tokens: 9, temperature: 0.2, stream_options: { include_usage: true } });
  });

  it('that knows none of the newer parameters', () => {
    expect(build('max-tokens', 'no-temperature', 'no-stream-options')).toEqual({ model: 'm', messages, max_tokens: 9 });
  });

  it('that calls the system a developer', () => {
    expect(build('developer-role').messages.map(({ role }) => role)).toEqual(['developer', 'user', 'user', 'assistant', 'developer']);
  });

  it('that wants user and assistant in turn', () => {
    expect(build('no-system', 'developer-role').messages).toEqual([
      { role: 'user', content: 'Lead.\n\nA\n\nB' },
      { role: 'assistant', content: 'C' },
      { role: 'user', content: 'Be short.' },
    ]);
  });
});
