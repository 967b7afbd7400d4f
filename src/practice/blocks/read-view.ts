import type { ViewDefinition } from '../interactivity/view-store.ts';
import { LIMITS } from '../limits.ts';
import type { Block } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { findBlockProblems, withIds } from './check-blocks.ts';
import { plainText } from './elements.ts';
import { anything, byType, type Check, flag, isObject, object, problemsOf, text } from './schema.ts';

const V = LIMITS.view;
const shared: Record<string, Check> = {
  callback_id: text({ max: V.callbackIdChars }),
  private_metadata: text({ max: V.privateMetadataChars }),
  external_id: text({ max: 255 }),
};
const VIEW = byType({
  modal: object(
    { type: anything, title: plainText(V.titleChars), blocks: anything },
    {
      ...shared,
      submit: plainText(V.buttonChars),
      close: plainText(V.buttonChars),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  ),
  home: object({ type: anything, blocks: anything }, shared),
});

/**
 * Checks a view and names its blocks.
 * @throws SlackError view_too_large, invalid_arguments (with Slack's explanations)
 */
export function readView(raw: unknown, expected: 'modal' | 'home'): ViewDefinition {
  if (!isObject(raw)) throw SlackError.explained('invalid_arguments', ['must provide an object [json-pointer:/view]']);
  if (Buffer.byteLength(JSON.stringify(raw)) > V.bytes) throw new SlackError('view_too_large');
  const problems = problemsOf(VIEW, raw, '/view');
  if (typeof raw['type'] === 'string' && raw['type'] !== expected && problems.length === 0)
    problems.push(`must be ${expected} [json-pointer:/view/type]`);
  if (raw['blocks'] !== undefined) problems.push(...findBlockProblems(raw['blocks'], expected, '/view/blocks'));
  const blocks = Array.isArray(raw['blocks']) ? raw['blocks'].filter(isObject) : [];
  if (expected === 'modal' && raw['submit'] === undefined && blocks.some((block) => block['type'] === 'input')) {
    problems.push('missing required field: submit (it is required when a modal has an input block) [json-pointer:/view]');
  }
  if (problems.length > 0) throw SlackError.explained('invalid_arguments', problems);
  const fields = Object.fromEntries(Object.entries(raw).filter((entry) => entry[1] !== null));
  return { ...(fields as unknown as ViewDefinition), blocks: withIds(blocks as Block[]) };
}
