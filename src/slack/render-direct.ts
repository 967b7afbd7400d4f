import type { OutboxContent } from '../ports/outbox.ts';
import { actions, context, fitMessage, type Rendered, sections } from './blocks.ts';
import { cutText } from './limits.ts';
import type { Identity } from './parse-event.ts';
import { messageUrl } from './permalinks.ts';
import { escapeText, everybody, renderPhrase } from './render-phrase.ts';
import { renderReply } from './render-reply.ts';

const maxLinks = 10;
const maxLabelChars = 80;

/** A direct message, with the way to what it speaks of. */
export function renderDirect(direct: Extract<OutboxContent, { kind: 'direct' }>, identity: Identity): Rendered {
  const links = direct.links ?? [];
  if (links.length === 0) return renderReply(direct, everybody);
  const text = renderPhrase(direct.text, everybody);
  const ways = links
    .slice(0, maxLinks)
    .map((link) => `<${messageUrl(identity, link)}|${escapeText(cutText(link.label, maxLabelChars)).replaceAll('|', '¦')}>`);
  return fitMessage({
    text,
    blocks: [
      ...sections(text),
      context(`To the thread: ${ways.join(' · ')}`),
      ...(direct.buttons?.length ? [actions(direct.buttons)] : []),
    ],
  });
}
