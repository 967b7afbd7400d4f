import { actionButtons } from '../turns/actions/action-buttons.ts';
import type { ActionView } from '../turns/actions/view-action.ts';
import { actions, context, fitMessage, type MessageBlock, type Rendered, section } from './blocks.ts';
import { cutText, limits } from './limits.ts';
import { escapeText, type IsKnown, knows, mention, renderPhrase } from './render-phrase.ts';

/** Something that was asked for: what would happen, and yes or no; afterwards what became of it. */
export function renderAction(action: ActionView | undefined): Rendered {
  if (!action) return fitMessage({ text: 'This request does not exist any more.' });
  const isKnown = knows([action.host, ...action.members, ...[action.requestedBy, action.decidedBy].flatMap((one) => one ?? [])]);
  const who = action.requestedBy ? `Asked by ${mention(action.requestedBy, isKnown)}` : 'A suggestion of mine';
  const label = escapeText(action.label);
  if (action.status === 'offered') {
    const says = cutText(renderPhrase(action.says, isKnown), limits.section - 200);
    const whose = action.isForHost ? `${mention(action.host, isKnown)} decides, as the host` : 'Anybody who takes part can say yes';
    const blocks: MessageBlock[] = [
      section(`${action.isDestructive ? ':warning:' : ':raised_hand:'} *${label}?* ${says}`),
      actions(actionButtons(action)),
      context(`${who} · ${whose}. Nothing has happened yet; a yes counts for 15 minutes.`),
    ];
    return fitMessage({ text: `${label}? ${says}`, blocks });
  }
  const outcome = sayOutcome(action, isKnown);
  return fitMessage({
    text: `${label}: ${outcome.text}`,
    blocks: [section(`${outcome.mark} *${label}*: ${outcome.text}`), context([who, ...outcome.by].join(' · '))],
  });
}

function sayOutcome({ status, decidedBy, result }: ActionView, isKnown: IsKnown): { mark: string; text: string; by: string[] } {
  const by = (verb: string) => (decidedBy ? [`${verb} by ${mention(decidedBy, isKnown)}`] : []);
  const became = cutText(renderPhrase(result ?? [], isKnown), limits.section - 200);
  switch (status) {
    case 'running':
      return { mark: ':hourglass_flowing_sand:', text: 'I am at it.', by: by('confirmed') };
    case 'done':
      return { mark: ':white_check_mark:', text: became || 'Done.', by: by('confirmed') };
    case 'failed':
      return { mark: ':warning:', text: became || 'That did not work.', by: by('confirmed') };
    case 'cancelled':
      return { mark: ':heavy_minus_sign:', text: 'left as it is.', by: by('decided') };
    case 'void':
      return { mark: ':heavy_minus_sign:', text: 'things have moved on, so this counts no more.', by: [] };
    default:
      return { mark: ':heavy_minus_sign:', text: 'nobody said yes within 15 minutes, so nothing was done. Ask again any time.', by: [] };
  }
}
