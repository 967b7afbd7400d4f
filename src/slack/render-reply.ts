import type { Button } from '../ports/outbox.ts';
import type { Phrase } from '../workshop/phrase.ts';
import { actions, fitMessage, type Rendered, sections } from './blocks.ts';
import { limits } from './limits.ts';
import { everybody, type IsKnown, renderPhrase } from './render-phrase.ts';

/** A sentence of the facilitator, with its buttons. Mentions in an answer that one person sees tell nobody, so all of them stay. */
export function renderReply(reply: { text: Phrase; buttons?: readonly Button[] }, isKnown: IsKnown = everybody): Rendered {
  const text = renderPhrase(reply.text, isKnown);
  const buttons = reply.buttons ?? [];
  if (buttons.length === 0 && text.length <= limits.section) return { text };
  return fitMessage({ text, blocks: [...sections(text), ...(buttons.length > 0 ? [actions(buttons)] : [])] });
}
