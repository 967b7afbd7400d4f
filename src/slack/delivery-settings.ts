/** How posts are paced. Slack allows about one message a second in a channel, and fifty edits a minute in a workspace. */
export interface DeliverySettings {
  /** Between two posts in one channel. */
  postIntervalMs: number;
  /** Between two edits of one card. */
  editIntervalMs: number;
  /** How long a claimed row is ours; longer than any call may take. */
  leaseMs: number;
  /** How often to look for work that another process left. */
  lookEveryMs: number;
  /** First wait after a failure; doubles up to a minute. */
  retryMs: number;
}

export const defaultDelivery: DeliverySettings = {
  postIntervalMs: 1_000,
  editIntervalMs: 5_000,
  leaseMs: 60_000,
  lookEveryMs: 1_000,
  retryMs: 1_000,
};
