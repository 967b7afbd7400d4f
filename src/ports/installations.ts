/** The app in one team, or in a whole organisation. */
export interface Installation {
  /** The Slack team; of an organisation its own id. */
  orgId: string;
  isOrgWide: boolean;
  enterpriseId: string | null;
  teamName: string;
  /** `https://team.slack.com/` */
  teamUrl: string;
  appId: string;
  botUserId: string;
  botId: string;
  botName: string;
  botToken: string;
  /** Null where the token does not expire. */
  expiresAt: Date | null;
  installedAt: Date;
  /** Grows with every change of the token. */
  revision: number;
}

export interface NewInstallation extends Omit<Installation, 'revision'> {
  refreshToken: string | null;
  scopes: string;
  installedBy: string;
}

/** A team, as what came from Slack names it. */
export interface TeamAddress {
  teamId?: string | undefined;
  enterpriseId?: string | undefined;
  /** It came by way of an organisation's installation. */
  isOrgWide?: boolean;
}

/** One token that is to be renewed; nobody else may until `until`. */
export interface TokenClaim {
  orgId: string;
  revision: number;
  owner: string;
  until: Date;
  refreshToken: string;
}

export interface RenewedToken {
  botToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/** Everything that was ever stored of a team, to be erased; or, when it is done, how much it was. */
export interface TeamErasure {
  id: string;
  orgId: string;
  reason: string;
  requestedAt: Date;
  doneAt: Date | null;
  /** By kind; nothing of the content. */
  counts: Readonly<Record<string, number>>;
}

/** Where the app is installed. Tokens are sealed before they are written, and never part of an error or a log. */
export interface InstallationStore {
  /** Takes the place of an earlier installation there. */
  saveInstallation(installation: NewInstallation): Promise<void>;
  /** What a team works under: its own installation, or its organisation's. */
  findInstallation(teamId: string): Promise<Installation | undefined>;
  /** The same where it has not been heard of before: under an organisation's installation it is remembered from here on. */
  resolveTeam(address: TeamAddress, now: Date): Promise<Installation | undefined>;
  /** Teams of an organisation that were heard of. */
  teamsOfOrg(enterpriseId: string): Promise<string[]>;
  /** In a channel that companies share: whose thread or message this is, or else who is mentioned. Only installed teams. */
  findShared(shared: { channelId: string; ts: readonly string[]; mentioned: readonly string[] }): Promise<string | undefined>;

  /** True the first time that a state of the install flow is seen. */
  spendState(hash: string, expiresAt: Date, now: Date): Promise<boolean>;

  /** Tokens that expire before `before`, at most `limit`, none that somebody else has claimed. `orgId`: that one alone. */
  claimTokens(claim: { owner: string; now: Date; before: Date; leaseMs: number; limit: number; orgId?: string }): Promise<TokenClaim[]>;
  /** False when the claim was lost meanwhile, or the app installed anew: then nothing is written. */
  storeRenewed(claim: TokenClaim, renewed: RenewedToken): Promise<boolean>;
  /** `error`: it can't ever be renewed. Without one somebody else may try from `after` on. */
  releaseClaim(claim: TokenClaim, end: { error: string } | { after: Date }): Promise<void>;

  /**
   * The app was taken out of a team or an organisation at `at`: its token is forgotten, what waits for Slack there is called off, and
   * all that is stored of it waits for its erasure. False, and nothing done, when it was installed later than that or is not installed.
   */
  removeInstallation(removal: { orgId: string; at: Date; now: Date; reason: string }): Promise<boolean>;
  /** The same where an organisation keeps the app and takes it out of some of its teams. Returns those that were heard of by then. */
  removeTeams(removal: { enterpriseId: string; teamIds: readonly string[]; at: Date; now: Date; reason: string }): Promise<string[]>;
  /** Erases one bounded piece of one team; undefined when nothing waits. Call again until it is. */
  eraseNext(claim: { owner: string; now: Date; leaseMs: number }): Promise<TeamErasure | undefined>;

  /** Rejects, with a sentence for the operator, where a token is sealed with a key that is not there. */
  checkKeys(): Promise<void>;
  /** Seals every token with the first key that is not. Returns how many there were. */
  rewrapTokens(): Promise<number>;
}
