import type { Model, ModelAttempt, PromptMessage } from '../../ports/model.ts';
import { createReplyFilter, type DroppedSentences, type ReplyGrounds } from './reply-filter.ts';

export interface WrittenReply {
  /** What was pushed, in one piece; never empty. */
  text: string;
  dropped: DroppedSentences;
  /** It was ended by `signal`: what was shown stays. */
  wasStopped: boolean;
}

/** Nothing of what the model wrote could be shown. */
class EmptyReply extends Error {
  constructor() {
    super('the model wrote nothing that can be shown');
    this.name = 'EmptyReply';
  }
}

/**
 * Streams a reply through the filter into `push`. Throws ModelError or EmptyReply; what was pushed until then has to be replaced by
 * the caller. An abort by `signal` is no failure: the reply then ends with the last whole sentence.
 */
export async function writeReply(
  model: Model,
  request: {
    messages: PromptMessage[];
    grounds: ReplyGrounds;
    deadlineMs: number;
    signal: AbortSignal;
    onAttempt: (attempt: ModelAttempt) => void;
    push: (text: string) => void;
  },
): Promise<WrittenReply> {
  const filter = createReplyFilter(request.grounds);
  const { messages, deadlineMs, signal, onAttempt } = request;
  let text = '';
  const show = (piece: string) => {
    if (!piece) return;
    text += piece;
    request.push(piece);
  };
  try {
    for await (const delta of model.stream({ purpose: 'reply', messages, deadlineMs, signal, onAttempt })) show(filter.push(delta));
  } catch (error) {
    if (!signal.aborted || !text) throw error;
    return { text, dropped: filter.dropped, wasStopped: true };
  }
  show(filter.end());
  if (!text.trim()) throw new EmptyReply();
  return { text, dropped: filter.dropped, wasStopped: false };
}
