import type { FailureReason } from '../delivery/transport.ts';

/** What Slack shows when an app does not take an interaction. */
export function toSlackProblem(reason: FailureReason): string {
  return reason === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
}
