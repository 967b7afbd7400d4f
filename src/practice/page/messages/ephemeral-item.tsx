import type { Ephemeral } from '../../protocol.ts';
import { MessageBlocks } from '../blocks/message-blocks.tsx';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { Mrkdwn } from '../text/mrkdwn.tsx';

/** What only this person sees. */
export function EphemeralItem({ ephemeral }: { ephemeral: Ephemeral }) {
  const { attempt } = useActions();
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of other kinds share the list
    <div role="listitem" className="ephemeral" id={`ephemeral-${ephemeral.id}`} data-focus-home="" tabIndex={-1}>
      <div className="ephemeral-head">
        <Icon name="eye" />
        <span>Only visible to you</span>
        <button type="button" className="link-button" onClick={() => void attempt('dismissEphemeral', { id: ephemeral.id })}>
          Dismiss
        </button>
      </div>
      {ephemeral.blocks?.length ? (
        <MessageBlocks blocks={ephemeral.blocks} channel={ephemeral.channel} ts={ephemeral.id} />
      ) : (
        <Mrkdwn text={ephemeral.text} />
      )}
    </div>
  );
}
